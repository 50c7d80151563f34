import Foundation

/// Another process that uses a store: `Tests/StoreProgram`, which tells what it does.
final class StoreProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var unread = Data()

  init(_ arguments: String...) throws {
    process.executableURL = Self.executable
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
  }

  /// The program that this build has made, beside the test bundle.
  private static var executable: URL {
    let bundles = CommandLine.arguments + [Bundle.main.bundlePath]
    let places = bundles.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let candidates = places + [source.appendingPathComponent(".build/debug")]
    return candidates.map { $0.appendingPathComponent("StoreProgram") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    } ?? source.appendingPathComponent(".build/debug/StoreProgram")
  }

  /// What it says next; nil where it says nothing any more.
  func line() -> String? {
    while true {
      if let end = unread.firstIndex(of: 10) {
        let line = String(decoding: unread[unread.startIndex..<end], as: UTF8.self)
        unread = Data(unread[(end + 1)...])
        return line
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      unread += more
    }
  }

  /// All that it says until its end, and how that was.
  func end() -> (lines: [String], code: Int32) {
    var lines: [String] = []
    while let line = line() { lines.append(line) }
    process.waitUntilExit()
    return (lines, process.terminationStatus)
  }

  var isRunning: Bool { process.isRunning }

  func goOn() { input.fileHandleForWriting.write(Data("\n".utf8)) }

  /// Ends it at once, without a chance to tidy up.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
