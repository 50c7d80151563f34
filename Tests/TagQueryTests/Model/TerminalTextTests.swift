import TagQuery
import Testing

@Suite struct TerminalTextTests {
  @Test func everyControlBecomesVisible() {
    let controls: [ClosedRange<UInt32>] = [
      0x00...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
    ]
    for value in controls.joined() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a\(String(Character(scalar)))b"
      let shown = TerminalText.sanitized(text)
      #expect(shown.hasPrefix("a\\") && shown.hasSuffix("b"))
      #expect(shown.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
      var json = JSONText()
      json.string(text)
      #expect(json.text.hasPrefix("\"a\\") && json.text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
    }
  }

  @Test func everythingElseStays() {
    let text = #"a\u{1b} "b" é 漢字 👩‍👩‍👧 עברית \#u{A0}\#u{AD}\#u{200B}\#u{FEFF}"#
    #expect(Array(TerminalText.sanitized(text).unicodeScalars) == Array(text.unicodeScalars))
    var json = JSONText()
    json.string("é 漢字 👩‍👩‍👧 עברית")
    #expect(json.text == "\"é 漢字 👩‍👩‍👧 עברית\"")
  }

  @Test func linesAreKeptWhereTheyAreWanted() {
    let text = "one\n\ttwo\r\n\u{85}\u{2028}three\u{1B}c"
    #expect(TerminalText.sanitized(text) == #"one\n\ttwo\r\n\u{85}\u{2028}three\u{1b}c"#)
    #expect(
      TerminalText.sanitized(text, keepingLines: true)
        == "one\n\ttwo\\r\n\\u{85}\\u{2028}three\\u{1b}c")
  }
}

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("plain", 5), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ﾃｽﾄ", 3), ("ＡＢ", 4),
    ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("👍", 2), ("👍🏽", 2), ("👩‍👩‍👧", 2), ("🇫🇷", 2),
    ("❤", 1), ("❤\u{FE0F}", 2), ("1\u{FE0F}\u{20E3}", 2), ("…", 1), ("─", 1), ("𠀀", 2), ("〜", 2),
    ("\u{200B}", 0), ("\u{FEFF}", 0), ("\u{600}", 1), ("ไทย", 3), ("नमस्ते", 4), ("עברית", 5),
    ("🀄", 2), ("㊗", 2), ("™", 1),
  ])
  func cellsAreCounted(text: String, expected: Int) {
    #expect(DisplayWidth.cells(of: text) == expected, "\(text)")
  }

  @Test func textsAreCutBetweenCharacters() {
    #expect(DisplayWidth.truncated("漢字漢字", to: 8) == "漢字漢字")
    #expect(DisplayWidth.truncated("漢字漢字", to: 7) == "漢字漢…")
    #expect(DisplayWidth.truncated("漢字漢字", to: 6) == "漢字…")
    #expect(DisplayWidth.truncated("e\u{301}e\u{301}e\u{301}", to: 2) == "e\u{301}…")
    #expect(DisplayWidth.truncated("👩‍👩‍👧👩‍👩‍👧", to: 3) == "👩‍👩‍👧…")
    #expect(DisplayWidth.truncated("plain", to: 1) == "…")
    #expect(DisplayWidth.truncated("plain", to: 0) == "")
  }
}
