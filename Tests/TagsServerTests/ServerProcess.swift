import Foundation

/// The built server, in a folder of its own.
final class ServerProcess: Sendable {
  struct Failure: Error {
    var text: String
  }

  let folder: URL
  private let process: Process
  private let errors: FileHandle
  /// Where it listens.
  let port: Int

  /// Starts it and waits until it listens.
  init(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) async throws {
    self.folder = folder
    let process = Self.process(arguments, in: folder, environment)
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    self.process = process
    errors = pipe.fileHandleForReading
    let line = try await Self.firstLine(of: errors)
    let place = "listening on http://127.0.0.1:"
    guard line.hasPrefix(place), let port = Int(line.dropFirst(place.count)) else {
      process.terminate()
      throw Failure(text: line)
    }
    self.port = port
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tagq-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func process(
    _ arguments: [String], in folder: URL, _ environment: [String: String]
  ) -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ["PATH": "/usr/bin:/bin", "HOME": folder.path]
    variables.merge(environment) { $1 }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// The server that this build has made, beside the test bundle.
  private static var executable: URL {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let bundles = CommandLine.arguments + [Bundle.main.bundlePath]
    let places = bundles.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    return (places + [source.appendingPathComponent(".build/debug")])
      .map { $0.appendingPathComponent("tagq-server") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
      ?? source.appendingPathComponent(".build/debug/tagq-server")
  }

  private static func firstLine(of handle: FileHandle) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        var line: [UInt8] = []
        while let byte = try? handle.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
        continuation.resume(returning: String(decoding: line, as: UTF8.self))
      }
    }
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits for its end and gives its exit code.
  func end() async -> Int32 {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        self.process.waitUntilExit()
        continuation.resume(returning: self.process.terminationStatus)
      }
    }
  }

  /// What it has said after its first line, once it has ended.
  func rest() -> String {
    String(decoding: (try? errors.readToEnd()) ?? Data(), as: UTF8.self)
  }

  /// Runs it with arguments that it ends with by itself.
  static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) async throws -> (code: Int32, output: String, errors: String) {
    let process = process(arguments, in: folder, environment)
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let texts = [output, errors].map {
          String(decoding: $0.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        }
        process.waitUntilExit()
        continuation.resume(returning: (process.terminationStatus, texts[0], texts[1]))
      }
    }
  }
}
