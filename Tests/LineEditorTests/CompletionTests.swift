import Foundation
import TerminalHarness
import Testing

@testable import LineEditor

/// Tab.
@Suite struct CompletionTests {
  @Test func insertsTheOnlyCandidate() throws {
    let session = try EditorSession()
    try session.type("ta")
    try session.press(.tab)
    try session.terminal.wait(forCursorBehind: "demo> tags ")
    try session.enter("x", expecting: "got [tags x]")
  }

  @Test func insertsWhatAllBeginWithAndThenLists() throws {
    let session = try EditorSession()
    try session.type("tags where n")
    try session.press(.tab)
    try session.terminal.wait(for: "namespace  field     the namespace of its image")
    try session.type("a")
    try session.press(.tab)
    try session.terminal.wait(forCursorBehind: "demo> tags where name")
    try session.press(.enter)
    try session.wait(forAnswer: "got [tags where name]")
    let lines = session.terminal.screen.lines
    #expect(lines.contains("name       field     the tag's own name"))
    #expect(!lines.contains { $0.hasPrefix("created") }, "it does not begin with n")
  }

  @Test func worksWithinTheText() throws {
    let session = try EditorSession()
    try session.type("tags where cre = 1")
    for _ in 0..<4 { try session.press(.left) }
    try session.press(.tab)
    try session.terminal.wait(for: "created") { $0.cursorLine == "demo> tags where created = 1" }
    try session.enter("", expecting: "got [tags where created = 1]")
  }

  @Test func worksInALaterLine() throws {
    let session = try EditorSession()
    try session.type("tags |\rima")
    try session.press(.tab)
    try session.terminal.wait(forCursorBehind: "images ")
    try session.press(.enter)
    try session.wait(forAnswer: "got [tags |⏎images ]")
  }

  @Test func listsBelowATextOfSeveralLines() throws {
    let session = try EditorSession()
    try session.type("tags |\rwhere \u{1B}\rlast")
    try session.terminal.wait(forCursorBehind: "last")
    try session.press(.up, .controlE, .tab)
    try session.terminal.wait(for: "the list and the text again") { screen in
      let lines = screen.lines
      guard let list = lines.firstIndex(where: { $0.hasPrefix("created") }) else { return false }
      return lines[list - 1] == "last" && lines.dropFirst(list).contains("demo> tags |")
        && screen.cursorLine == "where"
    }
  }

  @Test func doesNothingWhereThereIsNothing() throws {
    let session = try EditorSession()
    try session.type("tags zz")
    try session.press(.tab)
    try session.terminal.wait(for: "a bell") { $0.bells == 1 }
    try session.enter("!", expecting: "got [tags zz!]")
  }

  @Test func showsLongListsAPageAtATime() throws {
    let session = try EditorSession(rows: 10)
    try session.type("many ")
    try session.press(.tab, .tab)
    try session.terminal.wait(for: "-- 191 more: space, or q")
    try session.type(" ")
    try session.terminal.wait(for: "-- 182 more: space, or q")
    #expect(session.terminal.screen.transcript.contains("item-17"))
    try session.type("q")
    try session.terminal.wait(forCursorBehind: "demo> many item-")
    try session.press(.tab)
    try session.terminal.wait(for: "-- 191 more") { $0.cursorLine.hasPrefix("-- 191 more") }
    // Whoever goes on typing has seen enough.
    try session.enter("7!", expecting: "got [many item-7!]")
    #expect(!session.terminal.screen.transcript.contains("item-18 "))
  }

  @Test func listsNamesAloneInColumns() throws {
    let session = try EditorSession(columns: 40)
    try session.type("bare ")
    try session.press(.tab, .tab)
    try session.terminal.wait(for: "columns") { screen in
      screen.lines.contains("b0   b4   b8   b12  b16  b20  b24  b28")
    }
    try session.terminal.wait(forCursorBehind: "demo> bare b")
  }

  @Test func takesWideCharacters() throws {
    let session = try EditorSession()
    try session.type("wide ")
    try session.press(.tab, .tab)
    try session.terminal.wait(for: "漢字一  image")
    try session.type("二")
    try session.press(.tab)
    try session.enter("x", expecting: "got [wide 漢字二 x]")
  }

  @Test func candidatesCannotSteerTheTerminal() throws {
    let session = try EditorSession()
    try session.type("evil ")
    try session.press(.tab, .tab)
    try session.terminal.wait(for: "x[2J1")
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    let output = String(decoding: session.terminal.output, as: UTF8.self)
    #expect(!output.contains("\u{1B}[2J"))
    #expect(session.terminal.screen.lines.contains { $0.hasPrefix("demo> evil") })
  }

  @Test func saysWhatTheCallerHasToSay() throws {
    let session = try EditorSession()
    try session.type("noted o")
    try session.press(.tab)
    try session.terminal.wait(for: "there may be more")
    try session.terminal.wait(forCursorBehind: "demo> noted o")
  }

  // MARK: Without a terminal

  private static func list(_ texts: String..., start: Int = 5) -> CompletionList {
    CompletionList(start: start, candidates: texts.map { CompletionCandidate($0) })
  }

  @Test func insertions() {
    func insertion(_ list: CompletionList, _ text: String, _ cursor: Int) -> String? {
      list.insertion(into: text, cursor: cursor).map { result in
        let middle = result.text.utf8.index(result.text.startIndex, offsetBy: result.cursor)
        return result.text[..<middle] + "|" + result.text[middle...]
      }
    }
    #expect(insertion(Self.list("name"), "tags na", 7) == "tags name |")
    #expect(insertion(Self.list("name"), "tags na = 1", 7) == "tags name| = 1")
    #expect(insertion(Self.list("name", "namespace"), "tags n x", 6) == "tags name| x")
    #expect(insertion(Self.list("name", "namespace"), "tags name", 9) == nil)
    #expect(insertion(Self.list("Name", "Namespace"), "tags na", 7) == "tags Name|")
    #expect(insertion(Self.list("created", "name"), "tags ", 5) == nil)
    #expect(insertion(Self.list("surname", "name"), "tags n", 6) == nil)
    #expect(insertion(Self.list("'é1'", "'é2'"), "tags 'é", 8) == nil)
    #expect(insertion(Self.list("éa", "éb"), "tags é", 7) == nil)
    #expect(insertion(Self.list("éa"), "tags é", 7) == "tags éa |")
    #expect(insertion(Self.list(), "tags ", 5) == nil)
    // A caller's mistake is no crash.
    #expect(insertion(Self.list("name", start: 9), "tags na", 7) == nil)
    #expect(insertion(Self.list("name", start: -1), "tags na", 7) == nil)
    #expect(insertion(Self.list("name", start: 0), "tags", 40) == nil)
  }

  @Test(arguments: [1, 2, 10, 20, 40, 80]) func noLineIsWiderThanTheTerminal(_ columns: Int) {
    let candidates = (1...30).map { number in
      CompletionCandidate(
        String(repeating: number % 3 == 0 ? "漢" : "x", count: number),
        kind: number % 2 == 0 ? "a very long kind of thing" : "",
        detail: number % 4 == 0 ? String(repeating: "detail ", count: 20) : "")
    }
    for described in [true, false] {
      let shown = described ? candidates : candidates.map { CompletionCandidate($0.text) }
      let table = CompletionTable(
        list: CompletionList(start: 0, candidates: shown, note: "a note"), columns: columns,
        usesColor: false)
      #expect(table.lines.count > 1)
      for line in table.lines {
        #expect(DisplayText.width(of: line) <= max(1, columns - 1), "\(line)")
      }
    }
  }
}
