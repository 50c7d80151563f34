import Testing

/// The corpus must not pass because a case of it was not understood.
@Suite struct CorpusFileTests {
  private let text = """
    # About this file.

    === one
    % a comment
    @ param days = 14d
    @ file a.tagq
    | let a = 1
    |
    tags

    | count
    --- errors
    1:1-2 expected

    --- format
    tags

    === two
    tags

    """

  @Test func aFileIsWrittenAsItWasRead() throws {
    let file = try CorpusFile(text)
    #expect(file.cases.map(\.name) == ["one", "two"])
    #expect(file.cases[0].program == "tags\n\n| count")
    #expect(file.cases[0].sections.map(\.title) == ["errors", "format"])
    #expect(file.cases[1].sections.isEmpty)
    let again = try CorpusFile(file.text)
    #expect(again.text == file.text)
  }

  @Test(
    arguments: [
      "=== a\n@ what is this\ntags", "=== a\n@ limits nodes=many\ntags", "=== a\n@ param x\ntags",
      "=== a\n@ now\n| a line\ntags", "=== a\ntags\n--- results\n", "=== a\n--- rows\nx",
      "=== a\ntags\n--- rows\n--- rows\n", "=== a\ntags\n=== a\ntags",
    ])
  func whatIsMalformedIsRefused(_ text: String) {
    #expect(throws: CorpusFile.Malformation.self) { try CorpusFile(text) }
  }

  @Test(
    arguments: [
      "@ registry other", "@ limits colour=5", "@ options colour=5", "@ options deletions=few",
      "@ now yesterday",
    ])
  func whatADirectiveDoesNotKnowIsRefused(_ directive: String) throws {
    let file = try CorpusFile("=== a\n\(directive)\ntags")
    #expect(throws: CorpusFile.Malformation.self) { try CorpusSetting(file.cases[0]) }
  }
}
