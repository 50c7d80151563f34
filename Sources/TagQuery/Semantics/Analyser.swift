/// Finds out what a syntax tree means: resolves every name, gives every expression a type, and
/// reports everything that can be known to be wrong before the first request.
struct Analyser {
  let environment: QueryEnvironment
  var sources: SourceMap
  var diagnostics: DiagnosticList
  var program: CheckedProgram

  /// The values from outside that no `param` has asked for yet.
  var given: [String: ParameterValue]
  /// What `$name` stands for.
  var names: [String: Meaning] = [:]
  /// Where each `$name` is defined.
  var nameRanges: [String: SourceRange] = [:]
  /// `def`s by name.
  var definitions: [String: DefinitionSyntax] = [:]
  /// The files that have been included.
  var includedFiles: Set<String> = []
  /// The files that are being included, outermost first; the main text is the first.
  var includeStack: [String] = []
  /// The files named behind `into`.
  var resultFiles: Set<String> = []

  // What the pipeline being checked needs.
  /// Empty lists that rows pass for not being in: a deletion does not trust them.
  var emptyLists: [SourceRange] = []
  var usedSlots: Set<Int> = []
  var dependencies: Set<Int> = []

  // What the expression being checked is inside of.
  var depth = 0
  /// The calls of `def`s that are being expanded, outermost first.
  var calls: [Name] = []
  /// The aggregates found so far in a `summarize` or an `assert`.
  var aggregates: [Aggregate] = []
  /// The position of the first aggregate among the columns of the row they make.
  var aggregateBase = 0
  /// The files that `lines` has read.
  var readLines: [String: Value] = [:]
  private var nodes = 0
  private(set) var isExhausted = false
  private var regexes: [RegexKey: RegularExpression] = [:]

  /// What a `$name` stands for.
  enum Meaning {
    case value(Value, ValueType)
    case pipeline(Int)
    /// Its own mistakes have been reported.
    case invalid
  }

  private struct RegexKey: Hashable {
    let text: String
    let ignoresCase: Bool
  }

  init(
    environment: QueryEnvironment, sources: SourceMap, diagnostics: DiagnosticList,
    parameters: [String: ParameterValue]
  ) {
    self.environment = environment
    self.sources = sources
    self.diagnostics = diagnostics
    given = parameters
    includeStack = [sources.files[0].name]
    program = CheckedProgram(sources: sources, now: environment.now, limits: environment.limits)
  }

  // MARK: Mistakes

  /// Adds a diagnostic; inside a `def` it tells from where that is used.
  mutating func report(_ diagnostic: Diagnostic) {
    guard let call = calls.first, !isExhausted else {
      diagnostics.add(diagnostic)
      return
    }
    var diagnostic = diagnostic
    diagnostic.notes.append(
      Diagnostic.Note(message: "'\(call.text)' is used here", range: call.range))
    diagnostics.add(diagnostic)
  }

  // MARK: Bounds

  /// Counts a part of the program; false where there are too many, and then no more is checked.
  mutating func countNode(at range: SourceRange) -> Bool {
    guard !isExhausted else { return false }
    nodes += 1
    if nodes > environment.limits.nodes {
      report(
        .tooManyNodes(
          calls.first?.range ?? range, limit: environment.limits.nodes,
          calls.isEmpty ? .statements : .definitions))
      isExhausted = true
    }
    return !isExhausted
  }

  /// Whether one level more would be too deep; reported once.
  mutating func isTooDeep(at range: SourceRange) -> Bool {
    guard depth >= environment.limits.nesting else { return false }
    if !isExhausted {
      report(.nestedTooDeeply(calls.first?.range ?? range, limit: environment.limits.nesting))
    }
    isExhausted = true
    return true
  }

  /// The compiled regex, made once for each text.
  mutating func regex(
    _ text: String, ignoresCase: Bool, range: SourceRange
  ) -> RegularExpression? {
    let key = RegexKey(text: text, ignoresCase: ignoresCase)
    if let known = regexes[key] { return known }
    guard regexes.count < environment.limits.regularExpressions else {
      report(.tooManyRegexes(range, limit: environment.limits.regularExpressions))
      return nil
    }
    do throws(RegularExpression.Failure) {
      let expression = try RegularExpression(
        text, ignoresCase: ignoresCase,
        memoryLimit: environment.limits.regularExpressionBytes)
      regexes[key] = expression
      return expression
    } catch {
      report(.badRegex(place(of: error.range, in: text, literal: range), error.message))
      return nil
    }
  }

  /// The place of some bytes of a pattern: in its literal, or by their number where the pattern is
  /// made of other things.
  func place(
    of part: Range<Int>, in text: String, literal: SourceRange
  ) -> Diagnostic.PatternPlace {
    let bytes = sources.files[literal.file].bytes
    guard let places = LiteralPlaces(of: text, in: bytes, literal: literal) else {
      let before = String(decoding: text.utf8.prefix(part.lowerBound), as: UTF8.self)
      return Diagnostic.PatternPlace(
        range: literal, character: (before.unicodeScalars.count + 1, text))
    }
    return Diagnostic.PatternPlace(range: places.range(of: part, in: literal))
  }
}

/// An expression with its type and its place.
struct TypedExpression {
  var value: CheckedExpression
  var type: ValueType
  var range: SourceRange
  /// Whether it is a literal as it stands in the text, with a sign or not.
  var isLiteral = false
  /// Whether its value is a list that is only known at run time, and its type that of the elements.
  var isSpliced = false

  var constant: Value? { value.constant }
}

/// Where an expression stands: what its names mean, and what it may hold.
struct ExpressionPlace {
  /// The row's names; nil where only constants may stand.
  var row: RowScope?
  /// What may hold no row's fields, such as `limit`.
  var constantOnly: String?
  /// Whether aggregates may stand here.
  var allowsAggregates = false
  /// Whether fields may stand only inside aggregates.
  var needsAggregates = false
  /// For which outcome of this rows pass.
  var polarity = Polarity.positive
  /// The arguments of the `def` whose body this is.
  var arguments: [String: BoundArgument] = [:]
  /// Whether this is the body of a `def`.
  var isDefinition = false

  /// The same place, where a row may pass for this being true or false.
  var undecided: ExpressionPlace {
    var place = self
    place.polarity = .undecided
    return place
  }

  /// Inside the body of a `def` that is called here.
  func inside(
    _ definition: DefinitionSyntax, _ arguments: [ExpressionSyntax], callDepth: Int
  ) -> ExpressionPlace {
    var inner = self
    inner.isDefinition = true
    inner.arguments = [:]
    for (parameter, argument) in zip(definition.parameters, arguments) {
      inner.arguments[parameter.text] = .argument(argument, self, callDepth: callDepth)
    }
    return inner
  }

  /// Behind a `not`.
  var negated: ExpressionPlace {
    var place = self
    place.polarity = polarity.negated
    return place
  }
}

/// For which outcome of a condition rows pass.
enum Polarity {
  /// For its being true.
  case positive
  /// For its being false.
  case negative
  /// For either, as far as can be told.
  case undecided

  var negated: Polarity {
    switch self {
    case .positive: .negative
    case .negative: .positive
    case .undecided: .undecided
    }
  }
}

/// An argument of a `def`, to be checked wherever its name stands.
indirect enum BoundArgument {
  case argument(ExpressionSyntax, ExpressionPlace, callDepth: Int)
}
