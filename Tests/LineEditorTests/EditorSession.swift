import Foundation
import TerminalHarness

/// The test program on a terminal, in a folder of its own.
struct EditorSession {
  /// What a key sends.
  enum Key: String {
    case enter = "\r"
    case altEnter = "\u{1B}\r"
    case tab = "\t"
    case escape = "\u{1B}"
    case backspace = "\u{7F}"
    case up = "\u{1B}[A"
    case down = "\u{1B}[B"
    case right = "\u{1B}[C"
    case left = "\u{1B}[D"
    case home = "\u{1B}[H"
    case functionFive = "\u{1B}[15~"
    case controlA = "\u{01}"
    case controlC = "\u{03}"
    case controlD = "\u{04}"
    case controlE = "\u{05}"
    case controlG = "\u{07}"
    case controlK = "\u{0B}"
    case controlR = "\u{12}"
    case controlV = "\u{16}"
    case controlY = "\u{19}"
    case controlZ = "\u{1A}"
  }

  /// A folder that goes away with the session.
  final class Folder {
    let url: URL

    init() throws {
      url = FileManager.default.temporaryDirectory.appendingPathComponent(
        "line-editor-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
      try? FileManager.default.removeItem(at: url)
    }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
  }

  static let prompt = "demo> "

  let terminal: Terminal
  let folder: Folder

  init(
    _ arguments: String..., folder: Folder? = nil, settings: String? = nil,
    environment: [String: String] = [:], columns: Int = 80, rows: Int = 24
  ) throws {
    let folder = try folder ?? Folder()
    self.folder = folder
    if let settings {
      try Data(settings.utf8).write(to: folder.url.appendingPathComponent(".editrc"))
    }
    let variables = [
      "HOME": folder.url.path, "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
    ].merging(environment) { $1 }
    terminal = try Terminal(
      Self.program, arguments, environment: variables, columns: columns, rows: rows)
    try waitForPrompt()
  }

  /// The program that this build has made, beside the test bundle.
  static var program: String {
    let bundles = CommandLine.arguments + [Bundle.main.bundlePath]
    let places = bundles.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let standard = source.appendingPathComponent(".build/debug")
    return (places + [standard]).map { $0.appendingPathComponent("LineEditorProgram").path }
      .first(where: FileManager.default.isExecutableFile) ?? standard.path
  }

  func type(_ text: String) throws { try terminal.type(text) }

  func press(_ keys: Key...) throws {
    for key in keys { try terminal.type(key.rawValue) }
  }

  /// Types a text and Enter, and waits for what the program says and the next prompt.
  func enter(_ text: String, expecting answer: String? = nil) throws {
    try type(text)
    try press(.enter)
    try wait(forAnswer: answer ?? "got [\(text)]")
  }

  /// Waits until the program has answered in the line above the next prompt.
  func wait(forAnswer answer: String) throws {
    try terminal.wait(for: "‘\(answer)’ above a prompt") { screen in
      screen.cursor.row > 0 && screen.cursorLine.hasPrefix("demo>")
        && screen.cursor.column == Self.prompt.count
        && screen.lines[screen.cursor.row - 1] == answer
    }
  }

  /// Waits until the cursor stands behind a prompt; there may be a hint to the right of it.
  func waitForPrompt() throws {
    try terminal.wait(for: "a prompt") { screen in
      screen.cursorLine.hasPrefix("demo>") && screen.cursor.column == Self.prompt.count
    }
  }

  /// Whether the program was ever given a text with this in it.
  func wasGiven(_ part: String) -> Bool {
    terminal.screen.transcript.split(separator: "\n").contains {
      $0.hasPrefix("got") && $0.contains(part)
    }
  }

  /// How the program describes a text that is too long to show.
  static func description(of text: String) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return "got \(text.utf8.count) bytes, \(String(hash, radix: 16))"
  }
}
