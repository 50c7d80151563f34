// The words of everything that can be wrong with the names, types and values of a program. What can
// be wrong with its patterns is in `PatternCatalogue.swift`, with its stages and files in
// `StageCatalogue.swift`.

extension Diagnostic {
  /// Two statements, or the list of what there is.
  fileprivate static func choice(_ nearest: String?, _ known: [String], _ what: String) -> String {
    if let nearest { return "did you mean '\(nearest)'?" }
    return known.isEmpty
      ? "there are no \(what)" : "the \(what) are \(known.joined(separator: ", "))"
  }

  // MARK: Names

  /// What else a word that is no field may be.
  enum FieldLookalike {
    case status, function, parameter
  }

  static func unknownField(
    _ range: SourceRange, _ name: String, nearest: String?, known: [String],
    lookalike: FieldLookalike?
  ) -> Diagnostic {
    let fields =
      known.isEmpty
      ? "there are no fields here" : "the fields are \(known.joined(separator: ", "))"
    var help = nearest.map { "did you mean '\($0)'? \(fields)" }
    var replacement = nearest
    switch lookalike {
    case .status: help = "a bare status stands only beside a status: status = \(name)"
    case .function: (help, replacement) = ("a function is called: \(name)(…)", nil)
    case .parameter: (help, replacement) = ("did you mean '$\(name)'?", "$\(name)")
    case nil:
      if help == nil, name.hasPrefix("v"), let whole = PartialVersion(name)?.lower.description {
        (help, replacement) = ("a version has three numbers: \(whole)", whole)
      }
    }
    return Diagnostic(
      .unknownField, range, "there is no field '\(name)' here",
      help: help ?? "a text stands in quotes: \"\(name)\"; \(fields)", replacement: replacement)
  }

  static func fieldOutsideRow(
    _ range: SourceRange, _ name: String, _ place: String, nearestSource: String?
  ) -> Diagnostic {
    Diagnostic(
      .notConstant, range, "'\(name)' cannot stand in \(place): only constants can",
      help: nearestSource.map { "did you mean '\($0)'?" }
        ?? "a param or a let of a value is $\(name); a text stands in quotes",
      replacement: nearestSource)
  }

  static func assignedColumn(_ range: SourceRange, _ name: String, _ value: String) -> Diagnostic {
    let mend = "\(value) as \(name)"
    return Diagnostic(
      .unknownField, range, "there is no field '\(name)' here to compare with",
      help: "a column's name stands behind its value: \(mend)", replacement: mend)
  }

  static func unknownStatus(
    _ range: SourceRange, _ word: String, nearest: String?, known: [String]
  ) -> Diagnostic {
    let help = nearest.map { "did you mean '\($0)'? any other status stands in quotes" }
    return Diagnostic(
      .unknownStatus, range, "there is no status '\(word)'",
      help: help
        ?? "the statuses are \(known.joined(separator: ", ")); any other stands in quotes",
      replacement: nearest)
  }

  static func unknownFunction(
    _ name: Name, nearest: String?, known: [String], aggregates: [String], isField: Bool
  ) -> Diagnostic {
    var others = choice(nearest, known, "functions")
    if nearest == nil, !aggregates.isEmpty {
      others = "the aggregates are \(aggregates.joined(separator: ", ")); \(others)"
    }
    return
      Diagnostic(
        .unknownFunction, name.range, "there is no function '\(name.text)'",
        help: isField
          ? "'\(name.text)' is a field: write it without parentheses"
          : others,
        replacement: isField ? nil : nearest)
  }

  static func unknownParameter(_ name: Name, nearest: String?) -> Diagnostic {
    Diagnostic(
      .unknownParameter, name.range, "there is no '$\(name.text)' before this place",
      help: nearest.map { "did you mean '$\($0)'?" }
        ?? "param and let define what $name stands for, above its first use",
      replacement: nearest.map { "$\($0)" })
  }

  static func unknownGivenParameter(_ name: String, in known: [String]) -> Diagnostic {
    let start = SourceRange(file: 0, lower: 0, upper: 0)
    let nearest = nearestName(to: name, among: known)
    return Diagnostic(
      .unknownParameter, start, "the program has no parameter '\(name)'",
      help: choice(nearest, known, "parameters"))
  }

  static func unknownType(_ name: Name, nearest: String?, known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownType, name.range, "there is no type '\(name.text)'",
      help: choice(nearest, known, "types"), replacement: nearest)
  }

  static func unknownSetting(_ name: Name, nearest: String?, known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownSetting, name.range, "there is no setting '\(name.text)'",
      help: choice(nearest, known, "settings"), replacement: nearest)
  }

  static func redefined(_ name: Name, first: SourceRange) -> Diagnostic {
    Diagnostic(
      .redefined, name.range, "'\(name.text)' is defined twice", help: "choose another name",
      notes: [Note(message: "it is defined here first", range: first)])
  }

  static func definitionShadowsFunction(_ name: Name) -> Diagnostic {
    Diagnostic(
      .redefined, name.range, "'\(name.text)' is a function of the language",
      help: "choose another name")
  }

  static func recursiveDefinition(_ name: Name) -> Diagnostic {
    Diagnostic(
      .recursiveDefinition, name.range, "'\(name.text)' calls itself, here or through others",
      help: "a def may use only defs that do not use it: every program ends")
  }

  static func notUnderstood(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .notUnderstood, range, "this part cannot be made sense of, so nothing is run",
      help: "that is a mistake of tagq itself: please report it")
  }

  static func notAValue(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notAValue, name.range, "'$\(name.text)' is a pipeline, not a value",
      help: "a pipeline stands behind 'in', 'except' and 'union', or starts a pipeline")
  }

  static func notAPipeline(_ name: Name, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .notAPipeline, name.range, "'$\(name.text)' is a value (\(type)), not a pipeline",
      help: "define it with let \(name.text) = tags …")
  }

  // MARK: Types

  static func typeMismatch(
    _ range: SourceRange, expected: String, found: String, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(.typeMismatch, range, "expected \(expected), found \(found)", help: help)
  }

  /// For what expressions are to be of one type.
  enum UnificationPurpose {
    case comparison, choice, list
  }

  static func differentTypes(
    _ range: SourceRange, _ found: ValueType, _ wanted: ValueType, purpose: UnificationPurpose,
    literal: (type: ValueType, text: String)?, date: String?, question: String? = nil
  ) -> Diagnostic {
    var help = question.map { "ask whether it holds something: \($0)" }
    if let date {
      help = "a month and a day have two digits: \(date)"
    } else if let literal {
      let text = literal.text.drop { $0 == "-" || $0 == " " }
      switch (literal.type, literal.type == found ? wanted : found) {
      case (.duration, .timestamp):
        help =
          "a time that long ago is written \(text) ago; an age is age > \(text)"
      case (.timestamp, .duration):
        help = "a duration is written 30d; a time is compared with a time"
      case (.int, .duration): help = "a duration has a unit: \(literal.text)d"
      case (.int, .timestamp): help = "a date is written 2026-01-31"
      default: break
      }
    }
    return Diagnostic(
      .typeMismatch, range, mismatch(found, wanted, purpose), help: help, replacement: date)
  }

  private static func mismatch(
    _ found: ValueType, _ wanted: ValueType, _ purpose: UnificationPurpose
  ) -> String {
    switch purpose {
    case .comparison: "\(found) cannot be compared with \(wanted)"
    case .choice: "\(found) and \(wanted) cannot stand side by side"
    case .list: "the elements of a list must be of one type: \(found) is not \(wanted)"
    }
  }

  static func quotedLiteral(
    _ range: SourceRange, _ text: String, beside type: ValueType, purpose: UnificationPurpose
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, range, mismatch(.string, type, purpose),
      help: "leave the quotes out: \(text)", replacement: text)
  }

  static func unquotedLiteral(
    _ range: SourceRange, _ text: String, _ type: ValueType
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, range, "\(text) is \(type.phrase), where a string is wanted",
      help: "quote it: \"\(text)\"", replacement: "\"\(text)\"")
  }

  static func partialVersion(_ range: SourceRange, _ text: String) -> Diagnostic {
    let whole = PartialVersion(text)?.lower.description
    return Diagnostic(
      .typeMismatch, range, "\(text) is not a version: a version has three numbers",
      help: whole.map { "write \($0)" }, replacement: whole)
  }

  static func notACondition(_ range: SourceRange, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .notACondition, range, "this is \(type.phrase), not a condition",
      help: "compare it with something, or ask 'is not null'")
  }

  static func nullComparison(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .nullComparison, range, "nothing equals null, so this is never true",
      help: "ask with 'is null' or 'is not null'")
  }

  static func nullComparison(
    _ range: SourceRange, whole: SourceRange, other: String, isNegated: Bool?
  ) -> Diagnostic {
    // Which of both `<` means nobody can tell.
    guard let isNegated else {
      return Diagnostic(
        .nullComparison, whole, "a comparison with null is never true",
        help: "ask with '\(other) is null' or '\(other) is not null'")
    }
    let question = isNegated ? "\(other) is not null" : "\(other) is null"
    return Diagnostic(
      .nullComparison, whole, "a comparison with null is never true", help: "write '\(question)'",
      replacement: question)
  }

  static func listComparison(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.typeMismatch, range, "lists are not compared", help: "ask with 'in'")
  }

  static func badConstant(
    _ range: SourceRange, _ text: String, _ type: ValueType, help: String?
  ) -> Diagnostic {
    Diagnostic(
      .badConstant, range, "'\(text)' is not \(type.phrase)", help: help.map { "write \($0)" })
  }

  static func noArithmetic(
    _ range: SourceRange, isSum: Bool, _ left: ValueType, _ right: ValueType, number: String?,
    text: String?
  ) -> Diagnostic {
    let words =
      isSum
      ? "\(left) and \(right) cannot be added" : "\(right) cannot be subtracted from \(left)"
    var help = text.map { "as text it is \"\($0)\"" }
    if let number, [left, right].contains(where: { $0 == .timestamp || $0 == .duration }) {
      help = "a duration has a unit: \(number)d"
    } else if left == .timestamp || right == .timestamp {
      help = "a time and a duration can, such as created + 2w, and two times can be subtracted"
    }
    return Diagnostic(.typeMismatch, range, words, help: help)
  }

  static func noNegative(_ range: SourceRange, _ type: ValueType) -> Diagnostic {
    Diagnostic(.typeMismatch, range, "\(type.phrase) has no negative")
  }

  static func notADuration(_ range: SourceRange, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .typeMismatch, range, "'ago' follows a duration, not \(type.phrase)", help: "write 30d ago")
  }

  static func outOfRange(_ range: SourceRange, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .outOfRange, range, "the result does not fit in 64 bits",
      help: type == .timestamp ? "timestamps go from 1677-09-22 to 2262-04-11" : nil)
  }

  static func stringTooLong(_ range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(.stringTooLong, range, "this text is longer than \(limit) bytes")
  }

  static func notConstant(_ range: SourceRange, _ what: String) -> Diagnostic {
    Diagnostic(
      .notConstant, range, "\(what) must be constant",
      help: "a literal, a param, or a let of a value is")
  }

  static func notLiteral(_ range: SourceRange, quoted: String? = nil) -> Diagnostic {
    Diagnostic(
      .notConstant, range, "a parameter's default must be a literal",
      help: quoted.map { "a text stands in quotes: \($0)" }, replacement: quoted)
  }

  // MARK: Calls

  static func wrongArgumentCount(
    _ range: SourceRange, _ name: String, wanted: ClosedRange<Int>, found: Int
  ) -> Diagnostic {
    let few = wanted.lowerBound
    let count = wanted.count == 1 ? "\(few)" : "\(few) to \(wanted.upperBound)"
    let noun = wanted.upperBound == 1 ? "argument" : "arguments"
    return Diagnostic(
      .wrongArgumentCount, range, "'\(name)' takes \(count) \(noun), not \(found)")
  }

  static func wrongArgument(
    _ range: SourceRange, _ function: String, _ wanted: ValueType, _ found: ValueType
  ) -> Diagnostic {
    var help: String?
    if wanted == .version, found == .string { help = "read it with semver(…)" }
    if wanted == .int, function == "capture" { help = "a group is told by its number, such as 1" }
    return Diagnostic(
      .typeMismatch, range, "'\(function)' takes \(wanted.phrase), not \(found.phrase)", help: help)
  }

  static func misplacedAggregate(
    _ range: SourceRange, _ name: String, isDefinition: Bool
  ) -> Diagnostic {
    Diagnostic(
      .misplacedAggregate, range, "'\(name)' is an aggregate and cannot stand here",
      help: isDefinition
        ? "a def holds no aggregates; put it around the def's use"
        : "aggregates stand in summarize and assert, not inside each other; "
          + "name one with 'as' to use it in a later stage")
  }

  static func missingAggregate(_ range: SourceRange, _ name: String) -> Diagnostic {
    Diagnostic(
      .missingAggregate, range, "'\(name)' differs from row to row, and here all rows are one",
      help: "aggregate it, as in max(\(name)), or put it behind 'by'")
  }

  static func wrongAggregate(
    _ range: SourceRange, _ name: String, _ type: ValueType
  ) -> Diagnostic {
    Diagnostic(
      .typeMismatch, range, "there is no '\(name)' of values of type \(type)",
      help: type == .timestamp ? "min, max, first and last can" : nil)
  }

  static func notAList(_ range: SourceRange, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .typeMismatch, range, "'in' looks into a list or a pipeline, not \(type.phrase)",
      help: "declare the parameter as list, or compare with '='")
  }
}
