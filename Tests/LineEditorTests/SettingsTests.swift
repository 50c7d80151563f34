import Foundation
import TerminalHarness
import Testing

/// `~/.editrc`, vi's keys, and terminals that can do little.
@Suite struct SettingsTests {
  @Test func viKeysWork() throws {
    let session = try EditorSession(settings: "# mine\n\nbind -v\n")
    try session.enter("earlier one")
    try session.type("abc def")
    try session.press(.escape)
    try session.terminal.wait(for: "the cursor on the last character") {
      $0.cursor.column == 6 + 6
    }
    try session.type("0x$p")
    try session.terminal.wait(for: "bc defa") { $0.cursorLine == "demo> bc defa" }
    try session.press(.enter)
    try session.wait(forAnswer: "got [bc defa]")
    try session.press(.escape)
    try session.type("kk")
    try session.terminal.wait(for: "earlier one") { $0.cursorLine == "demo> earlier one" }
    try session.press(.enter)
    try session.wait(forAnswer: "got [earlier one]")
  }

  @Test func viKeysTakePastesAltEnterAndTab() throws {
    let session = try EditorSession(settings: "bind -v")
    try session.type("ta")
    try session.press(.tab)
    try session.terminal.wait(forCursorBehind: "demo> tags ")
    try session.terminal.paste("a\nb")
    try session.press(.altEnter)
    try session.enter("c", expecting: "got [tags a⏎b⏎c]")
  }

  /// libedit's `.` types what was typed for earlier texts, Enter included.
  @Test func repeatingInViRunsNothing() throws {
    let session = try EditorSession(settings: "bind -v")
    try session.enter("tags | delete")
    try session.enter("next")
    try session.press(.escape)
    try session.type(".")
    try session.terminal.wait(for: "a bell") { $0.bells > 0 }
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    let runs = session.terminal.screen.lines.filter { $0.hasPrefix("got") }
    #expect(runs == ["got [tags | delete]", "got [next]"])
  }

  @Test func keysCanBeBound() throws {
    let session = try EditorSession(
      settings: "bind ^T ed-move-to-beg\nother:bind ^A ed-newline\nbind \"^G\" le-complete")
    try session.type("ta\u{7}")
    try session.terminal.wait(forCursorBehind: "demo> tags ")
    try session.type("\u{14}x")
    try session.press(.controlA)
    try session.type("y")
    try session.enter("", expecting: "got [yxtags ]")
  }

  @Test func noBindingRunsWhatControlCEnded() throws {
    let session = try EditorSession(settings: "bind ^C ed-newline\nbind -s ^T \"tags | delete^C\"")
    try session.type("tags | delete")
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    try session.type("\u{14}")
    try session.wait(forAnswer: "interrupted")
    #expect(!session.wasGiven("tags"))
  }

  @Test(arguments: ["dumb", "no-such-terminal", ""]) func plainTerminalsWork(_ name: String) throws
  {
    let session = try EditorSession(
      "--right-prompt", "--color", environment: ["TERM": name])
    try session.type("ta")
    try session.press(.tab)
    try session.terminal.wait(for: "demo> tags")
    try session.type("x")
    try session.press(.enter)
    try session.terminal.wait(for: "got [tags x]")
    try session.waitForPrompt()
    try session.type("tags | delete")
    try session.terminal.wait(for: "tags | delete")
    try session.press(.controlC)
    try session.terminal.wait(for: "interrupted")
    try session.waitForPrompt()
    try session.press(.controlD)
    #expect(try session.terminal.waitForEnd() == .exited(0))
    #expect(!session.terminal.output.contains(0x1B), "it was sent no sequence")
    #expect(!session.terminal.screen.transcript.contains("No entry for terminal type"))
    #expect(!session.wasGiven("delete"))
  }

  @Test func coloursOnlyWhenAsked() throws {
    let plain = try EditorSession()
    #expect(!String(decoding: plain.terminal.output, as: UTF8.self).contains("\u{1B}[1;32m"))
    let colored = try EditorSession("--color")
    let output = String(decoding: colored.terminal.output, as: UTF8.self)
    #expect(output.contains("\u{1B}[1;32mdemo") || output.contains("\u{1B}[1;32md"))
    #expect(output.contains("\u{1B}[0m"))
  }
}
