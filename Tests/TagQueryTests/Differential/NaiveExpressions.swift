@testable import TagQuery

/// Where an expression stands.
struct NaivePlace {
  var scope = NaiveScope()
  /// The row that names look into; nil where there are only constants or aggregates.
  var row: NaiveRow?
  /// The rows that aggregates are over.
  var group: [NaiveRow]?
  /// The arguments of the `def` whose body this is.
  var arguments: [String: NaiveArgument] = [:]
}

/// An argument of a `def`, with the place it came from.
indirect enum NaiveArgument {
  case argument(ExpressionSyntax, NaivePlace)

  var value: ExpressionSyntax {
    switch self {
    case .argument(let value, _): value
    }
  }

  var place: NaivePlace {
    switch self {
    case .argument(_, let place): place
    }
  }
}

/// An operand beside others, before they are brought to one type.
struct NaiveOperand {
  var value: Value
  var type: ValueType
  var isConstant: Bool
}

extension NaiveEvaluator {
  /// The value of an expression.
  func value(_ expression: ExpressionSyntax, _ place: NaivePlace) throws -> Value {
    switch expression.kind {
    case .literal(let literal): return Self.value(of: literal)
    case .name(let name):
      if let argument = place.arguments[name] { return try value(argument.value, argument.place) }
      guard let row = place.row, place.scope.types[name] != nil else {
        throw NaiveFailure.impossible("there is no '\(name)' here")
      }
      return row.cells[name] ?? .null
    case .parameter(let name): return try constant(name).value
    case .call(let name, let arguments): return try call(name.text, arguments, place)
    case .and(let parts):
      let truths = try parts.map { try truth($0, place) }
      if truths.contains(false) { return .bool(false) }
      return truths.contains(nil) ? .null : .bool(true)
    case .or(let parts):
      let truths = try parts.map { try truth($0, place) }
      if truths.contains(true) { return .bool(true) }
      return truths.contains(nil) ? .null : .bool(false)
    case .not(let part): return Self.value(of: try truth(part, place).map { !$0 })
    case .comparison(let comparison, let left, let right):
      return Self.value(of: try compare(comparison, left, right, place))
    case .membership(let part, let isNegated, let membership):
      let truth = try isMember(part, membership, place)
      return Self.value(of: isNegated ? truth.map { !$0 } : truth)
    case .between(let part, let isNegated, let low, let high):
      let (values, _) = try unified([part, low, high], place)
      let truth = Self.and(
        Self.holds(.greaterOrEqual, values[0], values[1]),
        Self.holds(.lessOrEqual, values[0], values[2]))
      return Self.value(of: isNegated ? truth.map { !$0 } : truth)
    case .isNull(let part, let isNegated):
      return .bool(try value(part, place).isNull != isNegated)
    case .sum(let terms):
      var result = try value(terms[0].operand, place)
      for term in terms.dropFirst() {
        result = Self.sum(result, try value(term.operand, place), isNegative: term.isNegative)
      }
      return result
    case .negative(let part):
      return Self.negative(try value(part, place))
    case .ago(let part):
      return Self.sum(.timestamp(now), try value(part, place), isNegative: true)
    case .invalid: throw NaiveFailure.impossible("an invalid expression")
    }
  }

  /// Whether a condition holds; nil where that is unknown.
  func truth(_ expression: ExpressionSyntax, _ place: NaivePlace) throws -> Bool? {
    if case .bool(let value) = try value(expression, place) { value } else { nil }
  }

  static func value(of truth: Bool?) -> Value { truth.map(Value.bool) ?? .null }

  static func and(_ left: Bool?, _ right: Bool?) -> Bool? {
    if left == false || right == false { return false }
    return left == nil || right == nil ? nil : true
  }

  static func value(of literal: Literal) -> Value {
    switch literal {
    case .string(let text): .string(text)
    case .regex, .null: .null
    case .int(let number): .int(number)
    case .decimal(let number): .decimal(number)
    case .size(let bytes): .bytes(bytes)
    case .duration(let span): .duration(span)
    case .timestamp(let time): .timestamp(time)
    case .version(let version): .version(version)
    case .uuid(let id): .uuid(id)
    case .bool(let value): .bool(value)
    }
  }

  // MARK: Comparisons

  static func holds(_ comparison: ComparisonOperator, _ left: Value, _ right: Value) -> Bool? {
    if left.isNull || right.isNull { return nil }
    let order = Value.order(left, right)
    return switch comparison {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    default: order >= 0
    }
  }

  private func compare(
    _ comparison: ComparisonOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ place: NaivePlace
  ) throws -> Bool? {
    switch comparison {
    case .matches: return try matches(left, right, place)
    case .matchesNot: return try matches(left, right, place).map { !$0 }
    case .like, .notLike:
      guard let text = Self.text(try value(left, place)),
        let pattern = Self.text(try value(right, place))
      else { return nil }
      return NaivePatterns.glob(pattern, matches: text) == (comparison == .like)
    default:
      let (values, _) = try unified([left, right], place)
      return Self.holds(comparison, values[0], values[1])
    }
  }

  private func matches(
    _ left: ExpressionSyntax, _ right: ExpressionSyntax, _ place: NaivePlace
  ) throws -> Bool? {
    let subject = try value(left, place)
    if try type(left, place) == .version, try regexLiteral(right, place) == nil {
      guard case .version(let version) = subject, let range = Self.text(try value(right, place))
      else { return nil }
      return NaivePatterns.range(range, contains: version)
    }
    let expression = try regex(right, place)
    return Self.text(subject).map { expression.matches($0) }
  }

  /// The text and flag of a regex literal, which may be the argument of a `def`.
  func regexLiteral(
    _ expression: ExpressionSyntax, _ place: NaivePlace
  ) throws -> (text: String, ignoresCase: Bool)? {
    if case .literal(.regex(let text, let ignoresCase)) = expression.kind {
      return (text, ignoresCase)
    }
    if case .name(let name) = expression.kind, let argument = place.arguments[name] {
      return try regexLiteral(argument.value, argument.place)
    }
    return nil
  }

  func regex(_ expression: ExpressionSyntax, _ place: NaivePlace) throws -> RegularExpression {
    let literal = try regexLiteral(expression, place)
    let text = try literal?.text ?? Self.text(value(expression, place)) ?? ""
    return try RegularExpression(
      text, ignoresCase: literal?.ignoresCase ?? false, memoryLimit: 1 << 20)
  }

  /// The text of a value where one is wanted.
  static func text(_ value: Value) -> String? {
    switch value {
    case .string(let text): text
    case .digest, .status, .uuid, .version: value.text
    default: nil
    }
  }

  // MARK: Membership

  private func isMember(
    _ part: ExpressionSyntax, _ membership: MembershipSyntax, _ place: NaivePlace
  ) throws -> Bool? {
    var candidates: [NaiveOperand] = []
    var subject: NaiveOperand
    switch membership {
    case .list(let elements):
      let operands = try operands([part] + elements, place)
      subject = operands[0]
      candidates = operands.dropFirst().flatMap(Self.spliced)
    case .call(let call):
      let operands = try operands([part, call], place)
      subject = operands[0]
      candidates = Self.spliced(operands[1])
    case .parameter(let name):
      subject = try operands([part], place)[0]
      if let table = try pipeline(name.text) {
        let column = table.scope.shown[0]
        candidates = table.rows.map { row in
          NaiveOperand(
            value: row.cells[column.cell] ?? .null, type: table.scope.types[column.cell] ?? .null,
            isConstant: false)
        }
      } else {
        let (value, type) = try constant(name.text)
        candidates = Self.spliced(NaiveOperand(value: value, type: type, isConstant: true))
      }
    }
    var result: Bool? = false
    for candidate in candidates {
      let values = try unified([subject, candidate]).values
      let isEqual = Self.holds(.equal, values[0], values[1])
      if isEqual == true { return true }
      if isEqual == nil { result = nil }
    }
    return subject.value.isNull ? nil : result
  }

  private static func spliced(_ operand: NaiveOperand) -> [NaiveOperand] {
    guard case .list(let type) = operand.type, case .list(let values) = operand.value else {
      return [operand]
    }
    return values.map { NaiveOperand(value: $0, type: type, isConstant: operand.isConstant) }
  }

  // MARK: Sums

  static func sum(_ left: Value, _ right: Value, isNegative: Bool) -> Value {
    func whole(_ left: Int64, _ right: Int64) -> Int64? {
      let result = isNegative ? Int128(left) - Int128(right) : Int128(left) + Int128(right)
      return Int64(exactly: result)
    }
    switch (left, right) {
    case (.null, _), (_, .null): return .null
    case (.int(let left), .int(let right)): return whole(left, right).map(Value.int) ?? .null
    case (.bytes(let left), .bytes(let right)): return whole(left, right).map(Value.bytes) ?? .null
    case (.duration(let left), .duration(let right)):
      return whole(left.nanoseconds, right.nanoseconds)
        .map { .duration(TimeSpan(nanoseconds: $0)) } ?? .null
    case (.timestamp(let left), .timestamp(let right)):
      return whole(left.nanoseconds, right.nanoseconds)
        .map { .duration(TimeSpan(nanoseconds: $0)) } ?? .null
    case (.timestamp(let left), .duration(let right)):
      return whole(left.nanoseconds, right.nanoseconds)
        .map { .timestamp(Timestamp(nanoseconds: $0)) } ?? .null
    case (.duration(let left), .timestamp(let right)):
      return whole(left.nanoseconds, right.nanoseconds)
        .map { .timestamp(Timestamp(nanoseconds: $0)) } ?? .null
    default:
      if let left = double(left), let right = double(right) {
        let result = isNegative ? left - right : left + right
        return result.isFinite ? .decimal(result) : .null
      }
      guard let left = text(left), let right = text(right) else { return .null }
      return .string(left + right)
    }
  }

  static func double(_ value: Value) -> Double? {
    switch value {
    case .int(let number): Double(number)
    case .decimal(let number): number
    default: nil
    }
  }

  private static func negative(_ value: Value) -> Value {
    switch value {
    case .int: sum(.int(0), value, isNegative: true)
    case .bytes: sum(.bytes(0), value, isNegative: true)
    case .duration: sum(.duration(TimeSpan(nanoseconds: 0)), value, isNegative: true)
    case .decimal(let number): .decimal(-number)
    default: .null
    }
  }
}
