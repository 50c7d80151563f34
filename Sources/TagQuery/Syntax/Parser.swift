/// Reads a text into a syntax tree.
///
/// It accepts more than the language has, so that the analyser can say what is wrong, and after a
/// mistake goes on at the next bar, stage word or statement word, so that one run finds them all.
/// Its work is bounded by the length of the text, its depth by `Limits.nesting`.
struct Parser {
  var lexer: Lexer
  /// The token to be read next.
  var token: Token
  /// The last token that was read.
  private(set) var previous: SourceRange
  /// Whether the last token that was read is a name.
  private(set) var isPreviousName = false
  /// Whether the last token that was read is none, and its mistake has been reported.
  private(set) var isPreviousInvalid = false
  var diagnostics: DiagnosticList
  /// Where statements, stages and conditions begin; only the formatter asks for it.
  private(set) var layout = Layout()
  private let recordsLayout: Bool
  /// The words that start a pipeline.
  let sourceNames: [String]

  private let limits: Limits
  /// Whether the innermost parentheses that are open are a list's.
  var isInList = false
  private var depth = 0
  private var nodes = 0
  /// The diagnostics up to the bound past which nothing was read.
  private var diagnosticsAtStop: DiagnosticList?

  static let statementWords = ["param", "let", "def", "include", "set", "explain"]
  /// Words that stand between or behind operands.
  static let operatorWords = [
    "and", "or", "not", "in", "like", "between", "is", "ago", "desc", "asc", "nulls", "as", "by",
    "per",
  ]

  /// All words that do not name anything where they may stand.
  static let keywords = Set(
    operatorWords + StageWord.allCases.map(\.rawValue) + statementWords)

  init(
    source: SourceText, file: Int, limits: Limits, sourceNames: [String],
    diagnostics: DiagnosticList, recordsLayout: Bool = false
  ) {
    self.limits = limits
    self.recordsLayout = recordsLayout
    self.sourceNames = sourceNames
    self.diagnostics = diagnostics
    lexer = Lexer(source: source, file: file)
    token = lexer.next()
    previous = SourceRange(file: file, lower: 0, upper: 0)
    takeProblem()
  }

  // MARK: Tokens

  /// Reads one token. With `word`, the next one may be a bare word.
  mutating func advance(word: Bool = false) {
    if recordsLayout { layout.tokens.append(token) }
    previous = token.range
    isPreviousName = token.word != nil
    isPreviousInvalid = token.kind == .invalid
    token = word ? lexer.nextWord() : lexer.next()
    takeProblem()
  }

  /// Notes for the formatter what the current token is.
  @inline(__always)
  mutating func mark(_ part: WritableKeyPath<Layout, Set<Int>>) {
    if recordsLayout { layout[keyPath: part].insert(layout.tokens.count) }
  }

  private mutating func takeProblem() {
    guard let problem = lexer.problem else { return }
    lexer.problem = nil
    if token.kind == .invalid, "*@".utf8.contains(lexer.bytes[token.range.lower]), takeText() {
      return
    }
    if problem.code == .unquotedText { return reportUnquoted(problem.range) }
    report(problem)
  }

  /// Reads the current slash as the start of a regex.
  mutating func readRegex() {
    token = lexer.regex(from: token.range.lower)
    takeProblem()
  }

  /// Reads on at a later place of the text.
  mutating func reread(from position: Int) {
    previous = SourceRange(file: previous.file, lower: previous.lower, upper: position)
    lexer.position = position
    token = lexer.next()
    takeProblem()
  }

  /// The token after the current one, read as outside a source's argument.
  func peek() -> Token {
    var copy = lexer
    return copy.next()
  }

  /// The token after that.
  func peekSecond() -> Token {
    var copy = lexer
    _ = copy.next()
    return copy.next()
  }

  func isSymbol(_ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

  func isWord(_ word: String) -> Bool { token.kind == .name(word) }

  mutating func accept(_ symbol: Symbol) -> Bool {
    guard isSymbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func accept(word: String) -> Bool {
    guard isWord(word) else { return false }
    advance()
    return true
  }

  /// Reads one of some words, or, with a complaint, what is most likely one of them misspelt.
  mutating func accept(nearly words: [String]) -> String? {
    guard let word = token.word else { return nil }
    if words.contains(word) {
      advance()
      return word
    }
    guard isUnknown(word), let nearest = nearestName(to: word, among: words) else { return nil }
    report(.misspeltWord(Name(text: word, range: token.range), nearest: nearest))
    advance()
    return nearest
  }

  /// Whether a word is neither a keyword nor a source, so that nothing goes on or starts with it.
  func isUnknown(_ word: String) -> Bool {
    !Self.keywords.contains(word) && !sourceNames.contains(word)
  }

  /// Reads the current token as a word that it was meant to be.
  mutating func correct(to word: String) { token.kind = .name(word) }

  /// The text of a place of the program.
  func text(of range: SourceRange) -> String {
    String(decoding: lexer.bytes[range.lower..<range.upper], as: UTF8.self)
  }

  /// The stage that the current token starts.
  var stageWord: StageWord? { token.word.flatMap(StageWord.init) }

  /// Whether the current token starts a statement.
  var isStatementStart: Bool {
    switch token.kind {
    case .name(let word): Self.statementWords.contains(word) || sourceNames.contains(word)
    case .parameter: true
    default: false
    }
  }

  // MARK: Mistakes

  /// Adds a mistake. Past the bound on them nothing more is read: who has made that many has
  /// another text in hand than a program.
  mutating func report(_ diagnostic: Diagnostic) {
    guard diagnostics.isFull else { return diagnostics.add(diagnostic) }
    guard !isStopped else { return }
    diagnostics.omitError()
    stop()
  }

  /// Says that something else was expected, unless the token's own mistake has been told.
  mutating func reportExpected(_ what: String, help: String? = nil, replacement: String? = nil) {
    let range = token.kind == .end ? previous.end : token.range
    guard token.kind != .invalid, !diagnostics.hasError(at: range) else { return }
    report(
      .expected(range, what, found: describe(token), help: help, replacement: replacement))
  }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .name(let word): "'\(word)'"
    case .literal(.string): "a string"
    case .literal(.bool(let value)): "'\(value)'"
    case .literal(.null): "'null'"
    case .literal(let literal): "a \(literal.typeName)".replacingIndefiniteArticle
    case .word(let word): "'\(word)'"
    case .parameter(let name): "'$\(name)'"
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .invalid: "something else"
    case .end: "the end"
    }
  }

  /// Goes on to the next bar, stage word, statement word or semicolon.
  mutating func recover() {
    while token.kind != .end {
      switch token.kind {
      case .symbol(.bar), .symbol(.semicolon): return
      case .name(let word):
        let isCall = peek().kind == .symbol(.open)
        if !isCall, StageWord(rawValue: word) != nil { return }
        if !isCall, Self.statementWords.contains(word) || sourceNames.contains(word) { return }
      default: break
      }
      advance()
    }
  }

  /// Reads what is one level deeper; nil where that is too deep, and then nothing more is read.
  mutating func nested<Part>(_ read: (inout Parser) -> Part) -> Part? {
    guard depth < limits.nesting else {
      diagnostics.add(.nestedTooDeeply(token.range, limit: limits.nesting))
      stop()
      return nil
    }
    depth += 1
    defer { depth -= 1 }
    return depth == shallowLevels ? onDeepStack { read(&self) } : read(&self)
  }

  /// Counts a part of the program; past the bound nothing more is read.
  mutating func countNode(at range: SourceRange) {
    nodes += 1
    if nodes == limits.nodes + 1 {
      diagnostics.add(
        .tooManyNodes(range, limit: limits.nodes, isInList ? .elements : .statements))
      stop()
    }
  }

  /// Whether a bound was passed, so that the tree is not all of the text.
  var isStopped: Bool { diagnosticsAtStop != nil }

  /// Ends the text here. What would seem to be missing behind this place is not.
  private mutating func stop() {
    if diagnosticsAtStop == nil { diagnosticsAtStop = diagnostics }
    lexer.position = lexer.bytes.count
    token = Token(kind: .end, range: previous.end)
  }

  /// Forgets what was found wrong with the end that a bound has made.
  mutating func finish() {
    if let diagnosticsAtStop { diagnostics = diagnosticsAtStop }
  }

  // MARK: Names

  /// A name, or a placeholder after a complaint.
  mutating func name(_ what: String) -> Name {
    if let word = token.word {
      let name = Name(text: word, range: token.range)
      advance()
      return name
    }
    let range = token.range
    reportExpected(what)
    switch token.kind {
    case .literal(.bool), .literal(.null): advance()
    default: break
    }
    return Name(text: "", range: range)
  }

  /// `$name`
  mutating func parameterName(_ what: String) -> Name? {
    if case .parameter(let text) = token.kind {
      let name = Name(text: text, range: token.range)
      advance()
      return name
    }
    if let word = token.word {
      reportExpected(what, help: "write $\(word)", replacement: "$\(word)")
      advance()
    } else {
      reportExpected(what)
    }
    return nil
  }

  /// `"…"`
  mutating func string(_ what: String) -> (text: String, range: SourceRange)? {
    if case .literal(.string(let text)) = token.kind {
      let range = token.range
      advance()
      return (text, range)
    }
    if let word = token.word {
      reportExpected(what, help: "write \"\(word)\"", replacement: "\"\(word)\"")
      advance()
    } else if token.kind == .invalid {
      advance()
    } else {
      reportExpected(what)
    }
    return nil
  }

  /// `item { "," item }`
  mutating func separated<Item>(_ item: (inout Parser) -> Item) -> [Item] {
    var items = [item(&self)]
    while accept(.comma) { items.append(item(&self)) }
    return items
  }

  /// The closing parenthesis of what was opened.
  mutating func close(_ opened: SourceRange) {
    if accept(.close) { return }
    let place = token.kind == .end ? previous.end : token.range
    guard token.kind != .invalid, !diagnostics.hasError(at: place) else { return }
    report(.unclosedParenthesis(place, opened: opened))
  }
}

extension String {
  /// "a integer" as people write it.
  fileprivate var replacingIndefiniteArticle: String {
    hasPrefix("a integer") ? "an " + dropFirst(2) : self
  }
}
