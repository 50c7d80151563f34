extension Comparison {
  /// Whether two values that are not null compare so.
  @inline(__always)
  func holds(_ order: Int) -> Bool {
    switch self {
    case .equal: order == 0
    case .notEqual: order != 0
    case .less: order < 0
    case .lessOrEqual: order <= 0
    case .greater: order > 0
    case .greaterOrEqual: order >= 0
    }
  }

  /// A comparison with null is unknown.
  func truth(_ left: Value, _ right: Value) -> Truth {
    if left.isNull || right.isNull { return .isUnknown }
    return Truth(holds(Value.order(left, right)))
  }
}

/// What an operation at run time can come to, besides a value.
enum OperationOutcome {
  case value(Value)
  /// A string past `Limits.stringBytes`.
  case tooLong
  /// Out of 64 bits, or not finite: null at run time, an error while compiling.
  case outOfRange
}

extension Arithmetic {
  /// The result for two values whose types fit. Null makes null.
  func apply(_ left: Value, _ right: Value, stringLimit: Int) -> OperationOutcome {
    switch (left, right) {
    case (.null, _), (_, .null): return .value(.null)
    case (.string(let left), .string(let right)):
      guard left.utf8.count + right.utf8.count <= stringLimit else { return .tooLong }
      return .value(.string(left + right))
    case (.int(let left), .int(let right)): return combine(left, right).map(Value.int)
    case (.bytes(let left), .bytes(let right)): return combine(left, right).map(Value.bytes)
    case (.duration(let left), .duration(let right)):
      return combine(left.nanoseconds, right.nanoseconds).map {
        .duration(TimeSpan(nanoseconds: $0))
      }
    case (.timestamp(let left), .timestamp(let right)):
      return combine(left.nanoseconds, right.nanoseconds).map {
        .duration(TimeSpan(nanoseconds: $0))
      }
    case (.timestamp(let left), .duration(let right)):
      return combine(left.nanoseconds, right.nanoseconds).map {
        .timestamp(Timestamp(nanoseconds: $0))
      }
    case (.duration(let left), .timestamp(let right)):
      return combine(left.nanoseconds, right.nanoseconds).map {
        .timestamp(Timestamp(nanoseconds: $0))
      }
    default:
      guard let left = left.asDouble, let right = right.asDouble else { return .value(.null) }
      let result = self == .add ? left + right : left - right
      return result.isFinite ? .value(.decimal(result)) : .outOfRange
    }
  }

  private func combine(_ left: Int64, _ right: Int64) -> IntegerOutcome {
    let (result, isTooLarge) =
      self == .add
      ? left.addingReportingOverflow(right) : left.subtractingReportingOverflow(right)
    return IntegerOutcome(value: isTooLarge ? nil : result)
  }
}

/// A 64-bit result, or none.
private struct IntegerOutcome {
  let value: Int64?

  func map(_ make: (Int64) -> Value) -> OperationOutcome {
    value.map { .value(make($0)) } ?? .outOfRange
  }
}

extension Value {
  /// The number as a double.
  var asDouble: Double? {
    switch self {
    case .int(let value): Double(value)
    case .decimal(let value): value
    default: nil
    }
  }

  /// The number, size or duration with the other sign; nil where it does not fit.
  var negated: Value? {
    switch self {
    case .int(let value): value == .min ? nil : .int(-value)
    case .bytes(let value): value == .min ? nil : .bytes(-value)
    case .decimal(let value): .decimal(-value)
    case .duration(let value):
      value.nanoseconds == .min ? nil : .duration(TimeSpan(nanoseconds: -value.nanoseconds))
    default: .null
    }
  }
}
