import Foundation

/// A package in a temporary folder that uses the product `TagQuery` and prints a timestamp.
struct HostPackage {
  private let folder: URL
  private var scratch: URL { folder.appending(path: "build") }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "tagq-embedding-\(UUID().uuidString)")
    let sources = folder.appending(path: "Sources/host")
    try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
    try Data(Self.manifest.utf8).write(to: folder.appending(path: "Package.swift"))
    try Data(Self.source.utf8).write(to: sources.appending(path: "main.swift"))
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  private static let project = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let manifest = """
    // swift-tools-version: 6.2
    import PackageDescription

    let package = Package(
      name: "host",
      platforms: [.macOS(.v15)],
      dependencies: [
        .package(name: "tagq", path: "\(project.path(percentEncoded: false))", traits: [])
      ],
      targets: [
        .executableTarget(
          name: "host", dependencies: [.product(name: "TagQuery", package: "tagq")])
      ]
    )
    """

  private static let source = """
    import TagQuery

    print(Timestamp("2026-01-31T00:00:00Z")!)
    """

  /// Runs SwiftPM on the package. All that it writes stays in the package's own folder, its cache
  /// too, so that nothing fetched at another time can hide that it is needed.
  func swift(_ command: String, _ arguments: String...) async throws -> Command.Result {
    let places = [
      "--package-path": folder, "--scratch-path": scratch,
      "--cache-path": folder.appending(path: "cache"),
    ]
    let options = places.flatMap { [$0.key, $0.value.path(percentEncoded: false)] }
    return try await run("swift", [command] + options + arguments)
  }

  /// Runs what was built.
  func runExecutable() async throws -> Command.Result { try await run(executable, []) }

  /// What the dynamic linker loads for what was built.
  func linkedLibraries() async throws -> String {
    #if os(macOS)
      try await run("otool", ["-L", executable]).output
    #else
      try await run("ldd", [executable]).output
    #endif
  }

  /// The names of the packages that were fetched.
  func fetched() throws -> [String] {
    let folders =
      ["checkouts", "repositories", "registry", "artifacts"].map { scratch.appending(path: $0) }
      + [folder.appending(path: "cache/repositories")]
    let paths = folders.map { $0.path(percentEncoded: false) }
    return try paths.filter { FileManager.default.fileExists(atPath: $0) }
      .flatMap { try FileManager.default.contentsOfDirectory(atPath: $0) }
  }

  private var executable: String {
    scratch.appending(path: "release/host").path(percentEncoded: false)
  }

  private func run(_ name: String, _ arguments: [String]) async throws -> Command.Result {
    try await Command.run(name, arguments, in: folder)
  }
}
