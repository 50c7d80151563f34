import Foundation
import TerminalHarness
import Testing

/// The history at the keyboard.
@Suite struct HistoryTests {
  private let folder: EditorSession.Folder

  init() throws {
    folder = try EditorSession.Folder()
  }

  private func session(columns: Int = 80) throws -> EditorSession {
    try EditorSession("--history", folder.path("history"), folder: folder, columns: columns)
  }

  @Test func isThereAfterARestart() throws {
    let first = try session()
    try first.enter("one")
    try first.enter("two")
    try first.type("quit\r")
    #expect(try first.terminal.waitForEnd() == .exited(0))
    let second = try session()
    try second.press(.up, .up, .up)
    try second.terminal.wait(forCursorBehind: "demo> one")
    try second.press(.down)
    try second.terminal.wait(forCursorBehind: "demo> two")
    try second.press(.enter)
    try second.wait(forAnswer: "got [two]")
  }

  @Test func survivesAKill() throws {
    let first = try session()
    try first.enter("one")
    try first.type("unfinished")
    try first.terminal.wait(forCursorBehind: "unfinished")
    first.terminal.signal(SIGKILL)
    #expect(try first.terminal.waitForEnd() == .signalled(SIGKILL))
    let second = try session()
    try second.press(.up)
    try second.terminal.wait(forCursorBehind: "demo> one")
  }

  @Test func twoSessionsKeepEachOthers() throws {
    let first = try session()
    let second = try session()
    try first.enter("first 1")
    try second.enter("second 1")
    try first.enter("first 2")
    first.terminal.signal(SIGKILL)
    try first.terminal.waitForEnd()
    try second.enter("second 2")
    try second.type("quit\r")
    try second.terminal.waitForEnd()
    let third = try session()
    try third.type("history\r")
    try third.wait(forAnswer: "· history")
    let shown = third.terminal.screen.lines.filter { $0.hasPrefix("·") }
    #expect(
      shown == ["· first 1", "· second 1", "· first 2", "· second 2", "· quit", "· history"])
  }

  @Test func severalLinesAreOneEntry() throws {
    let first = try session()
    try first.type("tags |\r")
    try first.terminal.wait(forCursorBehind: "")
    try first.enter("  limit 5", expecting: "got [tags |⏎  limit 5]")
    try first.enter("other")
    try first.press(.up, .up)
    try first.terminal.wait(for: "both lines") { screen in
      screen.cursorLine == "  limit 5" && screen.lines[screen.cursor.row - 1] == "demo> tags |"
    }
    // The cursor goes through the lines of an entry before it leaves it.
    try first.press(.up, .down, .enter)
    try first.wait(forAnswer: "got [tags |⏎  limit 5]")
  }

  @Test func leavesOutSecretsAndWhatBeginsWithABlank() throws {
    let session = try session()
    try session.enter("one")
    try session.enter("my secret")
    try session.enter(" hidden")
    try session.enter("one")
    try session.press(.up)
    try session.terminal.wait(forCursorBehind: "demo> one")
    try session.press(.up)
    try session.terminal.wait(for: "a bell") { $0.bells == 1 }
    let file = try String(contentsOfFile: folder.path("history"), encoding: .utf8)
    #expect(file == "# line history 1\none\n")
  }

  @Test(arguments: [10, 1500, 5000]) func anUnfinishedTextStays(_ length: Int) throws {
    let session = try session()
    try session.enter("earlier")
    // Every piece differs, so that none can be lost or doubled unseen.
    let text = (0..<length / 5).map { String(format: "%04d ", $0) }.joined() + "end"
    try session.type(text)
    try session.press(.up)
    try session.terminal.wait(forCursorBehind: "demo> earlier")
    try session.press(.down)
    try session.terminal.wait(forCursorBehind: "end")
    try session.press(.enter)
    let short = "got [\(text)]"
    try session.wait(
      forAnswer: text.utf8.count > 100 ? EditorSession.description(of: text) : short)
  }

  @Test func changesToRecalledTextsStayMeanwhile() throws {
    let session = try session()
    try session.enter("one")
    try session.enter("two")
    try session.press(.up)
    try session.type("!")
    try session.press(.up)
    try session.terminal.wait(forCursorBehind: "demo> one")
    try session.press(.down)
    try session.terminal.wait(forCursorBehind: "demo> two!")
    try session.press(.enter)
    try session.wait(forAnswer: "got [two!]")
    try session.press(.up, .up)
    try session.terminal.wait(forCursorBehind: "demo> two")
  }

  @Test func goingThroughItLeavesWhatWasKilled() throws {
    let session = try session()
    try session.enter("one")
    try session.type("killed")
    try session.press(.controlA, .controlK, .up, .down, .controlY, .enter)
    try session.wait(forAnswer: "got [killed]")
  }

  @Test func isSearchedWhileOneTypes() throws {
    let session = try session()
    for text in ["tags where Älter", "images", "tags limit 3", "namespaces"] {
      try session.enter(text)
    }
    try session.press(.controlR)
    try session.terminal.wait(for: "search ‘’:")
    try session.type("tags")
    try session.terminal.wait(for: "search ‘tags’: tags limit 3")
    try session.press(.controlR)
    try session.terminal.wait(for: "search ‘tags’: tags where Älter")
    try session.press(.controlR)
    try session.terminal.wait(for: "not found ‘tags’: tags where Älter")
    for _ in 0..<4 { try session.press(.backspace) }
    try session.type("ält")
    try session.terminal.wait(for: "search ‘ält’: tags where Älter")
    try session.press(.enter)
    try session.wait(forAnswer: "got [tags where Älter]")
  }

  @Test func aSearchGivenUpBringsBackWhatWasTyped() throws {
    let session = try session()
    try session.enter("one")
    try session.type("typed")
    try session.press(.controlR)
    try session.type("on")
    try session.terminal.wait(for: "search ‘on’: one")
    try session.press(.controlG)
    try session.terminal.wait(forCursorBehind: "demo> typed")
    try session.press(.enter)
    try session.wait(forAnswer: "got [typed]")
  }

  @Test func aKeyEndsTheSearchAndThenDoesItsWork() throws {
    let session = try session()
    try session.enter("abc")
    try session.press(.controlR)
    try session.type("bc")
    try session.terminal.wait(for: "search ‘bc’: abc")
    try session.press(.right, .right)
    try session.type("d")
    try session.terminal.wait(forCursorBehind: "demo> abcd")
    try session.press(.enter)
    try session.wait(forAnswer: "got [abcd]")
  }
}
