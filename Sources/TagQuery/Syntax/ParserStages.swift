extension Parser {
  // { [ "|" ] stage }
  mutating func stages() -> [StageSyntax] {
    var stages: [StageSyntax] = []
    while true {
      let start = token.range
      let hasBar = isSymbol(.bar)
      if hasBar {
        advance()
        if isSymbol(.bar), previous.upper == token.range.lower {
          report(.foreignOperator(start.through(token.range), "||", "or"))
          recover()
          if isSymbol(.bar) { advance() }
          recover()
          continue
        }
      }
      if let word = stageWord {
        if !hasBar, word == .delete || word == .into {
          report(.missingBar(token.range, word.rawValue))
        }
        stages.append(stage(word))
      } else if hasBar {
        unknownStage(&stages)
      } else if !isEndOfPipeline {
        unexpectedBehindStage(&stages)
      } else {
        return stages
      }
      // Each round reads something, or there is nothing left.
      if token.kind == .end { return stages }
      if token.range == start {
        advance()
        recover()
      }
    }
  }

  private var isEndOfPipeline: Bool {
    token.kind == .end || isSymbol(.semicolon) || isStatementStart
  }

  /// What stands behind a bar starts no stage.
  private mutating func unknownStage(_ stages: inout [StageSyntax]) {
    guard let word = token.word else {
      reportExpected("a stage such as where, order by, limit or delete")
      recover()
      return
    }
    let name = Name(text: word, range: token.range)
    let known = StageWord.allCases.map(\.rawValue)
    let nearest = nearestName(to: word, among: known)
    report(.unknownStage(name, nearest: nearest, known: known))
    if let nearest, let stageWord = StageWord(rawValue: nearest) {
      // Read it as what it most likely means, to find what else is wrong.
      stages.append(stage(stageWord))
    } else {
      advance()
      recover()
    }
  }

  /// A complete stage or source is followed by something that neither goes on nor starts anew.
  private mutating func unexpectedBehindStage(_ stages: inout [StageSyntax]) {
    if isPreviousInvalid {
      // The mistake has been told; what stands behind it is no other.
    } else if isForeignComment {
      let end = SourceRange(
        file: token.range.file, lower: token.range.lower, upper: token.range.upper + 1)
      report(.foreignComment(end, lexer.bytes[token.range.lower]))
      reread(from: lexer.bytes[token.range.lower...].firstIndex(of: 0x0A) ?? lexer.bytes.count)
      return
    } else if isSymbol(.slash) {
      report(.noArithmetic(token.range, "/"))
    } else if let word = token.word {
      leaveOpen(&stages)
      let name = Name(text: word, range: token.range)
      let words = StageWord.allCases.map(\.rawValue) + Self.operatorWords + Self.statementWords
      let nearest = words.contains(word) ? nil : nearestName(to: word, among: words)
      report(.unexpectedWord(name, nearest: nearest, isComparison: isComparisonNext))
      if let nearest, let stageWord = StageWord(rawValue: nearest) {
        stages.append(stage(stageWord))
        return
      }
    } else {
      leaveOpen(&stages)
      reportExpected("a stage, '|' or the end of the statement")
    }
    advance()
    recover()
  }

  /// Whether the current word is compared with something.
  private var isComparisonNext: Bool {
    switch peek().kind {
    case .symbol(let symbol): symbol.isComparison
    case .name(let word): ["in", "like", "between", "is", "not"].contains(word)
    default: false
    }
  }

  /// What ended too early is no condition yet, which is no mistake of its own.
  private func leaveOpen(_ stages: inout [StageSyntax]) {
    guard let last = stages.last, case .filter(let condition) = last.kind else { return }
    switch condition.kind {
    case .name, .literal, .parameter, .call, .sum, .negative, .ago:
      stages[stages.count - 1].kind = .invalid
    default: break
    }
  }

  /// `//` or `--`, which start comments elsewhere.
  private var isForeignComment: Bool {
    guard isSymbol(.slash) || isSymbol(.minus), token.range.upper < lexer.bytes.count else {
      return false
    }
    return lexer.bytes[token.range.upper] == lexer.bytes[token.range.lower]
  }

  // stage = "where" … | "order" … | … ;
  private mutating func stage(_ word: StageWord) -> StageSyntax {
    let start = token.range
    countNode(at: start)
    mark(\.stages)
    advance()
    let kind: StageSyntax.Kind
    switch word {
    case .where: kind = .filter(condition())
    case .order: kind = order()
    case .limit: kind = .limit(expression(), per: accept(word: "per") ? expressions() : [])
    case .skip: kind = .skip(expression(), per: accept(word: "per") ? expressions() : [])
    case .select: kind = .select(separated { $0.column() })
    case .extend: kind = .extend(separated { $0.assignment() })
    case .summarize:
      let columns = separated { $0.column() }
      kind = .summarize(columns, by: accept(word: "by") ? separated { $0.column() } : [])
    case .distinct: kind = .distinct(startsExpression ? expressions() : [])
    case .count: kind = .count
    case .except:
      kind = parameterName("a pipeline: except $name").map(StageSyntax.Kind.except) ?? .invalid
    case .union:
      kind = parameterName("a pipeline: union $name").map(StageSyntax.Kind.union) ?? .invalid
    case .assert: kind = assertion()
    case .into:
      kind =
        string("the file's name in quotes").map { .into(path: $0.text, pathRange: $0.range) }
        ?? .invalid
    case .delete: kind = .delete(isForced: accept(nearly: ["force"]) != nil)
    }
    return StageSyntax(kind: kind, range: start.through(previous))
  }

  /// The condition of a stage, of which the formatter may break the parts.
  private mutating func condition() -> ExpressionSyntax { expression(isCondition: true) }

  private mutating func expressions() -> [ExpressionSyntax] { separated { $0.expression() } }

  // "order" "by" key { "," key }
  private mutating func order() -> StageSyntax.Kind {
    if !accept(word: "by") {
      reportExpected("'by'", help: "write order by created desc")
      if token.word?.lowercased() == "by" { advance() }
    }
    return .order(separated { $0.key() })
  }

  // key = expression [ "asc" | "desc" ] [ "nulls" ( "first" | "last" ) ] ;
  private mutating func key() -> KeySyntax {
    let value = expression()
    let isDescending = accept(word: "desc")
    if !isDescending { _ = accept(word: "asc") }
    var nullsFirst: Bool?
    if acceptNulls() {
      let word = accept(nearly: ["first", "last"])
      nullsFirst = word.map { $0 == "first" }
      if word == nil { reportExpected("'first' or 'last'") }
    }
    return KeySyntax(value: value, isDescending: isDescending, nullsFirst: nullsFirst)
  }

  /// `nulls`, or with a complaint `null` and what else is near.
  private mutating func acceptNulls() -> Bool {
    guard token.kind == .literal(.null) else { return accept(nearly: ["nulls"]) != nil }
    report(.misspeltWord(Name(text: "null", range: token.range), nearest: "nulls"))
    advance()
    return true
  }

  // column = expression [ "as" NAME ] ;
  private mutating func column() -> ColumnSyntax {
    let value = expression()
    return ColumnSyntax(value: value, alias: accept(word: "as") ? name("the column's name") : nil)
  }

  // NAME "=" expression
  private mutating func assignment() -> (name: Name, value: ExpressionSyntax) {
    let name = name("the new column's name")
    if !accept(.equal) { reportExpected("'='", help: "write extend name = expression") }
    return (name, expression())
  }

  // "assert" expression [ STRING ]
  private mutating func assertion() -> StageSyntax.Kind {
    let condition = condition()
    if case .literal(.string(let message)) = token.kind {
      advance()
      return .assert(condition, message: message)
    }
    return .assert(condition, message: nil)
  }

  /// Whether the optional expressions of `distinct` begin here: a stage word, a statement word or a
  /// `$name` never starts them.
  private var startsExpression: Bool {
    switch token.kind {
    case .name: stageWord == nil && !isStatementStart
    case .literal, .invalid: true
    case .symbol(let symbol): symbol == .open || symbol == .minus || symbol == .slash
    case .word, .parameter, .end: false
    }
  }
}
