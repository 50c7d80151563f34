extension Analyser {
  /// `name(argument, …)`: a function, an aggregate or a `def`.
  mutating func call(
    _ name: Name, _ arguments: [ExpressionSyntax], _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    if let definition = definitions[name.text] {
      return expand(definition, name, arguments, range, place)
    }
    switch name.text {
    case "now":
      guard expect(0...0, arguments, name, range) else { return nil }
      return TypedExpression(
        value: .constant(.timestamp(environment.now)), type: .timestamp, range: range)
    case "capture": return capture(name, arguments, range, place)
    case "replace": return replace(name, arguments, range, place)
    case "coalesce": return coalesce(name, arguments, range, place)
    case "if": return conditional(name, arguments, range, place)
    case "lines": return lines(name, arguments, range, place)
    default: break
    }
    if let kind = Aggregate.Kind(rawValue: name.text) {
      return aggregate(kind, name, arguments, range, place)
    }
    guard let function = BuiltinFunction(rawValue: name.text), function != .later else {
      reportUnknownFunction(name, place)
      return nil
    }
    return builtin(function, name, arguments, range, place)
  }

  private mutating func reportUnknownFunction(_ name: Name, _ place: ExpressionPlace) {
    let aggregates = Aggregate.Kind.allCases.map(\.rawValue)
    // `NOT (…)` looks like a call.
    let known = ["not"] + BuiltinFunction.names + definitions.keys.sorted() + aggregates
    report(
      .unknownFunction(
        name, nearest: nearestName(to: name.text, among: known), known: BuiltinFunction.names,
        aggregates: place.allowsAggregates ? aggregates : [],
        isField: place.row?.meaning(of: name.text) != nil))
  }

  /// Whether a call has as many arguments as the function wants.
  private mutating func expect(
    _ count: ClosedRange<Int>, _ arguments: [ExpressionSyntax], _ name: Name, _ range: SourceRange
  ) -> Bool {
    if count.contains(arguments.count) { return true }
    report(.wrongArgumentCount(range, name.text, wanted: count, found: arguments.count))
    return false
  }

  private mutating func builtin(
    _ function: BuiltinFunction, _ name: Name, _ arguments: [ExpressionSyntax],
    _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    let wanted = function.parameters
    guard expect(wanted.count...wanted.count, arguments, name, range) else { return nil }
    var values: [CheckedExpression] = []
    let checked = arguments.map { analyse($0, place.undecided) }
    for (typed, type) in zip(checked, wanted) {
      guard let typed else { return nil }
      if type == .version, typed.isLiteral, typed.type.isNumber {
        report(.partialVersion(typed.range, sources.text(of: typed.range)))
        return nil
      }
      if type == .string {
        guard let text = texts([typed])?.first else { return nil }
        values.append(text.value)
      } else if typed.type == type || typed.type == .null {
        values.append(typed.value)
      } else {
        report(.wrongArgument(typed.range, function.rawValue, type, typed.type))
        return nil
      }
    }
    return folded(.call(function, values), function.result, range)
  }

  // MARK: Patterns and files

  private mutating func capture(
    _ name: Name, _ arguments: [ExpressionSyntax], _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard expect(2...3, arguments, name, range) else { return nil }
    let text = analyse(arguments[0], place.undecided).flatMap { texts([$0])?.first }
    guard let expression = regexArgument(arguments[1], place), let text else { return nil }
    var group = expression.groupCount > 0 ? 1 : 0
    if arguments.count == 3 {
      guard let typed = analyse(arguments[2], place.undecided) else { return nil }
      guard let constant = typed.constant else {
        report(.notConstant(typed.range, "the group"))
        return nil
      }
      guard case .int(let number) = constant else {
        report(.wrongArgument(typed.range, name.text, .int, typed.type))
        return nil
      }
      guard (0...Int64(expression.groupCount)).contains(number) else {
        report(.badGroup(typed.range, count: expression.groupCount))
        return nil
      }
      group = Int(number)
    }
    return folded(.capture(text.value, expression, group: group), .string, range)
  }

  private mutating func replace(
    _ name: Name, _ arguments: [ExpressionSyntax], _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard expect(3...3, arguments, name, range) else { return nil }
    let text = analyse(arguments[0], place.undecided).flatMap { texts([$0])?.first }
    guard let expression = regexArgument(arguments[1], place),
      let rewrite = analyse(arguments[2], place.undecided), let text
    else { return nil }
    guard case .string(let replacement)? = rewrite.constant else {
      report(.notConstant(rewrite.range, "the replacement"))
      return nil
    }
    if let problem = expression.problem(inReplacement: replacement) {
      report(.badReplacement(rewrite.range, problem))
      return nil
    }
    return folded(
      .replace(text.value, expression, with: replacement, at: range), .string, range)
  }

  private mutating func regexArgument(
    _ syntax: ExpressionSyntax, _ place: ExpressionPlace
  ) -> RegularExpression? {
    guard let pattern = pattern(syntax, place.undecided) else { return nil }
    switch pattern.kind {
    case .regex(let expression): return expression
    case .text(let text): return regex(text, ignoresCase: false, range: pattern.range)
    }
  }

  private mutating func lines(
    _ name: Name, _ arguments: [ExpressionSyntax], _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard expect(1...1, arguments, name, range), let typed = analyse(arguments[0], place.undecided)
    else { return nil }
    guard case .string(let path)? = typed.constant else {
      report(.notConstant(typed.range, "a file's name"))
      return nil
    }
    if let known = readLines[path] {
      return TypedExpression(value: .constant(known), type: .list(.string), range: range)
    }
    guard let lines = lines(of: path, range: typed.range, from: range.file) else { return nil }
    let value = Value.list(lines.map(Value.string))
    readLines[path] = value
    return TypedExpression(value: .constant(value), type: .list(.string), range: range)
  }

  // MARK: Choices

  private mutating func coalesce(
    _ name: Name, _ arguments: [ExpressionSyntax], _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard expect(1...100, arguments, name, range),
      let parts = unify(arguments, place.undecided, purpose: .choice)
    else { return nil }
    return folded(.coalesce(parts.items.map(\.value)), parts.type, range)
  }

  private mutating func conditional(
    _ name: Name, _ arguments: [ExpressionSyntax], _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard expect(3...3, arguments, name, range) else { return nil }
    let condition = condition(arguments[0], place.undecided)
    guard
      let parts = unify(Array(arguments[1...]), place.undecided, purpose: .choice),
      let condition
    else { return nil }
    return folded(
      .condition(condition.value, parts.items[0].value, parts.items[1].value), parts.type, range)
  }

  // MARK: Definitions

  private mutating func expand(
    _ definition: DefinitionSyntax, _ name: Name, _ arguments: [ExpressionSyntax],
    _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    let count = definition.parameters.count
    guard expect(count...count, arguments, name, range) else { return nil }
    // Recursion has been reported where the definitions are.
    guard !calls.contains(where: { $0.text == name.text }) else { return nil }
    let inner = place.inside(definition, arguments, callDepth: calls.count)
    calls.append(name)
    defer { calls.removeLast() }
    return analyse(definition.body, inner)
  }

  /// Checks an argument of a `def` as the part of its caller that it is: in there, the `def` may
  /// well be called again.
  mutating func asCaller<Result>(
    _ callDepth: Int, _ check: (inout Analyser) -> Result
  ) -> Result {
    let inner = calls
    calls.removeLast(calls.count - callDepth)
    defer { calls = inner }
    return check(&self)
  }

  // MARK: Aggregates

  private mutating func aggregate(
    _ kind: Aggregate.Kind, _ name: Name, _ arguments: [ExpressionSyntax], _ range: SourceRange,
    _ place: ExpressionPlace
  ) -> TypedExpression? {
    guard place.allowsAggregates, !place.isDefinition else {
      report(.misplacedAggregate(range, name.text, isDefinition: place.isDefinition))
      return nil
    }
    guard expect(kind == .count ? 0...1 : 1...1, arguments, name, range) else { return nil }
    var inner = place.undecided
    inner.allowsAggregates = false
    inner.needsAggregates = false
    var argument: TypedExpression?
    if let syntax = arguments.first {
      argument = kind == .count ? condition(syntax, inner) : analyse(syntax, inner)
      guard argument != nil else { return nil }
    }
    let type = argument?.type ?? .null
    guard let result = Self.resultType(kind, type) else {
      report(.wrongAggregate(argument?.range ?? range, name.text, type))
      return nil
    }
    // Things of equal name are different things.
    let bare = kind == .distinct ? arguments.first.flatMap { bareMeaning($0, inner) } : nil
    if let bare { use(bare) }
    aggregates.append(
      Aggregate(
        kind: kind, argument: argument?.value, argumentType: type, identity: bare?.identity ?? []))
    let position = aggregateBase + aggregates.count - 1
    return TypedExpression(value: .added(position), type: result, range: range)
  }

  /// The type of an aggregate; nil where it cannot be made.
  private static func resultType(_ kind: Aggregate.Kind, _ type: ValueType) -> ValueType? {
    switch (kind, type) {
    case (.count, _), (.distinct, _): .int
    case (.first, _), (.last, _): type
    case (.list, .list): nil
    case (.list, _): .list(type)
    case (.min, .list), (.max, .list): nil
    case (.min, _), (.max, _): type
    case (.sum, .int), (.sum, .decimal), (.sum, .bytes), (.sum, .duration), (.sum, .null): type
    case (.avg, .int), (.avg, .decimal): .decimal
    case (.avg, .bytes), (.avg, .duration), (.avg, .null): type
    case (.sum, _), (.avg, _): nil
    }
  }
}
