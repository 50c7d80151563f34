@testable import TagQuery

/// Puts comments, blank lines and line breaks between the tokens of a program, and more or fewer
/// blanks, without changing what it says.
struct ProgramDisorder {
  private(set) var text = ""
  /// The comments, in the order of the text.
  private(set) var comments: [String] = []
  private var random: SeededRandom

  init(of program: String, seed: UInt64) {
    random = SeededRandom(seed: seed)
    let source = SourceText(name: "main", program)
    // Between a third and none of the gaps have comments; those of a text without any stay lines.
    let share = random.pick([0, 0, 3, 12, 33])
    var last: Token?
    for token in ProgramTokens(of: program).tokens {
      let gap = last.map { $0.range.upper < token.range.lower } ?? false
      text += trivia(isNeeded: gap, share: share)
      text += source.text(in: token.range.lower..<token.range.upper)
      last = token
    }
    text += trivia(isNeeded: false, share: share)
  }

  private mutating func trivia(isNeeded: Bool, share: Int) -> String {
    var trivia = isNeeded ? " " : ""
    if random.chance(15) { trivia += random.pick([" ", "\n", "\n\n\n", "\t", " \r\n", "  "]) }
    while random.chance(share) {
      let comment =
        "#" + random.pick(["", " why", " it's \"so\"", " 1 | 2; \u{E9}", "# twice", " /x/ $p "])
        + " \(comments.count)"
      comments.append(comment)
      trivia += random.pick(["", " ", "\n", "\n\n", "\n  "]) + comment
      trivia += random.pick(["\n", "\n", " \n", "\r\n", "\n\n", "\n\n\n   "])
    }
    return trivia
  }
}

/// The tokens of a program and the comments between them.
struct ProgramTokens {
  let tokens: [Token]
  let comments: [String]
  let hasErrors: Bool

  init(of text: String) {
    let source = SourceText(name: "main", text)
    var parser = Parser(
      source: source, file: 0, limits: Limits(), sourceNames: ["tags", "images", "namespaces"],
      diagnostics: DiagnosticList(limit: 100), recordsLayout: true)
    _ = parser.program()
    tokens = parser.layout.tokens
    hasErrors = parser.diagnostics.hasErrors
    var comments: [String] = []
    var position = 0
    for end in tokens.map(\.range.lower) + [source.bytes.count] {
      let gap = source.text(in: position..<end)
      for line in gap.split(whereSeparator: \.isNewline) {
        guard let start = line.firstIndex(of: "#") else { continue }
        var comment = line[start...]
        while comment.last?.isWhitespace == true { comment.removeLast() }
        comments.append(String(comment))
      }
      position = tokens.first { $0.range.lower == end }?.range.upper ?? end
    }
    self.comments = comments
  }

  /// What is said, without what may be left out or written in two ways.
  var essence: [Token.Kind] {
    tokens.map(\.kind).filter { $0 != .symbol(.bar) && $0 != .symbol(.semicolon) }
      .map { $0 == .symbol(.doubleEqual) ? .symbol(.equal) : $0 }
  }
}
