import Foundation

/// `tagq serve` on a port of its own, until it is let go of.
final class ServedRegistry {
  /// Where it listens, such as `http://127.0.0.1:41234`.
  let address: String
  private let process = Process()
  private let log = Pipe()

  /// Starts a server; it takes connections when this returns.
  init(_ arguments: String..., environment: [String: String] = [:]) throws {
    process.executableURL = TagqProcess.executable
    process.arguments = ["serve", "--listen", "127.0.0.1:0"] + arguments
    process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardError = log
    try process.run()
    var line = Data()
    while let byte = try log.fileHandleForReading.read(upToCount: 1), byte.first != 0x0A {
      line += byte
    }
    let text = String(decoding: line, as: UTF8.self)
    guard let start = text.range(of: "http://") else { throw Failure(line: text) }
    address = String(text[start.lowerBound...].prefix { !$0.isWhitespace })
  }

  /// Why there is no server.
  struct Failure: Error {
    let line: String
  }

  /// Ends it as a user would, and gives its exit code.
  @discardableResult
  func stop() -> Int32 {
    // What is logged has to go somewhere.
    log.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
    process.terminate()
    process.waitUntilExit()
    return process.terminationStatus
  }

  deinit { if process.isRunning { process.terminate() } }
}
