import Testing

@Suite struct SwiftLexerTests {
  private func words(of source: String) -> [String] {
    SwiftLexer.tokens(of: source).filter { $0.kind == .word || $0.kind == .symbol }.map(\.text)
  }

  @Test func readsWordsAndPunctuation() {
    #expect(
      words(of: "@main struct A { #if DEBUG\n  let `x` = 0x1F }") == [
        "@main", "struct", "A", "{", "#if", "DEBUG", "let", "`x`", "=", "}",
      ])
  }

  @Test(arguments: [
    "// { Plan", "/* { /* { */ Plan */", #""{ Plan""#, #""\"{ Plan""#, ##"#"{ \ " Plan"#"##,
    "\"\"\"\n  { \" Plan\n  \"\"\"", "##\"{ \"# Plan\"##", "#/{ \" Plan/#",
  ])
  func passesOverCommentsAndLiterals(text: String) {
    #expect(words(of: "a \(text)\n b") == ["a", "b"])
  }

  @Test func readsCodeInInterpolations() {
    #expect(words(of: #"a "x \(f(b, "}\(c)")) }" d"#) == ["a", "f", "(", "b", ",", "c", ")", "d"])
    #expect(words(of: ##"a #"x \(no) \#(yes)"# d"##) == ["a", "yes", "d"])
  }

  @Test func tellsRegularExpressionsFromDivisions() {
    #expect(words(of: #"let a = /{ \/ "/ ; b"#) == ["let", "a", "=", ";", "b"])
    #expect(words(of: "let a = b / c / d") == ["let", "a", "=", "b", "/", "c", "/", "d"])
  }

  @Test func countsLines() {
    let tokens = SwiftLexer.tokens(of: "a\n/*\n*/ b \"\"\"\n\n\"\"\" c")
    #expect(tokens.map(\.line) == [1, 2, 3, 3, 5])
    #expect(tokens[1].lastLine == 3)
  }
}
