import Testing

@testable import LineEditor

@Suite struct PromptTests {
  @Test func resetsBeforeTheLastBlank() {
    let prompt = Prompt(parts: [.init("tagq>", style: "1;32"), .init(" ")])
    #expect(prompt.encoded == "\u{1}\u{1B}[1;32m\u{1}tagq>\u{1}\u{1B}[0m\u{1} ")
    #expect(prompt.width == 6)
    #expect(Prompt("tagq> ", style: "1").encoded == "\u{1}\u{1B}[1m\u{1}tagq>\u{1}\u{1B}[0m\u{1} ")
  }

  @Test func neverEndsInASequence() {
    let prompt = Prompt("a", style: "1")
    #expect(prompt.encoded == "\u{1}\u{1B}[1m\u{1}a\u{1}\u{1B}[0m\u{1} ")
    #expect(prompt.width == 2)
  }

  @Test func changesStyleInOneSequence() {
    let prompt = Prompt(parts: [
      .init("a", style: "1"), .init(""), .init("b", style: "2"), .init("c"),
    ])
    #expect(
      prompt.encoded
        == "\u{1}\u{1B}[1m\u{1}a\u{1}\u{1B}[0m\u{1B}[2m\u{1}b\u{1}\u{1B}[0m\u{1}c")
  }

  @Test func showsNoControlCharacters() {
    #expect(Prompt("a\u{1}\u{1B}[2J\nb\u{202E}c").encoded == "a[2Jbc")
    #expect(Prompt("a", style: "1m\u{1B}[2J").encoded == "a")
    #expect(Prompt.none.encoded == "" && Prompt.none.width == 0)
  }
}
