import TerminalHarness
import Testing

/// The window's size changes while someone types.
@Suite struct ResizeTests {
  @Test func narrower() throws {
    let session = try EditorSession()
    let text = "tags image=web/api where name = 'v1' | limit 12345"
    try session.type(text)
    try session.terminal.wait(forCursorBehind: text)
    session.terminal.resize(columns: 40, rows: 24)
    try session.terminal.wait(for: "the text in two rows") { screen in
      screen.cursor.row > 0
        && screen.lines[screen.cursor.row - 1] + screen.cursorLine
          == "demo> " + text
    }
    try session.type("6")
    try session.terminal.wait(forCursorBehind: "123456")
    try session.press(.enter)
    // The program's answer is longer than a row, too.
    let answer = "got [\(text)6]"
    try session.terminal.wait(for: "the answer in two rows") { screen in
      screen.lines.joined().contains(answer)
    }
  }

  @Test func wider() throws {
    let session = try EditorSession(columns: 40)
    let text = "tags image=web/api where name = 'v1' | limit 5"
    try session.type(text)
    try session.terminal.wait(for: "two rows") { $0.cursor.column == text.count + 6 - 40 }
    session.terminal.resize(columns: 100, rows: 30)
    try session.terminal.wait(forCursorBehind: "demo> " + text)
    try session.enter("6", expecting: "got [\(text)6]")
  }

  @Test func whileNobodyHasTyped() throws {
    let session = try EditorSession("--right-prompt")
    session.terminal.resize(columns: 50, rows: 10)
    try session.terminal.wait(for: "the hint at the new edge") { screen in
      screen.cursorLine.hasPrefix("demo> ") && screen.cursorLine.hasSuffix("≈0")
        && screen.cursorLine.count > 40
    }
    try session.type("abc\r")
    try session.terminal.wait(for: "got [abc]")
  }

  @Test func amidAPaste() throws {
    let session = try EditorSession()
    try session.type("\u{1B}[200~first\r")
    session.terminal.resize(columns: 60, rows: 20)
    try session.type("second\u{1B}[201~")
    try session.terminal.wait(forCursorBehind: "second")
    try session.press(.enter)
    try session.wait(forAnswer: "got [first⏎second]")
  }

  @Test func veryNarrow() throws {
    let session = try EditorSession("--right-prompt", columns: 80)
    session.terminal.resize(columns: 12, rows: 5)
    try session.type("abcdefghijklmnopq\r")
    try session.terminal.wait(for: "the answer") {
      ($0.scrolledOff + $0.lines).joined().contains("got [abcdefghijklmnopq]")
    }
  }
}
