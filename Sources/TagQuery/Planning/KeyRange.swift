/// A range of the values by which a list is sorted. Null is in no range.
struct KeyRange: Sendable, Hashable {
  /// One end.
  struct Bound: Sendable, Hashable {
    var value: Value
    var isIncluded: Bool
  }

  /// Where a value stands.
  enum Place: Sendable {
    case below, inside, above
  }

  var lower: Bound?
  var upper: Bound?

  /// Every value.
  static let all = KeyRange()

  init(lower: Bound? = nil, upper: Bound? = nil) {
    self.lower = lower
    self.upper = upper
  }

  /// The values that compare so with a constant; nil for `!=`, which is no range.
  init?(_ comparison: Comparison, _ value: Value) {
    switch comparison {
    case .equal:
      self.init(lower: Bound(value: value, isIncluded: true))
      upper = lower
    case .notEqual: return nil
    case .less: self.init(upper: Bound(value: value, isIncluded: false))
    case .lessOrEqual: self.init(upper: Bound(value: value, isIncluded: true))
    case .greater: self.init(lower: Bound(value: value, isIncluded: false))
    case .greaterOrEqual: self.init(lower: Bound(value: value, isIncluded: true))
    }
  }

  var isAll: Bool { lower == nil && upper == nil }

  /// Whether no value is in it.
  var isEmpty: Bool {
    guard let lower, let upper else { return false }
    let order = Value.order(lower.value, upper.value)
    return order > 0 || order == 0 && !(lower.isIncluded && upper.isIncluded)
  }

  /// Narrows it to what another range has as well.
  mutating func formIntersection(_ other: KeyRange) {
    if let bound = other.lower {
      if let own = lower {
        let order = Value.order(bound.value, own.value)
        if order > 0 || order == 0 && own.isIncluded { lower = bound }
      } else {
        lower = bound
      }
    }
    if let bound = other.upper {
      if let own = upper {
        let order = Value.order(bound.value, own.value)
        if order < 0 || order == 0 && own.isIncluded { upper = bound }
      } else {
        upper = bound
      }
    }
  }

  /// Where a value stands. Null stands above: an ascending list has it last.
  func place(of value: Value) -> Place {
    if value.isNull { return .above }
    if let lower {
      let order = Value.order(value, lower.value)
      if order < 0 || order == 0 && !lower.isIncluded { return .below }
    }
    if let upper {
      let order = Value.order(value, upper.value)
      if order > 0 || order == 0 && !upper.isIncluded { return .above }
    }
    return .inside
  }
}

extension KeyRange {
  /// The texts that begin with another one.
  init(prefix: String) {
    self.init()
    guard !prefix.isEmpty else { return }
    lower = Bound(value: .string(prefix), isIncluded: true)
    upper = Self.successor(of: prefix).map { Bound(value: .string($0), isIncluded: false) }
  }

  /// The texts between two sequences of bytes, both included. Of what is no text, the texts that
  /// begin with the part of it that is one take its place.
  init(least: [UInt8], greatest: [UInt8]) {
    self.init()
    let (low, high) = (Self.textPart(of: least), Self.textPart(of: greatest))
    lower = Bound(value: .string(low), isIncluded: true)
    if high.utf8.count == greatest.count {
      upper = Bound(value: .string(high), isIncluded: true)
    } else {
      upper = Self.successor(of: high).map { Bound(value: .string($0), isIncluded: false) }
    }
  }

  /// The longest part at the beginning that is valid UTF-8.
  private static func textPart(of bytes: [UInt8]) -> String {
    for count in stride(from: bytes.count, to: 0, by: -1) {
      if let text = String(validating: bytes[..<count], as: UTF8.self) { return text }
    }
    return ""
  }

  /// The first text that is behind all those that begin with this one. Texts are ordered by their
  /// bytes, which is the order of their scalars.
  private static func successor(of text: String) -> String? {
    var scalars = Array(text.unicodeScalars)
    while let last = scalars.popLast() {
      // There are no scalars among the surrogates.
      let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
      guard let scalar = Unicode.Scalar(next) else { continue }
      var result = String.UnicodeScalarView()
      result.append(contentsOf: scalars)
      result.append(scalar)
      return String(result)
    }
    return nil
  }
}
