import TerminalHarness
import Testing

/// The model of a screen that the other tests look at.
@Suite struct ScreenTests {
  private func screen(_ text: String, columns: Int = 10, rows: Int = 3) -> Screen {
    var screen = Screen(columns: columns, rows: rows)
    screen.feed(text.utf8)
    return screen
  }

  @Test func wrapsLate() {
    var screen = screen("0123456789")
    #expect(screen.cursor == (0, 9))
    screen.feed("a".utf8)
    #expect(screen.lines == ["0123456789", "a", ""])
    #expect(self.screen("0123456789\r\nb").lines[1] == "b")
  }

  @Test func scrolls() {
    let screen = screen("1\r\n2\r\n3\r\n4")
    #expect(screen.text == "2\n3\n4")
    #expect(screen.scrolledOff == ["1"] && screen.transcript == "1\n2\n3\n4")
  }

  @Test func moves() {
    #expect(screen("abc\u{1B}[2Dx").text == "axc")
    #expect(screen("a\r\nb\u{1B}[Ac\u{8}d").text == "ad\nb")
    #expect(screen("\u{1B}[2;3Hx\u{1B}[1Gy").text == "\ny x")
    #expect(screen("a\tb").text == "a       b")
  }

  @Test func erasesAndShifts() {
    #expect(screen("abcdef\u{1B}[3D\u{1B}[K").text == "abc")
    #expect(screen("abc\r\ndef\u{1B}[A\u{1B}[J").text == "abc")
    #expect(screen("abc\r\ndef\r\u{1B}[A\u{1B}[J").text == "")
    #expect(screen("abcdef\r\u{1B}[2P").text == "cdef")
    #expect(screen("abc\r\u{1B}[2@x").text == "x abc")
    #expect(screen("abc\u{1B}[2Jx").text == "   x")
  }

  @Test func wideCharactersTakeTwoPlaces() {
    let screen = screen("漢字e\u{301}x")
    #expect(screen.text == "漢字e\u{301}x")
    #expect(screen.cursor == (0, 6))
    #expect(self.screen("012345678漢").lines == ["012345678", "漢", ""])
  }

  @Test func takesSequencesInPieces() {
    var screen = screen("a\u{1B}")
    screen.feed("[1".utf8)
    screen.feed("G".utf8)
    screen.feed([0xE6, 0xBC])
    screen.feed([0xA2])
    #expect(screen.text == "漢")
    #expect(screen.unknownSequences.isEmpty)
    screen.feed("\u{1B}[5y\u{1B}[?2004h\u{7}".utf8)
    #expect(screen.unknownSequences == ["[5y"])
    #expect(screen.isBracketingPastes && screen.bells == 1)
  }
}
