extension Parser {
  // expression = and { "or" and } ;
  mutating func expression(isCondition: Bool = false) -> ExpressionSyntax {
    let first = conjunction(isCondition: isCondition)
    guard isWord("or") else { return first }
    var terms = [first]
    while isWord("or") {
      if isCondition { layout.conditions.insert(layout.tokens.count) }
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
      if isCondition { layout.conditions.insert(layout.tokens.count) }
      advance()
      terms.append(negation())
    }
    return node(.and(terms), from: first)
  }

  // not = "not" not | comparison ;
  private mutating func negation() -> ExpressionSyntax {
    guard isWord("not") else { return comparison() }
    let start = token.range
    guard enter() else { return invalid(start) }
    defer { leave() }
    advance()
    let operand = negation()
    return node(.not(operand), range: start.through(previous))
  }

  // comparison = sum [ operator sum | [ "not" ] "in" … | [ "not" ] "between" … | "is" … ] ;
  private mutating func comparison() -> ExpressionSyntax {
    let left = sum()
    let result = comparison(of: left)
    if result != nil, comparisonOperator != nil {
      // The rest of a chain is read and forgotten.
      diagnostics.add(.chainedComparison(token.range))
      while comparisonOperator != nil {
        advance()
        _ = sum()
      }
    }
    return result ?? left
  }

  private mutating func comparison(of left: ExpressionSyntax) -> ExpressionSyntax? {
    if let symbol = comparisonOperator {
      if symbol == .doubleEqual || symbol == .equal { foreignEquality() } else { advance() }
      let right = sum()
      let meaning = ComparisonOperator(rawValue: symbol == .doubleEqual ? "=" : symbol.rawValue)
      return node(.comparison(meaning ?? .equal, left, right), from: left)
    }
    guard let word = token.word else { return nil }
    let isNegated = word == "not"
    let next = isNegated ? peek().word : word
    guard let next, ["in", "like", "between"].contains(next) || next == "is" && !isNegated else {
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
      return node(.isNull(left, isNegated: isNegated), from: left)
    default: return node(.membership(left, isNegated: isNegated, membership()), from: left)
    }
  }

  /// `=` or `==`, and what people write for them elsewhere.
  private mutating func foreignEquality() {
    let start = token.range
    advance()
    let isAttached = previous.upper == token.range.lower
    if isAttached, isSymbol(.matches) {
      diagnostics.add(.foreignOperator(start.through(token.range), "=~", "~"))
      advance()
    } else if isAttached, isSymbol(.equal) {
      diagnostics.add(.foreignOperator(start.through(token.range), "===", "="))
      advance()
    } else if isAttached, isSymbol(.greater) || isSymbol(.less) {
      let mend = isSymbol(.greater) ? ">=" : "<="
      let text = isSymbol(.greater) ? "=>" : "=<"
      diagnostics.add(.foreignOperator(start.through(token.range), text, mend))
      advance()
    }
  }

  /// The comparison sign at the current token, where there is one.
  private var comparisonOperator: Symbol? {
    guard case .symbol(let symbol) = token.kind else { return nil }
    switch symbol {
    case .equal, .doubleEqual, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches,
      .matchesNot:
      return symbol
    default: return nil
    }
  }

  // ( list | "$" NAME | call )
  private mutating func membership() -> MembershipSyntax {
    switch token.kind {
    case .symbol(.open):
      let opened = token.range
      guard enter() else { return .list([]) }
      defer { leave() }
      advance()
      if isSymbol(.close) {
        reportExpected("at least one value")
        advance()
        return .list([])
      }
      let elements = separated { $0.expression() }
      close(opened)
      return .list(elements)
    case .parameter(let text):
      let name = Name(text: text, range: token.range)
      advance()
      return .parameter(name)
    case .name where peek().kind == .symbol(.open): return .call(operand())
    default:
      reportExpected(
        "a list in parentheses, $name or a function's result", help: "write in (\"a\", \"b\")")
      return .list([operand()])
    }
  }

  // sum = operand { ( "+" | "-" ) operand } ;
  mutating func sum() -> ExpressionSyntax {
    let first = operand()
    var terms = [(isNegative: false, operand: first)]
    while isSymbol(.plus) || isSymbol(.minus) {
      let isNegative = isSymbol(.minus)
      advance()
      terms.append((isNegative, operand()))
    }
    return terms.count == 1 ? first : node(.sum(terms), from: first)
  }

  // operand = ( literal | NAME | call | "$" NAME | "(" expression ")" | "-" operand ) [ "ago" ] ;
  private mutating func operand() -> ExpressionSyntax {
    let operand = operandWithoutSuffix()
    guard isWord("ago") else { return operand }
    advance()
    return node(.ago(operand), from: operand)
  }

  private mutating func operandWithoutSuffix() -> ExpressionSyntax {
    let start = token.range
    if isSymbol(.slash) { readRegex() }
    switch token.kind {
    case .literal(let literal):
      let range = token.range
      advance()
      return node(.literal(literal), range: range)
    case .parameter(let name):
      advance()
      return node(.parameter(name), range: start)
    case .name(let word): return named(Name(text: word, range: start))
    case .symbol(.open):
      guard enter() else { return invalid(start) }
      defer { leave() }
      advance()
      let inner = expression()
      close(start)
      return ExpressionSyntax(kind: inner.kind, range: start.through(previous))
    case .symbol(.minus):
      guard enter() else { return invalid(start) }
      defer { leave() }
      layout.signs.insert(layout.tokens.count)
      advance()
      let inner = operand()
      return node(.negative(inner), range: start.through(previous))
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
      diagnostics.add(.misplacedKeyword(name, "an expression"))
      return invalid(name.range)
    }
    advance()
    return node(.name(name.text), range: name.range)
  }

  /// Whether a token can stand behind a name that is an operand.
  private func canFollowOperand(_ token: Token) -> Bool {
    switch token.kind {
    // A `$name` starts the next statement.
    case .end, .parameter: true
    case .symbol(let symbol): symbol != .open && symbol != .slash
    case .name("not"): ["in", "like", "between"].contains(peekSecond().word)
    case .name(let word):
      Self.operatorWords.contains(word) && word != "by" || StageWord(rawValue: word) != nil
        || Self.statementWords.contains(word) || sourceNames.contains(word)
    case .literal, .word, .invalid: false
    }
  }

  // call = NAME "(" [ expression { "," expression } ] ")" ;
  private mutating func call(_ name: Name) -> ExpressionSyntax {
    let opened = token.range
    guard enter() else { return invalid(name.range) }
    defer { leave() }
    layout.calls.insert(layout.tokens.count)
    advance()
    var arguments: [ExpressionSyntax] = []
    if !isSymbol(.close) { arguments = separated { $0.expression() } }
    close(opened)
    return node(.call(name, arguments), range: name.range.through(previous))
  }

  private mutating func node(
    _ kind: ExpressionSyntax.Kind, from first: ExpressionSyntax
  ) -> ExpressionSyntax {
    node(kind, range: first.range.through(previous))
  }

  private mutating func node(
    _ kind: ExpressionSyntax.Kind, range: SourceRange
  ) -> ExpressionSyntax {
    countNode(at: range)
    return ExpressionSyntax(kind: kind, range: range)
  }

  private func invalid(_ range: SourceRange) -> ExpressionSyntax {
    ExpressionSyntax(kind: .invalid, range: range)
  }
}
