// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who builds tagq builds this.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "tagq", path: "..", traits: []),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "Language",
      dependencies: [
        .product(name: "TagQuery", package: "tagq"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/Language",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)
