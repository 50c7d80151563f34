import Foundation
import Testing

/// Runs the built command as a user does, in a folder of its own.
struct TagqProcess {
  struct Outcome {
    var code: Int32
    var output: String
    var errors: String

    var lines: [Substring] { output.split(separator: "\n") }
  }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tagq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// The command that this build has made, beside the test bundle.
  static var executable: URL {
    let bundles = CommandLine.arguments + [Bundle.main.bundlePath]
    let places = bundles.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates = places + [source.appendingPathComponent(".build/debug")]
    return candidates.map { $0.appendingPathComponent("tagq") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    } ?? source.appendingPathComponent(".build/debug/tagq")
  }

  func write(_ text: String, to name: String, permissions: Int = 0o644) throws {
    let path = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: path)
    try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: path.path)
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }

  /// Runs `tagq` with arguments; without a registry among them, against none.
  func callAsFunction(
    _ arguments: String..., input: Data = Data(), environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(Self.executable, arguments, input: input, environment: environment)
  }

  /// Runs a line of the shell, in which `tagq` is the built command.
  func shell(_ line: String, environment: [String: String] = [:]) throws -> Outcome {
    let folder = Self.executable.deletingLastPathComponent().path
    return try run(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line], input: Data(),
      environment: environment.merging(["PATH": "\(folder):/usr/bin:/bin"]) { $1 })
  }

  private func run(
    _ executable: URL, _ arguments: [String], input: Data, environment: [String: String]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ["PATH": "/usr/bin:/bin", "HOME": folder.path]
    variables.merge(environment) { $1 }
    process.environment = variables
    // Files take any amount without a reader that keeps up.
    let names = ["input", "output", "errors"].map { folder.appendingPathComponent(".\($0)") }
    try input.write(to: names[0])
    for name in names.dropFirst() { try Data().write(to: name) }
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self))
  }
}
