import Foundation
import TerminalHarness
import Testing

/// Typing, pasting, several lines, and what the screen shows of it.
@Suite struct TypingTests {
  @Test func enterAddsALineUntilTheTextIsComplete() throws {
    let session = try EditorSession()
    try session.type("(a\r")
    try session.terminal.wait(for: "a second line") { $0.cursor.column == 0 && $0.cursor.row > 1 }
    try session.type("b\r")
    try session.enter("c)", expecting: "got [(a⏎b⏎c)]")
    // Blank texts are complete whatever the caller says.
    try session.enter("")
    try session.enter("  ")
  }

  @Test func altEnterAlwaysAddsALine() throws {
    let session = try EditorSession()
    try session.type("one")
    try session.press(.altEnter)
    try session.enter("two", expecting: "got [one⏎two]")
  }

  @Test func movesBetweenTheLinesOfAText() throws {
    let session = try EditorSession()
    try session.type("first")
    try session.press(.altEnter)
    try session.type("2")
    try session.press(.up)
    try session.type("X")
    try session.press(.down)
    try session.type("Y")
    try session.press(.enter)
    try session.wait(forAnswer: "got [fXirst⏎2Y]")
  }

  @Test func goesToTheEndsOfALineAndThenOfTheText() throws {
    let session = try EditorSession()
    try session.type("ab\u{1B}\rcd\u{1B}\ref")
    try session.press(.up, .controlA)
    try session.type("1")
    try session.press(.controlE)
    try session.type("2")
    try session.press(.controlA, .controlA)
    try session.type("3")
    try session.press(.controlE, .controlE)
    try session.enter("4", expecting: "got [3ab⏎1cd2⏎ef4]")
  }

  @Test func aPasteOfFortyKilobytesRunsNothing() throws {
    let session = try EditorSession()
    let lines = (0..<1000).map { "tags image=web/api-\($0) | delete # ümläut" }
    let text = lines.joined(separator: "\n") + "\nthe end"
    #expect(text.utf8.count > 40_000)
    try session.terminal.paste(text)
    try session.terminal.wait(forCursorBehind: "the end")
    #expect(!session.terminal.screen.transcript.contains("got"))
    try session.press(.enter)
    try session.wait(forAnswer: EditorSession.description(of: text))
    try session.enter("next")
  }

  @Test func aPasteLosesControlCharactersAndItsLastLineBreak() throws {
    let session = try EditorSession()
    try session.type("\u{1B}[200~a\u{1B}[31m\u{3}b\rc\r\r\u{1B}[201~")
    try session.terminal.wait(forCursorBehind: "c")
    try session.press(.enter)
    try session.wait(forAnswer: "got [a[31mb⏎c]")
  }

  @Test func aPasteGoesToTheCursor() throws {
    let session = try EditorSession()
    try session.type("ad")
    try session.press(.left)
    try session.terminal.paste("bc")
    try session.enter("!", expecting: "got [abc!d]")
  }

  @Test func aPasteThatIsTooLongIsRefused() throws {
    let session = try EditorSession()
    try session.type("kept")
    try session.terminal.paste(String(repeating: "tags | delete\n", count: 80_000))
    try session.terminal.wait(for: "a bell") { $0.bells == 1 }
    try session.enter("!", expecting: "got [kept!]")
  }

  @Test(arguments: ["C.UTF-8", "C", "POSIX", "nowhere_XX.UTF-8"])
  func takesAnyCharacter(_ locale: String) throws {
    let session = try EditorSession(environment: ["LC_ALL": locale])
    try session.type("漢字é🎉x")
    try session.terminal.wait(forCursorBehind: "demo> 漢字é🎉x")
    #expect(session.terminal.screen.cursor.column == 6 + 2 + 2 + 1 + 2 + 1)
    try session.press(.left, .left, .backspace)
    try session.type("ß")
    try session.press(.home)
    try session.type("ñ")
    try session.terminal.wait(for: "the changed line") { $0.cursorLine == "demo> ñ漢字ß🎉x" }
    try session.press(.enter)
    try session.wait(forAnswer: "got [ñ漢字ß🎉x]")
  }

  @Test func passesOverBytesThatAreNoCharacter() throws {
    let session = try EditorSession()
    try session.terminal.send([0x61, 0xFF, 0x62, 0xC3, 0x63, 0xE6, 0xBC, 0x64, 0xC2, 0x9E, 0x65])
    try session.enter("f", expecting: "got [abcdef]")
  }

  @Test func wideCharactersWrapWhole() throws {
    let session = try EditorSession(columns: 21)
    let text = String(repeating: "漢", count: 12)
    try session.type(text)
    try session.terminal.wait(for: "two rows") { screen in
      screen.cursorLine == String(repeating: "漢", count: 5)
        && screen.lines[screen.cursor.row - 1] == "demo> 漢漢漢漢漢漢漢"
    }
    try session.press(.enter)
    try session.terminal.wait(for: "the answer") { $0.transcript.contains("got [漢漢漢漢漢漢漢") }
  }

  @Test func keysWithoutAMeaningTypeNothing() throws {
    let session = try EditorSession()
    try session.type("a")
    try session.press(.functionFive)
    try session.type("\u{1B}[1;2A\u{1B}[24;5~\u{1B}[I")
    try session.enter("b", expecting: "got [ab]")
  }

  @Test func theHintFollowsWhatIsTyped() throws {
    let session = try EditorSession("--right-prompt", "--color")
    for (typed, hint) in [("abc", "≈3"), ("d", "≈4"), ("漢", "≈5")] {
      try session.type(typed)
      try session.terminal.wait(for: hint) { screen in
        screen.cursorLine.hasSuffix(hint)
      }
    }
    try session.press(.backspace)
    try session.terminal.wait(for: "≈4") { $0.cursorLine.hasSuffix("≈4") }
    try session.press(.enter)
    try session.terminal.wait(for: "got [abcd]") { $0.text.contains("got [abcd]") }
    #expect(
      session.terminal.screen.lines.contains("demo> abcd"), "it goes once the text is done")
  }

  @Test func theHintChangesWhenItsGroundsDo() throws {
    let session = try EditorSession("--right-prompt")
    try session.type("abc")
    try session.terminal.wait(for: "≈3") { $0.cursorLine.hasSuffix("≈3") }
    session.terminal.signal(SIGUSR2)
    try session.terminal.wait(for: "≈3 of 1") { $0.cursorLine.hasSuffix("≈3 of 1") }
    try session.enter("d", expecting: "got [abcd]")
  }

  @Test func aTextMayBeginWithSomething() throws {
    let session = try EditorSession()
    try session.type("again\r")
    try session.terminal.wait(forCursorBehind: "over")
    #expect(!session.terminal.screen.text.contains("again:"), "nothing runs by itself")
    try session.press(.backspace, .enter)
    try session.wait(forAnswer: #"again: text("start | delete\nove")"#)
  }

  @Test func aQuestionIsApartFromTheHistory() throws {
    let session = try EditorSession("--color")
    try session.enter("one")
    try session.type("ask\r")
    try session.terminal.wait(forCursorBehind: "sure? ")
    try session.press(.up, .tab)
    try session.terminal.wait(for: "two bells") { $0.bells == 2 }
    try session.terminal.paste("no\nyes\n")
    try session.terminal.wait(forCursorBehind: "yes")
    try session.press(.enter)
    try session.terminal.wait(for: "answered [no")
    try session.waitForPrompt()
    try session.type("ask\r")
    try session.terminal.wait(forCursorBehind: "sure? ")
    try session.type("yes")
    try session.press(.controlC)
    try session.wait(forAnswer: "not answered")
    try session.type("ask\r")
    try session.terminal.wait(forCursorBehind: "sure? ")
    try session.press(.controlD)
    try session.wait(forAnswer: "left")
    try session.press(.up, .up)
    try session.terminal.wait(for: "one") { $0.cursorLine == "demo> one" }
  }

  @Test func thePromptMayTellOfTheText() throws {
    let session = try EditorSession()
    try session.type("tags | delete")
    try session.terminal.wait(for: "the prompt's mark") { $0.cursorLine.hasPrefix("demo> tags") }
    try session.press(.left)
    try session.press(.backspace)
    try session.terminal.wait(for: "a plain prompt") { $0.cursorLine == "demo> tags | delee" }
  }
}
