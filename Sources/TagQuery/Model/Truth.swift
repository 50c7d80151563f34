/// The outcome of a condition in three-valued logic, as in SQL.
enum Truth: UInt8, Sendable {
  case isFalse = 0
  case isTrue = 1
  case isUnknown = 2

  @inline(__always)
  init(_ value: Bool) { self = value ? .isTrue : .isFalse }

  /// The truth of a value of type bool; null is unknown.
  @inline(__always)
  init(_ value: Value) {
    if case .bool(let value) = value { self.init(value) } else { self = .isUnknown }
  }

  /// The value that stands for it.
  var value: Value {
    switch self {
    case .isFalse: .bool(false)
    case .isTrue: .bool(true)
    case .isUnknown: .null
    }
  }

  /// Not unknown is unknown.
  @inline(__always)
  static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .isFalse: .isTrue
    case .isTrue: .isFalse
    case .isUnknown: .isUnknown
    }
  }
}
