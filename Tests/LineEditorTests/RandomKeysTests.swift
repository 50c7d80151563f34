import TerminalHarness
import Testing

/// Any keys in any order: the editor lives, runs nothing that Enter did not end, and Ctrl-C leads
/// back to an empty line.
@Suite struct RandomKeysTests {
  /// Keys without Enter, Ctrl-D and vi's #, which end a text, Ctrl-C, and vi's v, which starts
  /// another program.
  private static let keys =
    [
      "a", "b", " ", "(", "|", "漢", "é", "🎉", "e\u{301}", "tags ", "many ", "where ", "0", "9",
      "\\",
    ]
    + (1...31).filter { ![3, 4, 10, 13, 26].contains($0) }.map {
      String(Unicode.Scalar(UInt8($0)))
    }
    + ["A", "B", "C", "D", "H", "F", "3~", "5~", "6~", "1;5C", "1;5D", "15~", "Z"].map {
      "\u{1B}[\($0)"
    }
    + ["b", "f", "d", "p", "n", "x", "5", "<", ">", "\r"].map { "\u{1B}\($0)" }
    + ["\u{1B}[200~pasted | delete\rx\u{1B}[201~", "\u{7F}", "\u{7F}\u{7F}", "\t"]
  private static let viKeys =
    ["x", "0", "$", "d", "w", "b", "u", "p", "P", "i", "A", "k", "j", "/", "?"]
    + [
      "n", "N", "r", "R", "~", "c", "y", ".", "f", "t", ";", "J", "K", "G", "_", "@", "s", "S",
      "D",
    ]

  @Test(arguments: 0..<16) func areSurvived(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let isVi = seed % 2 == 1
    let session = try EditorSession(
      "--right-prompt", settings: isVi ? "bind -v" : nil, columns: 25 + seed % 16 * 5,
      rows: 6 + seed % 16)
    // Only behind a prompt are keys no signals.
    for entry in ["tags where x", "image | delete", "漢字 ünd"] { try session.enter(entry) }
    try session.enter("(a\u{1B}\rb)", expecting: "got [(a⏎b)]")
    let keys = Self.keys + (isVi ? Self.viKeys : [])
    for _ in 0..<120 {
      try session.type(keys[Int(random.next() % UInt64(keys.count))])
      if random.next() % 40 == 0 {
        session.terminal.resize(
          columns: 5 + Int(random.next() % 90), rows: 2 + Int(random.next() % 30))
      }
    }
    session.terminal.resize(columns: 80, rows: 24)
    try session.press(.controlC)
    try session.terminal.wait(for: "interrupted") { $0.transcript.contains("interrupted") }
    try session.waitForPrompt()
    try session.type("next\r")
    try session.terminal.wait(for: "got [next]")
    // What was written, since drawing anew after a change of size may clear what stood above.
    let output = String(decoding: session.terminal.output, as: UTF8.self)
    #expect(output.components(of: "got [") == 5)
    #expect(output.components(of: "interrupted") == 1)
    try session.waitForPrompt()
    try session.press(.controlD)
    #expect(try session.terminal.waitForEnd() == .exited(0))
    #expect(session.terminal.modes == session.terminal.initialModes)
  }
}

extension String {
  /// How often a part is in the text.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

/// A generator whose numbers are the same at every run.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
