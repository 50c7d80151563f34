extension Parser {
  // program = { statement [ ";" ] } ;
  mutating func program() -> ProgramSyntax {
    var statements: [StatementSyntax] = []
    while token.kind != .end {
      if accept(.semicolon) { continue }
      let start = token.range
      mark(\.statements)
      if let statement = statement() { statements.append(statement) }
      // Whatever is left of a statement that went wrong.
      if token.kind != .end, token.range == start {
        if token.kind == .symbol(.bar) { reportExpected("a source before the first bar") }
        advance()
        recover()
        pastStages()
      }
    }
    finish()
    return ProgramSyntax(statements: statements)
  }

  /// Passes over stages that belong to a source which could not be read, with all their mistakes.
  private mutating func pastStages() {
    _ = stages()
  }

  // statement = "param" … | "let" … | "def" … | "include" … | "set" … | "explain" … | pipeline ;
  private mutating func statement() -> StatementSyntax? {
    countNode(at: token.range)
    switch token.word {
    case "param": return parameter()
    case "let": return binding()
    case "def": return definition()
    case "include":
      advance()
      return string("the file's name in quotes").map { .include(path: $0.text, range: $0.range) }
    case "set": return setting()
    case "explain":
      advance()
      if let word = token.word, Self.statementWords.contains(word) {
        reportExpected("a pipeline", help: "explain stands before one, such as explain tags")
        return nil
      }
      return pipeline().map(StatementSyntax.explain)
    default: return pipeline().map(StatementSyntax.pipeline)
    }
  }

  // "param" NAME ":" type [ "=" ( [ "-" ] literal | list ) ]
  private mutating func parameter() -> StatementSyntax {
    advance()
    let name = name("the parameter's name")
    if !accept(.colon) {
      reportExpected("':' and a type", help: "write param days: duration = 30d")
    }
    let type = self.name("a type")
    var initial: ExpressionSyntax?
    if accept(.equal) { initial = isSymbol(.open) ? listExpression() : sum() }
    return .parameter(ParameterSyntax(name: name, type: type, initial: initial))
  }

  /// A list as a parameter's default: its elements are the arguments of a call without a name.
  private mutating func listExpression() -> ExpressionSyntax {
    let opened = token.range
    advance()
    let elements = separated { $0.expression() }
    close(opened)
    return ExpressionSyntax(
      kind: .call(Name(text: "", range: opened), elements), range: opened.through(previous))
  }

  // "let" NAME "=" ( pipeline | expression )
  private mutating func binding() -> StatementSyntax {
    advance()
    let name = name("a name")
    if !accept(.equal) { reportExpected("'='") }
    return .binding(BindingSyntax(name: name, body: bindingBody()))
  }

  private mutating func bindingBody() -> BindingSyntax.Body {
    switch token.kind {
    case .parameter(let text):
      let name = Name(text: text, range: token.range)
      let next = peek()
      if next.kind == .symbol(.bar) || next.word.flatMap(StageWord.init) != nil {
        return pipeline().map(BindingSyntax.Body.pipeline) ?? .alias(name)
      }
      let expression = expression()
      if case .parameter = expression.kind { return .alias(name) }
      return .expression(expression)
    case .name(let word) where startsPipeline(word):
      let range = token.range
      return pipeline().map(BindingSyntax.Body.pipeline)
        ?? .expression(ExpressionSyntax(kind: .invalid, range: range))
    default: return .expression(expression())
    }
  }

  /// Whether a name behind `let x =` is a source, well or badly spelt: what follows it is no
  /// operator.
  private func startsPipeline(_ word: String) -> Bool {
    if sourceNames.contains(word) { return true }
    guard case .name(let next) = peek().kind else { return peek().kind == .symbol(.bar) }
    return !Self.operatorWords.contains(next) && !Self.statementWords.contains(next)
      && !sourceNames.contains(next)
  }

  // "def" NAME "(" [ NAME { "," NAME } ] ")" "=" expression
  private mutating func definition() -> StatementSyntax {
    advance()
    let name = name("the function's name")
    var parameters: [Name] = []
    let opened = token.range
    mark(\.calls)
    if accept(.open) {
      if !isSymbol(.close) { parameters = separated { $0.name("a parameter's name") } }
      close(opened)
    } else {
      reportExpected("'(' and the names of the parameters", help: "write def f(x) = …")
    }
    if !accept(.equal) { reportExpected("'='") }
    return .definition(
      DefinitionSyntax(name: name, parameters: parameters, body: definitionBody(parameters)))
  }

  private mutating func definitionBody(_ parameters: [Name]) -> ExpressionSyntax {
    // A source is the next statement, unless it is a parameter's name.
    if let word = token.word, sourceNames.contains(word),
      !parameters.contains(where: { $0.text == word })
    {
      reportExpected("an expression")
      return ExpressionSyntax(kind: .invalid, range: token.range)
    }
    return expression()
  }

  // "set" NAME "=" argument
  private mutating func setting() -> StatementSyntax {
    advance()
    let name = name("the setting's name")
    guard isSymbol(.equal) else {
      reportExpected("'='")
      return .setting(name: name, value: .invalid(token.range))
    }
    advance(word: true)
    return .setting(name: name, value: argument())
  }

  // pipeline = source { [ "|" ] stage } ;
  mutating func pipeline() -> PipelineSyntax? {
    let start = token.range
    guard let source = source() else { return nil }
    let stages = stages()
    return PipelineSyntax(source: source, stages: stages, range: start.through(previous))
  }

  // source = NAME { NAME "=" argument } | "$" NAME ;
  private mutating func source() -> SourceSyntax? {
    if case .parameter(let text) = token.kind {
      let name = Name(text: text, range: token.range)
      advance()
      return .binding(name)
    }
    guard let word = token.word else {
      if token.kind == .symbol(.bar) { return nil }
      reportExpected("a statement")
      return nil
    }
    let name = Name(text: word, range: token.range)
    if !sourceNames.contains(word) {
      let nearest = nearestName(to: word, among: sourceNames + Self.statementWords)
      report(.unknownSource(name, nearest: nearest, known: sourceNames))
      // Read on as if it were the source it most likely means, to find what else is wrong.
      guard let nearest, sourceNames.contains(nearest) else { return nil }
    }
    advance()
    var arguments: [(name: Name, value: ArgumentSyntax)] = []
    while let word = token.word {
      let name = Name(text: word, range: token.range)
      guard lexer.isEqualSignNext() else {
        guard isUnknown(word), passForeignArgument(name, &arguments) else { break }
        continue
      }
      countNode(at: token.range)
      advance()
      mark(\.arguments)
      advance(word: true)
      arguments.append((name, argument()))
      if isSymbol(.comma) { passComma(behind: &arguments[arguments.count - 1]) }
    }
    return .resource(name, arguments: arguments)
  }

  /// Between arguments a comma is a habit of other languages, and so is a list in no parentheses.
  private mutating func passComma(behind argument: inout (name: Name, value: ArgumentSyntax)) {
    var values = [argument.value]
    while isSymbol(.comma), isValueNext {
      advance(word: true)
      values.append(self.argument())
    }
    if values.count > 1 {
      let range = argument.value.range.through(previous)
      report(.bareList(range, argument.name.text, text(of: range)))
      argument.value = .list(values, range)
    } else if peek().word != nil {
      reportExpected("the next argument", help: "arguments stand side by side, without commas")
      advance()
    }
  }

  /// Whether a value follows, rather than the next argument's name or a stage.
  private var isValueNext: Bool {
    var copy = lexer
    switch copy.nextWord().kind {
    case .word(let word): return !copy.isEqualSignNext() && isUnknown(word)
    case .literal(.string), .literal(.uuid), .parameter, .symbol(.open): return true
    default: return false
    }
  }

  /// `image web/api`, `image == web/api` and `image in (web/api)` for `image=web/api`; false where
  /// nothing of the kind is there.
  private mutating func passForeignArgument(
    _ name: Name, _ arguments: inout [(name: Name, value: ArgumentSyntax)]
  ) -> Bool {
    let words = StageWord.allCases.map(\.rawValue) + Self.statementWords
    guard nearestName(to: name.text, among: words) == nil else { return false }
    let next = peek()
    switch next.kind {
    case .symbol(.doubleEqual):
      report(.foreignOperator(next.range, "==", "="))
      advance()
      advance(word: true)
      arguments.append((name, argument()))
      return true
    case .name("in") where peekSecond().kind == .symbol(.open):
      report(.foreignArgument(name, text: "(…)"))
      advance()
    case .name(let word) where isUnknown(word): report(.foreignArgument(name, text: "…"))
    case .literal(.string), .literal(.uuid): report(.foreignArgument(name, text: "…"))
    default: return false
    }
    // Whether there is such an argument is no second mistake.
    advance(word: true)
    _ = argument()
    return true
  }

  // argument = WORD | STRING | UUID | "$" NAME | "(" argument { "," argument } ")" ;
  mutating func argument() -> ArgumentSyntax {
    let range = token.range
    countNode(at: range)
    switch token.kind {
    case .word(let text):
      advance()
      return .word(text, range)
    case .literal(.string(let text)):
      advance()
      return .string(text, range)
    case .literal(.uuid(let identifier)):
      advance()
      return .uuid(identifier, range)
    case .parameter(let text):
      advance()
      return .parameter(Name(text: text, range: range))
    case .symbol(.open):
      return nested { parser in
        parser.advance(word: true)
        var elements = [parser.argument()]
        while parser.isSymbol(.comma) {
          parser.advance(word: true)
          elements.append(parser.argument())
        }
        parser.close(range)
        return .list(elements, range.through(parser.previous))
      } ?? .invalid(range)
    case .invalid:
      advance()
      return .invalid(range)
    default:
      reportExpected("a value: a word, a string, a UUID, $name or a list in parentheses")
      return .invalid(range)
    }
  }
}
