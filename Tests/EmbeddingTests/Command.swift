import Foundation

/// A program that runs to its end.
enum Command {
  /// How it ended.
  struct Result {
    /// Its exit code.
    let status: Int32
    /// What it wrote, errors among it.
    let output: String
  }

  /// Runs a program that is found on the `PATH` and leaves its temporary files in a folder. What
  /// it writes goes through a file there, so that no thread of the tests has to wait for it.
  static func run(_ name: String, _ arguments: [String], in folder: URL) async throws -> Result {
    let output = folder.appending(path: "output.txt")
    try Data().write(to: output)
    let writer = try FileHandle(forWritingTo: output)
    defer { try? writer.close() }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [name] + arguments
    var environment = ProcessInfo.processInfo.environment
    // A host builds without the project's own flags.
    environment["TAGQ_STRICT"] = nil
    environment["TMPDIR"] = folder.path(percentEncoded: false)
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = writer
    process.standardError = writer
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
    return Result(
      status: status, output: String(decoding: try Data(contentsOf: output), as: UTF8.self))
  }
}
