extension Analyser {
  /// Checks an expression; nil after a complaint.
  mutating func analyse(
    _ syntax: ExpressionSyntax, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard countNode(at: syntax.range), !isTooDeep(at: syntax.range) else { return nil }
    depth += 1
    defer { depth -= 1 }
    let result: TypedExpression?
    if depth == shallowLevels {
      program.isDeep = true
      result = onDeepStack { check(syntax, place) }
    } else {
      result = check(syntax, place)
    }
    // A part that was lost without a word could make a deletion wider than its text.
    if result == nil, !diagnostics.hasErrors { report(.notUnderstood(syntax.range)) }
    return result
  }

  private mutating func check(
    _ syntax: ExpressionSyntax, _ place: ExpressionPlace
  ) -> TypedExpression? {
    let range = syntax.range
    return switch syntax.kind {
    case .invalid: nil
    case .literal(let literal): self.literal(literal, range)
    case .name(let name): self.name(name, range, place)
    case .parameter(let name): parameter(Name(text: name, range: range))
    case .call(let name, let arguments): call(name, arguments, range, place)
    case .and(let parts): logic(parts, place, range) { .and($0) }
    case .or(let parts): logic(parts, place, range) { .or($0) }
    case .not(let part):
      condition(part, place.negated).map { folded(.not($0.value), .bool, range) }
    case .comparison(let comparison, let left, let right):
      self.comparison(comparison, left, right, range, place)
    case .membership(let part, let isNegated, let membership):
      self.membership(part, isNegated: isNegated, membership, range, place)
    case .between(let part, let isNegated, let low, let high):
      between([part, low, high], isNegated: isNegated, range, place)
    case .isNull(let part, let isNegated): isNull(part, isNegated: isNegated, range, place)
    case .sum(let terms): sum(terms, range, place)
    case .negative(let part): negative(part, range, place)
    case .ago(let part): ago(part, range, place)
    }
  }

  /// Checks a condition.
  mutating func condition(
    _ syntax: ExpressionSyntax, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard let typed = analyse(syntax, place) else { return nil }
    guard typed.type == .bool || typed.type == .null else {
      report(.notACondition(typed.range, typed.type))
      return nil
    }
    return typed
  }

  /// The value itself where nothing in it depends on a row.
  mutating func folded(
    _ value: CheckedExpression, _ type: ValueType, _ range: SourceRange
  ) -> TypedExpression {
    let parts = value.parts
    let isPipeline = if case .memberOfPipeline = value { true } else { false }
    guard !isPipeline, !parts.isEmpty, parts.allSatisfy({ $0.constant != nil }) else {
      return TypedExpression(value: value, type: type, range: range)
    }
    let context = ExpressionContext(stringLimit: environment.limits.stringBytes)
    let constant = ExpressionMeaning(context: context).value(value)(
      Row(batch: .none, index: 0))
    if context.failure != nil {
      report(.stringTooLong(range, limit: environment.limits.stringBytes))
    }
    return TypedExpression(value: .constant(constant), type: type, range: range)
  }

  private mutating func between(
    _ parts: [ExpressionSyntax], isNegated: Bool, _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard let items = unify(parts, place.undecided, purpose: .comparison, refusesNull: true)?.items
    else { return nil }
    let value = CheckedExpression.between(
      items[0].value, low: items[1].value, high: items[2].value)
    return truth(value, isNegated: isNegated, range)
  }

  private mutating func isNull(
    _ part: ExpressionSyntax, isNegated: Bool, _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard let part = analyse(part, place.undecided) else { return nil }
    return truth(.isNull(part.value), isNegated: isNegated, range)
  }

  /// A condition or its opposite.
  mutating func truth(
    _ value: CheckedExpression, isNegated: Bool, _ range: SourceRange
  ) -> TypedExpression {
    let truth = folded(value, .bool, range)
    return isNegated ? folded(.not(truth.value), .bool, range) : truth
  }

  // MARK: Operands

  private mutating func literal(_ literal: Literal, _ range: SourceRange) -> TypedExpression? {
    guard let value = Value(literal) else {
      report(.misplacedRegex(range))
      return nil
    }
    return TypedExpression(
      value: .constant(value), type: value.type, range: range, isLiteral: true)
  }

  private mutating func name(
    _ name: String, _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    if case .argument(let syntax, let outer, let callDepth)? = place.arguments[name] {
      var inner = outer
      inner.polarity = place.polarity
      return asCaller(callDepth) { $0.analyse(syntax, inner) }
    }
    guard let row = place.row else {
      let isField = environment.resources.contains { $0.slot(named: name) != nil }
      let isSource = place.constantOnly == Self.letPlace && !isField
      let sources = isSource ? environment.resources.map(\.name) : []
      report(
        .fieldOutsideRow(
          range, name, place.constantOnly ?? "a constant",
          nearestSource: nearestName(to: name, among: sources)))
      return nil
    }
    guard let meaning = row.meaning(of: name) else {
      report(
        .unknownField(
          range, name, nearest: nearestName(to: name, among: row.spellings), known: row.names,
          lookalike: lookalike(name)))
      return nil
    }
    if place.needsAggregates {
      report(.missingAggregate(range, name))
      return nil
    }
    use(meaning)
    return TypedExpression(value: meaning.value, type: meaning.type, range: range)
  }

  /// What a word that is no field is elsewhere.
  private func lookalike(_ name: String) -> Diagnostic.FieldLookalike? {
    if names[name] != nil { return .parameter }
    if Status.known.contains(where: { $0.name == name }) { return .status }
    let isFunction =
      BuiltinFunction.names.contains(name) || Aggregate.Kind(rawValue: name) != nil
      || definitions[name] != nil
    return isFunction ? .function : nil
  }

  /// Notes the fields that a name stands for.
  mutating func use(_ meaning: RowScope.Meaning) {
    for value in [meaning.value] + meaning.identity {
      value.visit { part in if case .field(let slot) = part { usedSlots.insert(slot) } }
    }
  }

  private mutating func parameter(_ name: Name) -> TypedExpression? {
    switch meaning(of: name) {
    case .value(let value, let type):
      return TypedExpression(value: .constant(value), type: type, range: name.range)
    case .pipeline:
      report(.notAValue(name))
      return nil
    case .invalid, nil: return nil
    }
  }

  private mutating func logic(
    _ parts: [ExpressionSyntax], _ place: ExpressionPlace, _ range: SourceRange,
    _ make: ([CheckedExpression]) -> CheckedExpression
  ) -> TypedExpression? {
    let checked = parts.map { condition($0, place) }
    let values = checked.compactMap { $0?.value }
    return values.count == parts.count ? folded(make(values), .bool, range) : nil
  }

  // MARK: Arithmetic

  private mutating func sum(
    _ terms: [(isNegative: Bool, operand: ExpressionSyntax)], _ range: SourceRange,
    _ place: ExpressionPlace
  ) -> TypedExpression? {
    if let text = unquotedText(terms, range, place) {
      report(.unquotedText(range, text))
      return nil
    }
    let operands = terms.map { analyse($0.operand, place.undecided) }
    guard var result = operands[0] else { return nil }
    var steps: [SumTerm] = []
    for (term, operand) in zip(terms, operands).dropFirst() {
      guard let operand else { return nil }
      let operation: Arithmetic = term.isNegative ? .subtract : .add
      let range = result.range.through(operand.range)
      guard let next = arithmetic(operation, result, operand, range, &steps) else { return nil }
      result = next
    }
    let value = steps.isEmpty ? result.value : .sum(result.value, steps)
    return TypedExpression(value: value, type: result.type, range: range)
  }

  /// A text such as `fr-par` that looks like a difference: it has no blanks, and begins with a word
  /// that means nothing.
  private func unquotedText(
    _ terms: [(isNegative: Bool, operand: ExpressionSyntax)], _ range: SourceRange,
    _ place: ExpressionPlace
  ) -> String? {
    guard case .name(let first) = terms[0].operand.kind, terms.dropFirst().allSatisfy(\.isNegative),
      let row = place.row, row.meaning(of: first) == nil, place.arguments[first] == nil
    else { return nil }
    return textWithoutBlanks(of: range)
  }

  private func textWithoutBlanks(of range: SourceRange) -> String? {
    let text = sources.text(of: range)
    return text.contains { $0.isWhitespace || "\"'(".contains($0) } ? nil : text
  }

  /// One step of a sum: what the left side becomes. A step that is left for the run goes to the
  /// others.
  private mutating func arithmetic(
    _ operation: Arithmetic, _ left: TypedExpression, _ right: TypedExpression,
    _ range: SourceRange, _ steps: inout [SumTerm]
  ) -> TypedExpression? {
    var (left, right) = (left, right)
    if operation == .add, left.type == .string || right.type == .string {
      guard let texts = texts([left, right]) else { return nil }
      (left, right) = (texts[0], texts[1])
    }
    guard let type = Self.resultType(operation, left.type, right.type) else {
      let number = [left, right].first { $0.isLiteral && $0.type == .int }
      report(
        .noArithmetic(
          range, isSum: operation == .add, left.type, right.type,
          number: number.map { sources.text(of: $0.range) },
          text: left.type == .string ? textWithoutBlanks(of: range) : nil))
      return nil
    }
    guard steps.isEmpty, left.constant != nil, right.constant != nil else {
      steps.append(SumTerm(operation: operation, operand: right.value, range: range))
      return TypedExpression(value: left.value, type: type, range: range)
    }
    let result = folded(left.value.combined(operation, right.value, at: range), type, range)
    // A text that is too long has been told already.
    if type != .string, result.constant?.isNull == true, left.constant?.isNull == false,
      right.constant?.isNull == false
    {
      report(.outOfRange(range, type))
      return nil
    }
    return result
  }

  /// The type of a sum; nil where there is none.
  private static func resultType(
    _ operation: Arithmetic, _ left: ValueType, _ right: ValueType
  ) -> ValueType? {
    switch (left, right) {
    case (.null, _): right
    case (_, .null): left
    case (.string, .string): operation == .add ? .string : nil
    case (.int, .int): .int
    case (.int, .decimal), (.decimal, .int), (.decimal, .decimal): .decimal
    case (.bytes, .bytes): .bytes
    case (.duration, .duration): .duration
    case (.timestamp, .duration): .timestamp
    case (.duration, .timestamp): operation == .add ? .timestamp : nil
    case (.timestamp, .timestamp): operation == .subtract ? .duration : nil
    default: nil
    }
  }

  /// The texts that stand for expressions where texts are wanted; nil after a complaint.
  mutating func texts(_ expressions: [TypedExpression]) -> [TypedExpression]? {
    var result: [TypedExpression] = []
    for expression in expressions {
      switch expression.type {
      case .string, .null: result.append(expression)
      case let type where type.standsForItsText && !expression.isLiteral && !expression.isSpliced:
        result.append(folded(.text(expression.value), .string, expression.range))
      case let type where expression.isLiteral:
        report(.unquotedLiteral(expression.range, sources.text(of: expression.range), type))
        return nil
      default:
        var help: String?
        if case .list = expression.type {
          help = "ask whether it holds something: \"…\" in (\(sources.text(of: expression.range)))"
        }
        report(
          .typeMismatch(
            expression.range, expected: "string", found: expression.type.description, help: help))
        return nil
      }
    }
    return result
  }

  private mutating func negative(
    _ part: ExpressionSyntax, _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard let part = analyse(part, place.undecided) else { return nil }
    switch part.type {
    case .int, .decimal, .bytes, .duration, .null:
      var result = folded(.negative(part.value), part.type, range)
      result.isLiteral = part.isLiteral
      if result.constant?.isNull == true, part.constant?.isNull == false {
        report(.outOfRange(range, part.type))
        return nil
      }
      return result
    default:
      report(.noNegative(range, part.type))
      return nil
    }
  }

  private mutating func ago(
    _ part: ExpressionSyntax, _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard let part = analyse(part, place.undecided) else { return nil }
    guard part.type == .duration || part.type == .null else {
      report(.notADuration(range, part.type))
      return nil
    }
    let now = TypedExpression(
      value: .constant(.timestamp(environment.now)), type: .timestamp, range: range)
    var steps: [SumTerm] = []
    guard let result = arithmetic(.subtract, now, part, range, &steps) else { return nil }
    guard !steps.isEmpty else { return result }
    return TypedExpression(value: .sum(result.value, steps), type: result.type, range: range)
  }
}
