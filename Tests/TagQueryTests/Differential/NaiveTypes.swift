@testable import TagQuery

extension NaiveEvaluator {
  /// The type of an expression.
  func type(_ expression: ExpressionSyntax, _ place: NaivePlace) throws -> ValueType {
    switch expression.kind {
    case .literal(let literal): return Self.value(of: literal).type
    case .name(let name):
      if let argument = place.arguments[name] { return try type(argument.value, argument.place) }
      return place.scope.types[name] ?? .null
    case .parameter(let name): return try constant(name).type
    case .call(let name, let arguments): return try type(of: name.text, arguments, place)
    case .and, .or, .not, .comparison, .membership, .between, .isNull: return .bool
    case .sum(let terms):
      var result = try type(terms[0].operand, place)
      for term in terms.dropFirst() {
        result = Self.type(result, try type(term.operand, place), isNegative: term.isNegative)
      }
      return result
    case .negative(let part): return try type(part, place)
    case .ago: return .timestamp
    case .invalid: return .null
    }
  }

  private static func type(
    _ left: ValueType, _ right: ValueType, isNegative: Bool
  ) -> ValueType {
    if left == .null { return right }
    if right == .null { return left }
    switch (left, right) {
    case (.timestamp, .timestamp): return .duration
    case (.timestamp, _), (_, .timestamp): return .timestamp
    case (.string, _), (_, .string): return .string
    case (.decimal, _), (_, .decimal): return .decimal
    default: return left
    }
  }

  private func type(
    of function: String, _ arguments: [ExpressionSyntax], _ place: NaivePlace
  ) throws -> ValueType {
    if let definition = definitions[function] {
      return try type(definition.body, inside(definition, arguments, place))
    }
    switch function {
    case "lower", "upper", "capture", "replace", "prerelease": return .string
    case "length", "major", "minor", "patch", "count", "distinct": return .int
    case "starts_with", "ends_with", "contains": return .bool
    case "semver": return .version
    case "now", "day", "week", "month": return .timestamp
    case "lines": return .list(.string)
    case "coalesce": return try unified(arguments, place, onlyType: true).type
    case "if": return try unified(Array(arguments.dropFirst()), place, onlyType: true).type
    case "min", "max", "first", "last", "sum": return try type(arguments[0], inRows(place))
    case "avg":
      let type = try type(arguments[0], inRows(place))
      return type == .int ? .decimal : type
    case "list": return .list(try type(arguments[0], inRows(place)))
    default: throw NaiveFailure.impossible("there is no function '\(function)'")
    }
  }

  /// The place inside an aggregate, for what does not depend on the row.
  func inRows(_ place: NaivePlace) -> NaivePlace {
    var place = place
    place.row = place.group?.first ?? NaiveRow()
    place.group = nil
    return place
  }

  /// Whether an expression depends on no row.
  func isConstant(_ expression: ExpressionSyntax, _ place: NaivePlace) -> Bool {
    func all(_ parts: [ExpressionSyntax]) -> Bool { parts.allSatisfy { isConstant($0, place) } }
    switch expression.kind {
    case .literal, .parameter, .invalid: return true
    case .name(let name):
      guard let argument = place.arguments[name] else { return false }
      return isConstant(argument.value, argument.place)
    case .call(let name, let arguments):
      if let definition = definitions[name.text] {
        return isConstant(definition.body, inside(definition, arguments, place))
      }
      return !Self.aggregates.contains(name.text) && all(arguments)
    case .and(let parts), .or(let parts): return all(parts)
    case .not(let part), .isNull(let part, _), .negative(let part), .ago(let part):
      return isConstant(part, place)
    case .comparison(_, let left, let right): return all([left, right])
    case .between(let part, _, let low, let high): return all([part, low, high])
    case .sum(let terms): return all(terms.map(\.operand))
    case .membership: return false
    }
  }

  // MARK: Side by side

  /// The values of expressions that stand side by side, brought to one type.
  func unified(
    _ expressions: [ExpressionSyntax], _ place: NaivePlace, onlyType: Bool = false
  ) throws -> (values: [Value], type: ValueType) {
    try unified(try operands(expressions, place, onlyTypes: onlyType))
  }

  /// The values of which one is chosen: beside a decimal an integer is one.
  func chosen(_ expressions: [ExpressionSyntax], _ place: NaivePlace) throws -> [Value] {
    let (values, type) = try unified(expressions, place)
    guard type == .decimal else { return values }
    return values.map { if case .int(let number) = $0 { .decimal(Double(number)) } else { $0 } }
  }

  /// A string constant beside another type is read as one; where a text is among them that is no
  /// constant, all are texts.
  func unified(_ operands: [NaiveOperand]) throws -> (values: [Value], type: ValueType) {
    let types = operands.map(\.type).filter { $0 != .null }
    let values = operands.map(\.value)
    guard let other = types.first(where: { $0 != .string }) else {
      return (values, types.first ?? .null)
    }
    if operands.contains(where: { $0.type == .string && !$0.isConstant }) {
      return (values.map { Self.text($0).map(Value.string) ?? .null }, .string)
    }
    if types.contains(.string) {
      let read = try values.map { value in
        if case .string(let text) = value { try Self.read(text, other) } else { value }
      }
      return (read, other)
    }
    if types.contains(.decimal) { return (values, .decimal) }
    if types.contains(.bytes) { return (values, .bytes) }
    return (values, other)
  }

  func operands(
    _ expressions: [ExpressionSyntax], _ place: NaivePlace, onlyTypes: Bool = false
  ) throws -> [NaiveOperand] {
    let words = expressions.map { statusWord($0, place) }
    let isBesideStatus = try zip(expressions, words).contains { expression, word in
      guard word == nil else { return false }
      let type = try type(expression, place)
      return type == .status || type == .list(.status)
    }
    return try zip(expressions, words).map { expression, word in
      if isBesideStatus, let word {
        return NaiveOperand(value: .status(Status(text: word)), type: .status, isConstant: true)
      }
      return NaiveOperand(
        value: onlyTypes ? .null : try value(expression, place),
        type: try type(expression, place), isConstant: isConstant(expression, place))
    }
  }

  /// The word, where an expression is one that names a status.
  private func statusWord(_ expression: ExpressionSyntax, _ place: NaivePlace) -> String? {
    guard case .name(let name) = expression.kind, place.arguments[name] == nil,
      ["unknown", "ready", "deleting", "error", "locked"].contains(name)
    else { return nil }
    return name
  }

  /// A text as a value of a type.
  static func read(_ text: String, _ type: ValueType) throws -> Value {
    let value: Value? =
      switch type {
      case .timestamp: Timestamp(text).map(Value.timestamp)
      case .version: SemanticVersion(text).map(Value.version)
      case .uuid: UniqueIdentifier(text).map(Value.uuid)
      case .digest: Digest(wellFormed: text).map(Value.digest)
      case .status: .status(Status(text: text))
      case .bytes: ByteSize.parse(text).map(Value.bytes)
      case .duration: duration(text)
      default: .string(text)
      }
    guard let value else { throw NaiveFailure.impossible("'\(text)' is no \(type)") }
    return value
  }

  private static func duration(_ text: String) -> Value? {
    if case .value(let span) = TimeSpan.parse(text) { .duration(span) } else { nil }
  }
}
