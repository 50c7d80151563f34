extension Parser {
  // expression = and { "or" and } ;
  mutating func expression(isCondition: Bool = false) -> ExpressionSyntax {
    let first = conjunction(isCondition: isCondition)
    guard isWord("or") else { return first }
    var terms = [first]
    while isWord("or") {
      if isCondition { mark(\.conditions) }
      advance()
      terms.append(conjunction(isCondition: isCondition))
    }
    return node(.or(terms), from: first)
  }

  // and = not { "and" not } ;
  private mutating func conjunction(isCondition: Bool) -> ExpressionSyntax {
    let first = negation()
    guard isWord("and") else { return first }
    var terms = [first]
    while isWord("and") {
      if isCondition { mark(\.conditions) }
      advance()
      terms.append(negation())
    }
    return node(.and(terms), from: first)
  }

  // not = "not" not | comparison ;
  mutating func negation() -> ExpressionSyntax {
    var start = token.range
    var isRead = false
    if !isWord("not") {
      let part = comparison()
      guard isMisspeltNot(part) else { return part }
      (start, isRead) = (part.range, true)
    }
    return nested { parser in
      if !isRead { parser.advance() }
      let operand = parser.negation()
      return parser.node(.not(operand), range: start.through(parser.previous))
    } ?? invalid(start)
  }

  // comparison = sum [ operator sum | [ "not" ] "in" … | [ "not" ] "between" … | "is" … ] ;
  private mutating func comparison() -> ExpressionSyntax {
    let left = sum()
    let result = comparison(of: left)
    if result != nil, comparisonOperator != nil {
      // The rest of a chain is read and forgotten.
      report(.chainedComparison(token.range))
      while comparisonOperator != nil {
        advance()
        _ = sum()
      }
    }
    return result ?? left
  }

  private mutating func comparison(of left: ExpressionSyntax) -> ExpressionSyntax? {
    if let symbol = comparisonOperator {
      let meaning = readComparison(symbol)
      let right = sum()
      return node(.comparison(meaning, left, right), from: left)
    }
    guard let word = token.word else { return nil }
    let isNegated = word == "not"
    let follower = isNegated ? peek() : token
    if isNegated, let result = foreignNegation(of: left, follower) { return result }
    guard let next = follower.word,
      ["in", "like", "between"].contains(next) || next == "is" && !isNegated
    else {
      return nil
    }
    if isNegated { advance() }
    advance()
    switch next {
    case "like": return node(.comparison(isNegated ? .notLike : .like, left, sum()), from: left)
    case "between":
      let low = sum()
      if !accept(word: "and") { reportExpected("'and' and the upper end") }
      let high = sum()
      return node(.between(left, isNegated: isNegated, low: low, high: high), from: left)
    case "is":
      let isNegated = accept(word: "not")
      if token.kind == .literal(.null) {
        advance()
      } else {
        reportExpected("'null'", help: "'is' asks only for null; compare with '='")
      }
      correctOperator()
      return node(.isNull(left, isNegated: isNegated), from: left)
    default:
      let members = membership()
      correctOperator()
      return node(.membership(left, isNegated: isNegated, members), from: left)
    }
  }

  /// Reads a comparison sign, or what people write for one elsewhere, and tells what it means.
  private mutating func readComparison(_ symbol: Symbol) -> ComparisonOperator {
    let start = token.range
    advance()
    let meaning = ComparisonOperator(symbol)
    guard case .symbol(let second) = token.kind, previous.upper == token.range.lower,
      let intended = Self.foreignComparison(symbol, second)
    else { return meaning }
    let text = symbol.rawValue + second.rawValue
    report(.foreignOperator(start.through(token.range), text, intended.rawValue))
    advance()
    return intended
  }

  /// The comparison sign at the current token, where there is one.
  private var comparisonOperator: Symbol? {
    guard case .symbol(let symbol) = token.kind, symbol.isComparison else { return nil }
    return symbol
  }

  // ( list | "$" NAME | call )
  private mutating func membership() -> MembershipSyntax {
    switch token.kind {
    case .symbol(.open): return .list(nested { $0.list() } ?? [])
    case .parameter(let text):
      let name = Name(text: text, range: token.range)
      advance()
      return .parameter(name)
    case .name where peek().kind == .symbol(.open): return .call(operand())
    default:
      let word = token.word
      reportExpected(
        "a list in parentheses, $name or a function's result",
        help: word.map { "write in (\($0))" } ?? "write in (\"a\", \"b\")",
        replacement: word.map { "(\($0))" })
      return .list([operand()])
    }
  }

  // list = "(" expression { "," expression } ")" ;
  private mutating func list() -> [ExpressionSyntax] {
    let opened = token.range
    advance()
    if isSymbol(.close) {
      reportExpected("at least one value")
      advance()
      return []
    }
    let isInside = isInList
    isInList = true
    let elements = separated { $0.expression() }
    isInList = isInside
    close(opened)
    return elements
  }

  // sum = operand { ( "+" | "-" ) operand } ;
  mutating func sum() -> ExpressionSyntax {
    let first = operand()
    var terms = [(isNegative: false, operand: first)]
    var isForeign = false
    while true {
      if isSymbol(.plus) || isSymbol(.minus) {
        let isNegative = isSymbol(.minus)
        advance()
        terms.append((isNegative, operand()))
      } else if passForeignOperand() {
        isForeign = true
      } else {
        break
      }
    }
    if correctOperator(), accept(word: "ago") {
      let last = terms[terms.count - 1].operand
      terms[terms.count - 1].operand = node(.ago(last), from: last)
    }
    if isForeign { return invalid(first.range.through(previous)) }
    return terms.count == 1 ? terms[0].operand : node(.sum(terms), from: first)
  }

  // operand = ( literal | NAME | call | "$" NAME | "(" expression ")" | "-" operand ) [ "ago" ] ;
  mutating func operand() -> ExpressionSyntax {
    let operand = operandWithoutSuffix()
    guard isWord("ago") else { return operand }
    advance()
    return node(.ago(operand), from: operand)
  }

  private mutating func operandWithoutSuffix() -> ExpressionSyntax {
    let start = token.range
    if isSymbol(.slash) { readRegex() }
    switch token.kind {
    case .literal(.int(.min)):
      // Only behind a sign does it fit, which is looked for there.
      report(.numberTooLarge(start, "integer"))
      advance()
      return invalid(start)
    case .literal(let literal):
      let range = token.range
      advance()
      return node(.literal(literal), range: range)
    case .parameter(let name):
      advance()
      return node(.parameter(name), range: start)
    case .name(let word): return named(Name(text: word, range: start))
    case .symbol(.open):
      return nested { parser in
        parser.advance()
        let inner = parser.expression()
        parser.close(start)
        return ExpressionSyntax(kind: inner.kind, range: start.through(parser.previous))
      } ?? invalid(start)
    case .symbol(.minus):
      return nested { parser in
        parser.mark(\.signs)
        parser.advance()
        if parser.token.kind == .literal(.int(.min)) {
          parser.advance()
          return parser.node(.literal(.int(.min)), range: start.through(parser.previous))
        }
        // `-1d ago` is `(-1d) ago`: a time has no negative.
        let inner = parser.operandWithoutSuffix()
        return parser.node(.negative(inner), range: start.through(parser.previous))
      } ?? invalid(start)
    case .invalid:
      let range = token.range
      advance()
      return invalid(range)
    default:
      reportExpected("an expression")
      return invalid(start)
    }
  }

  /// A name or a call, unless the word belongs to what comes next.
  private mutating func named(_ name: Name) -> ExpressionSyntax {
    if lexer.isParenthesisNext() {
      advance()
      return call(name)
    }
    if StageWord(rawValue: name.text) != nil || Self.statementWords.contains(name.text)
      || Self.operatorWords.contains(name.text), !canFollowOperand(peek())
    {
      report(.misplacedKeyword(name, "an expression"))
      // Whoever forgets the parentheses of count() does not mean the stage.
      if name.text == StageWord.count.rawValue { advance() }
      return invalid(name.range)
    }
    advance()
    return node(.name(name.text), range: name.range)
  }

  /// Whether a token can stand behind a name that is an operand.
  func canFollowOperand(_ token: Token) -> Bool {
    switch token.kind {
    // A `$name` starts the next statement.
    case .end, .parameter: true
    case .symbol(let symbol): symbol != .open && symbol != .slash
    case .name("not"): ["in", "like", "between"].contains(peekSecond().word)
    case .name(let word):
      Self.operatorWords.contains(word) && word != "by" || StageWord(rawValue: word) != nil
        || Self.statementWords.contains(word)
        || sourceNames.contains(word)
    case .literal, .word, .invalid: false
    }
  }

  // call = NAME "(" [ expression { "," expression } ] ")" ;
  private mutating func call(_ name: Name) -> ExpressionSyntax {
    nested { parser in
      let opened = parser.token.range
      parser.mark(\.calls)
      parser.advance()
      if parser.isWord("distinct"), let count = parser.countOfDistinct(name, opened) {
        return count
      }
      var arguments: [ExpressionSyntax] = []
      if !parser.isSymbol(.close) { arguments = parser.separated { $0.expression() } }
      parser.close(opened)
      return parser.node(.call(name, arguments), range: name.range.through(parser.previous))
    } ?? invalid(name.range)
  }

  mutating func node(
    _ kind: ExpressionSyntax.Kind, from first: ExpressionSyntax
  ) -> ExpressionSyntax {
    node(kind, range: first.range.through(previous))
  }

  mutating func node(
    _ kind: ExpressionSyntax.Kind, range: SourceRange
  ) -> ExpressionSyntax {
    countNode(at: range)
    return ExpressionSyntax(kind: kind, range: range)
  }

  private func invalid(_ range: SourceRange) -> ExpressionSyntax {
    ExpressionSyntax(kind: .invalid, range: range)
  }
}
