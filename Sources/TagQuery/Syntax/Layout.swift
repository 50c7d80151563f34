/// Where the parts of a text begin, by the number of the token.
struct Layout {
  /// All tokens in the order of the text.
  var tokens: [Token] = []
  /// Tokens that start a statement.
  var statements: Set<Int> = []
  /// Tokens that start a stage: its word, not the bar before it.
  var stages: Set<Int> = []
  /// `and` and `or` between the conditions of one stage, outside parentheses.
  var conditions: Set<Int> = []
  /// Opening parentheses that belong to the name before them.
  var calls: Set<Int> = []
  /// Equal signs of a source's arguments.
  var arguments: Set<Int> = []
  /// Minus signs with nothing before them.
  var signs: Set<Int> = []
}

extension Layout {
  /// Tokens of a text with a blank wherever one belongs, and with the one spelling of each.
  func text(of tokens: some Collection<Int>, in source: SourceText) -> String {
    var text = ""
    var previous: Int?
    for index in tokens {
      if let previous, needsBlank(between: previous, and: index) { text += " " }
      text += self.text(of: index, in: source)
      previous = index
    }
    return text
  }

  private func text(of index: Int, in source: SourceText) -> String {
    let token = tokens[index]
    if token.kind == .symbol(.doubleEqual) { return "=" }
    return source.text(in: token.range.lower..<token.range.upper)
  }

  private func needsBlank(between left: Int, and right: Int) -> Bool {
    switch tokens[right].kind {
    case .symbol(.close), .symbol(.comma), .symbol(.colon): return false
    case .symbol(.open) where calls.contains(right): return false
    case .symbol(.equal) where arguments.contains(right): return false
    default: break
    }
    switch tokens[left].kind {
    case .symbol(.open): return false
    case .symbol(.equal) where arguments.contains(left): return false
    case .symbol(.minus) where signs.contains(left): return false
    default: return true
    }
  }
}
