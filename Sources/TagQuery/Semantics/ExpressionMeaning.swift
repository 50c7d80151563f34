/// The values of a pipeline that `in` looks into.
struct PipelineValues {
  var values: Set<Value>
  /// Whether null is among them, so that no value is known to be outside.
  var hasNull: Bool
  /// Values of rows of which it is not known whether they belong to the pipeline.
  var uncertain: Set<Value>
}

/// A failure while rows are evaluated, with its place.
struct EvaluationFailure: Error {
  let message: String
  let range: SourceRange
}

/// What expressions need of a run, and what they tell it.
final class ExpressionContext {
  /// Bytes that a string may have.
  let stringLimit: Int
  /// The values of the pipelines that `in` looks into, by binding and whether as text.
  var pipelineValues: (Membership) -> PipelineValues = { _ in
    PipelineValues(values: [], hasNull: false, uncertain: [])
  }
  /// Hears of rows for which an `in` looked at an uncertain value.
  var noteUncertain: (Row) -> Void = { _ in }
  /// The first failure; whoever evaluates looks at it between chunks of rows.
  private(set) var failure: EvaluationFailure?

  init(stringLimit: Int) { self.stringLimit = stringLimit }

  func fail(_ message: String, at range: SourceRange) {
    if failure == nil { failure = EvaluationFailure(message: message, range: range) }
  }
}

/// The value of an expression for a row.
typealias ValueFunction = (Row) -> Value
/// The truth of a condition for a row.
typealias Predicate = (Row) -> Truth

/// What checked expressions mean: each is made into a function once, and then called for each row.
struct ExpressionMeaning {
  let context: ExpressionContext

  /// The function for an expression's value.
  func value(_ expression: CheckedExpression) -> ValueFunction {
    switch expression {
    case .constant(let value): return { _ in value }
    case .field(let slot): return { row in row.batch.value(slot: slot, row: row.index) }
    case .added(let index): return { row in row.added[index] }
    case .sum(let first, let terms): return sum(value(first), terms)
    case .negative(let part):
      let part = value(part)
      return { row in part(row).negated ?? .null }
    case .text(let part):
      let part = value(part)
      return { row in part(row).text.map(Value.string) ?? .null }
    case .call(let function, let arguments): return call(function, arguments.map(value))
    case .capture(let part, let expression, let group):
      let part = value(part)
      return { row in
        guard case .string(let text) = part(row) else { return .null }
        return expression.capture(in: text, group: group).map(Value.string) ?? .null
      }
    case .replace(let part, let expression, let rewrite, let range):
      return replace(value(part), expression, rewrite, range)
    case .coalesce(let parts):
      let parts = parts.map(value)
      return { row in
        for part in parts {
          let value = part(row)
          if !value.isNull { return value }
        }
        return .null
      }
    case .condition(let condition, let yes, let no):
      let condition = truth(condition)
      let (yes, no) = (value(yes), value(no))
      return { row in condition(row) == .isTrue ? yes(row) : no(row) }
    case .and, .or, .not, .compare, .matches, .like, .inVersionRange, .memberOfConstants,
      .memberOfValues, .memberOfPipeline, .between, .isNull:
      let truth = truth(expression)
      return { row in truth(row).value }
    }
  }

  /// The function for a condition's truth.
  func truth(_ expression: CheckedExpression) -> Predicate {
    if let quick = quickTruth(expression) { return quick }
    switch expression {
    case .and(let parts): return conjunction(parts.map(truth))
    case .or(let parts): return disjunction(parts.map(truth))
    case .not(let part):
      let part = truth(part)
      return { row in !part(row) }
    case .compare(let comparison, let left, let right):
      let (left, right) = (value(left), value(right))
      return { row in comparison.truth(left(row), right(row)) }
    case .matches(let part, let expression):
      return textual(part) { text in expression.matches(text) }
    case .like(let part, let glob): return textual(part) { text in glob.matches(text) }
    case .inVersionRange(let part, let range):
      let part = value(part)
      return { row in
        guard case .version(let version) = part(row) else { return .isUnknown }
        return Truth(range.contains(version))
      }
    case .memberOfConstants(let part, let values, let hasNull):
      let part = value(part)
      return { row in Self.isMember(part(row), of: values, hasNull: hasNull) }
    case .memberOfValues(let part, let list): return member(value(part), of: list.map(value))
    case .memberOfPipeline(let part, let membership): return member(value(part), of: membership)
    case .between(let part, let low, let high):
      let (part, low, high) = (value(part), value(low), value(high))
      return { row in
        let value = part(row)
        return Self.and(
          Comparison.greaterOrEqual.truth(value, low(row)),
          Comparison.lessOrEqual.truth(value, high(row)))
      }
    case .isNull(let part):
      let part = value(part)
      return { row in Truth(part(row).isNull) }
    case .constant, .field, .added, .sum, .negative, .text, .call, .capture, .replace,
      .coalesce, .condition:
      let value = value(expression)
      return { row in Truth(value(row)) }
    }
  }

  // MARK: Logic

  @inline(__always)
  private static func and(_ left: Truth, _ right: Truth) -> Truth {
    if left == .isFalse || right == .isFalse { return .isFalse }
    return left == .isTrue && right == .isTrue ? .isTrue : .isUnknown
  }

  private func conjunction(_ parts: [Predicate]) -> Predicate {
    if parts.count == 2 {
      let (first, second) = (parts[0], parts[1])
      return { row in
        let truth = first(row)
        return truth == .isFalse ? .isFalse : Self.and(truth, second(row))
      }
    }
    return { row in
      var result = Truth.isTrue
      for part in parts {
        let truth = part(row)
        if truth == .isFalse { return .isFalse }
        if truth == .isUnknown { result = .isUnknown }
      }
      return result
    }
  }

  private func disjunction(_ parts: [Predicate]) -> Predicate {
    { row in
      var result = Truth.isFalse
      for part in parts {
        let truth = part(row)
        if truth == .isTrue { return .isTrue }
        if truth == .isUnknown { result = .isUnknown }
      }
      return result
    }
  }

  private func textual(_ part: CheckedExpression, _ test: @escaping (String) -> Bool) -> Predicate {
    let part = value(part)
    return { row in
      guard case .string(let text) = part(row) else { return .isUnknown }
      return Truth(test(text))
    }
  }

  // MARK: Membership

  /// True if it equals one; else unknown if it or one of them is null.
  private static func isMember(_ value: Value, of values: Set<Value>, hasNull: Bool) -> Truth {
    if value.isNull { return .isUnknown }
    if values.contains(value) { return .isTrue }
    return hasNull ? .isUnknown : .isFalse
  }

  private func member(_ part: @escaping ValueFunction, of list: [ValueFunction]) -> Predicate {
    { row in
      let value = part(row)
      if value.isNull { return .isUnknown }
      var result = Truth.isFalse
      for element in list {
        let candidate = element(row)
        // An element that is a list is spliced.
        let candidates: [Value] =
          if case .list(let values) = candidate { values } else { [candidate] }
        for candidate in candidates {
          if candidate.isNull {
            result = .isUnknown
          } else if Value.order(value, candidate) == 0 {
            return .isTrue
          }
        }
      }
      return result
    }
  }

  private func member(_ part: @escaping ValueFunction, of membership: Membership) -> Predicate {
    let values = context.pipelineValues(membership)
    guard !values.uncertain.isEmpty else {
      return { row in Self.isMember(part(row), of: values.values, hasNull: values.hasNull) }
    }
    let context = context
    return { row in
      let value = part(row)
      if values.uncertain.contains(value) { context.noteUncertain(row) }
      return Self.isMember(value, of: values.values, hasNull: values.hasNull)
    }
  }

  // MARK: Values

  private func sum(_ first: @escaping ValueFunction, _ terms: [SumTerm]) -> ValueFunction {
    let context = context
    let steps = terms.map { (operation: $0.operation, operand: value($0.operand), range: $0.range) }
    return { row in
      var result = first(row)
      for step in steps {
        let operand = step.operand(row)
        switch step.operation.apply(result, operand, stringLimit: context.stringLimit) {
        case .value(let value): result = value
        case .outOfRange: return .null
        case .tooLong:
          context.fail(Self.tooLong(context.stringLimit), at: step.range)
          return .null
        }
      }
      return result
    }
  }

  private func replace(
    _ part: @escaping ValueFunction, _ expression: RegularExpression, _ rewrite: String,
    _ range: SourceRange
  ) -> ValueFunction {
    let context = context
    return { row in
      guard case .string(let text) = part(row) else { return .null }
      guard
        let result = expression.replacingMatches(
          in: text, with: rewrite, limit: context.stringLimit)
      else {
        context.fail(Self.tooLong(context.stringLimit), at: range)
        return .null
      }
      return .string(result)
    }
  }

  private static func tooLong(_ limit: Int) -> String {
    "a text grows past \(limit) bytes here"
  }

  private func call(_ function: BuiltinFunction, _ arguments: [ValueFunction]) -> ValueFunction {
    let first = arguments[0]
    guard arguments.count == 2 else {
      return { row in
        let value = first(row)
        return value.isNull ? .null : function.apply(value)
      }
    }
    let second = arguments[1]
    return { row in
      let (left, right) = (first(row), second(row))
      return left.isNull || right.isNull ? .null : function.apply(left, right)
    }
  }
}
