// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds tagq builds this. `make fuzz` gives the flags that
// make the whole of it, tagq included, tell libFuzzer what they run through.
let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "tagq", path: "..", traits: [])],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        .product(name: "TagQuery", package: "tagq"),
        .product(name: "SnapshotRegistry", package: "tagq"),
      ],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])])
  ]
)
