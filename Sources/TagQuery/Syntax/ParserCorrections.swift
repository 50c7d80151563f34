// What people write from habit or by mistake, read as what it most likely means, so that the help
// can say it and what stands behind it is no mistake of its own.

extension Parser {
  // MARK: Operators

  /// What two signs that stand together mean elsewhere.
  static func foreignComparison(_ first: Symbol, _ second: Symbol) -> ComparisonOperator? {
    switch (first, second) {
    case (.equal, .matches), (.doubleEqual, .matches): .matches
    case (.doubleEqual, .equal): .equal
    case (.equal, .greater), (.doubleEqual, .greater): .greaterOrEqual
    case (.equal, .less), (.doubleEqual, .less): .lessOrEqual
    case (.less, .greater): .notEqual
    default: nil
    }
  }

  /// `left not = right` and `left not null`, as people say it.
  mutating func foreignNegation(
    of left: ExpressionSyntax, _ follower: Token
  ) -> ExpressionSyntax? {
    let range = token.range.through(follower.range)
    if follower.kind == .literal(.null) {
      report(.foreignOperator(range, "not null", "is not null"))
      advance()
      advance()
      return node(.isNull(left, isNegated: true), from: left)
    }
    guard case .symbol(let symbol) = follower.kind, symbol.isComparison else { return nil }
    let opposite = ComparisonOperator(symbol).opposite
    report(.foreignOperator(range, "not \(symbol.rawValue)", opposite.rawValue))
    advance()
    advance()
    return node(.comparison(opposite, left, sum()), from: left)
  }

  /// Whether a name that an operand follows is a misspelt `not`; it is told.
  mutating func isMisspeltNot(_ part: ExpressionSyntax) -> Bool {
    guard case .name(let word) = part.kind else { return false }
    switch token.kind {
    case .literal: break
    case .name(let next) where isUnknown(next): break
    default: return false
    }
    guard nearestName(to: word, among: ["not"]) != nil else { return false }
    report(.misspeltWord(Name(text: word, range: part.range), nearest: "not"))
    return true
  }

  /// Reads a word that stands behind an operand, and is none that can, as the one that it most
  /// likely means; true where there was one.
  @discardableResult mutating func correctOperator() -> Bool {
    guard case .name(let word) = token.kind, isUnknown(word) else { return false }
    let next = peek().kind
    let words = Self.operatorWords.filter { isPlausible($0, before: next) }
    let others = StageWord.allCases.map(\.rawValue) + Self.statementWords + sourceNames
    guard let nearest = nearestName(to: word, among: words + others), words.contains(nearest) else {
      return false
    }
    report(.misspeltWord(Name(text: word, range: token.range), nearest: nearest))
    correct(to: nearest)
    return true
  }

  /// Whether a word can stand behind the operand that was read and before a token.
  private func isPlausible(_ word: String, before next: Token.Kind) -> Bool {
    let isOperand =
      switch next {
      case .name(let name): isUnknown(name) || name == "not"
      case .literal, .parameter, .symbol(.open), .symbol(.minus), .symbol(.slash), .invalid: true
      case .symbol, .word, .end: false
      }
    switch word {
    case "and", "or", "like", "between", "by", "per", "as": return isOperand
    case "in": return isOperand && next != .name("not")
    case "is": return next == .literal(.null) || next == .name("not")
    case "not": return [.name("in"), .name("like"), .name("between")].contains(next)
    case "nulls": return next == .name("first") || next == .name("last")
    case "ago": return !isPreviousName && !isOperand
    default:
      // asc, desc: nothing is compared with a key.
      if case .symbol(let symbol) = next { return !symbol.isComparison && symbol != .open }
      return !isOperand || next == .name("nulls")
    }
  }

  /// `count(distinct x)`, which is how it is said elsewhere.
  mutating func countOfDistinct(
    _ name: Name, _ opened: SourceRange
  ) -> ExpressionSyntax? {
    guard name.text == "count", !lexer.isParenthesisNext(), !canFollowOperand(peek()) else {
      return nil
    }
    advance()
    let argument = expression()
    close(opened)
    let range = name.range.through(previous)
    report(.countOfDistinct(range, text(of: argument.range)))
    return node(.call(Name(text: "distinct", range: name.range), [argument]), range: range)
  }

  /// Reads what cannot follow an operand but often does, with a complaint: unquoted text such as
  /// `web/api`, arithmetic that there is not, and a duration in two words.
  mutating func passForeignOperand() -> Bool {
    switch token.kind {
    case .symbol(.colon):
      guard previous.upper == token.range.lower, takeText() else { return false }
    case .symbol(.slash) where isPreviousName && previous.upper == token.range.lower && takeText():
      break
    case .symbol(.slash):
      let bytes = lexer.bytes
      guard token.range.upper < bytes.count, bytes[token.range.upper] != UInt8(ascii: "/") else {
        return false
      }
      report(.noArithmetic(token.range, "/"))
      advance()
      _ = operand()
      return true
    case .literal(.duration):
      guard joinDurations() else { return false }
    case .invalid where token.range.lower < previous.upper:
      // A text that begins with what was read as an operand; it has been told.
      break
    case .invalid:
      // The lexer has complained already.
      guard token.range.upper == token.range.lower + 1,
        "*%".utf8.contains(lexer.bytes[token.range.lower])
      else { return false }
      advance()
      _ = operand()
      return true
    default: return false
    }
    advance()
    return true
  }

  /// Tells of a duration with a blank inside, such as `1h 30m`.
  private mutating func joinDurations() -> Bool {
    let (first, second) = (text(of: previous), text(of: token.range))
    let whole: String
    switch (TimeSpan.parse(first), TimeSpan.parse(first + second)) {
    case (.value, .value): whole = first + second
    case (.value, .disordered(let canonical?)): whole = canonical
    default: return false
    }
    report(
      .malformedLiteral(
        previous.through(token.range), "\(first) \(second)", help: "write \(whole)",
        replacement: whole))
    return true
  }

  // MARK: Texts without quotes

  /// Makes one token of a text that lacks its quotes, such as `web/api` or `*/api`: all around the
  /// current sign, up to what cannot belong to it. False where the sign is in none.
  mutating func takeText() -> Bool {
    let sign = token.range.lower
    let run = lexer.wordRun(around: sign)
    guard isText(run, around: sign) else { return false }
    let range = SourceRange(file: token.range.file, lower: run.lowerBound, upper: run.upperBound)
    token.kind = .invalid
    token.range = range
    lexer.position = run.upperBound
    reportUnquoted(range)
    return true
  }

  /// Tells of a text without quotes, which as a glob needs more than those.
  mutating func reportUnquoted(_ range: SourceRange) {
    let text = text(of: range)
    let isGlob = text.contains("*") && !isBehindPattern(range.lower)
    report(isGlob ? .unquotedGlob(range, text) : .unquotedText(range, text))
  }

  private func isText(_ run: Range<Int>, around sign: Int) -> Bool {
    let bytes = lexer.bytes
    guard run.count > 1 else { return false }
    if run.lowerBound > 0, "$\"')".utf8.contains(bytes[run.lowerBound - 1]) { return false }
    let isFirst = sign == run.lowerBound
    let isLast = sign + 1 == run.upperBound
    guard bytes[sign] == UInt8(ascii: "*") else { return !isFirst && !isLast }
    if bytes[run].contains(where: { "/:@".utf8.contains($0) }) { return true }
    // Between two operands it multiplies, wherever that is allowed.
    if isFirst { return !isBehindOperand }
    return isLast || !Lexer.isNameByte(bytes[sign - 1]) || !Lexer.isNameByte(bytes[sign + 1])
  }

  /// Whether what was read last is an operand rather than what stands before one.
  private var isBehindOperand: Bool {
    guard previous.upper > previous.lower else { return false }
    let last = lexer.bytes[previous.upper - 1]
    guard Lexer.isNameByte(last) else { return "\"')".utf8.contains(last) }
    return !isPreviousName || isUnknown(text(of: previous))
  }

  /// Whether a place is behind `like` or `~`, where a text in quotes is a pattern.
  private func isBehindPattern(_ place: Int) -> Bool {
    var end = place
    while end > 0, lexer.bytes[end - 1] == 0x20 { end -= 1 }
    let before = lexer.bytes[max(0, end - 5)..<end]
    return before.last == UInt8(ascii: "~") || before.elementsEqual(" like".utf8)
  }
}
