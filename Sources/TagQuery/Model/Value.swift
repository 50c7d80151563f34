/// A value of the language. Two values that are compared are of one type; the analyser sees to it.
///
/// What is larger than 16 bytes is boxed, so that a value takes 24 bytes in a row.
public enum Value: Sendable {
  /// Nothing known. A comparison with it is unknown.
  case null
  /// True or false.
  case bool(Bool)
  /// A 64-bit integer.
  case int(Int64)
  /// A finite double.
  case decimal(Double)
  /// A text.
  case string(String)
  /// A size in bytes.
  case bytes(Int64)
  /// A duration.
  case duration(TimeSpan)
  /// A moment.
  case timestamp(Timestamp)
  /// A UUID.
  case uuid(UniqueIdentifier)
  /// A status.
  case status(Status)
  /// A semantic version.
  indirect case version(SemanticVersion)
  /// A content hash.
  indirect case digest(Digest)
  /// Values of one type.
  case list([Value])
}

extension Value {
  /// Whether nothing is known.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The type of this value; a list has the type of its first element that is not null.
  public var type: ValueType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .decimal: .decimal
    case .string: .string
    case .bytes: .bytes
    case .duration: .duration
    case .timestamp: .timestamp
    case .uuid: .uuid
    case .status: .status
    case .version: .version
    case .digest: .digest
    case .list(let values): .list(values.first { !$0.isNull }?.type ?? .null)
    }
  }

  /// The text that stands for this value where a text is wanted; nil for null.
  public var text: String? {
    switch self {
    case .null: nil
    case .bool(let value): value ? "true" : "false"
    case .int(let value), .bytes(let value): String(value)
    case .decimal(let value): String(value)
    case .string(let value): value
    case .duration(let value): value.description
    case .timestamp(let value): value.description
    case .uuid(let value): value.description
    case .status(let value): value.description
    case .version(let value): value.description
    case .digest(let value): value.description
    case .list(let values): values.map { $0.text ?? "" }.joined(separator: " ")
    }
  }

  /// The order of two values of one type, by which they are compared and sorted: below zero, zero
  /// or above it. Null equals null here and comes after everything else; whoever asks about the
  /// three-valued comparison has looked for null before.
  ///
  /// Strings compare by their UTF-8 bytes, versions by precedence, integers with decimals exactly.
  static func order(_ left: Value, _ right: Value) -> Int {
    switch (left, right) {
    case (.string(let left), .string(let right)): orderOfTexts(left, right)
    case (.timestamp(let left), .timestamp(let right)):
      orderOf(left.nanoseconds, right.nanoseconds)
    case (.duration(let left), .duration(let right)): orderOf(left.nanoseconds, right.nanoseconds)
    case (.int(let left), .int(let right)), (.bytes(let left), .bytes(let right)):
      orderOf(left, right)
    case (.bytes(let left), .int(let right)), (.int(let left), .bytes(let right)):
      orderOf(left, right)
    case (.decimal(let left), .decimal(let right)): orderOf(left, right)
    case (.int(let left), .decimal(let right)): orderOf(left, right)
    case (.decimal(let left), .int(let right)): -orderOf(right, left)
    case (.bool(let left), .bool(let right)): orderOf(left ? 1 : 0, right ? 1 : 0)
    case (.uuid(let left), .uuid(let right)): orderOf(left, right)
    case (.status(let left), .status(let right)): orderOf(left, right)
    case (.version(let left), .version(let right)): left.precedence(to: right)
    case (.digest(let left), .digest(let right)): orderOf(left, right)
    case (.list(let left), .list(let right)): orderOfLists(left, right)
    case (.null, .null): 0
    case (.null, _): 1
    case (_, .null): -1
    // Types that the analyser never lets meet; any fixed order will do.
    default: orderOfTexts(left.type.description, right.type.description)
    }
  }

  private static func orderOfLists(_ left: [Value], _ right: [Value]) -> Int {
    for (left, right) in zip(left, right) {
      let order = order(left, right)
      if order != 0 { return order }
    }
    return left.count - right.count
  }
}

/// Below zero, zero or above it.
@inline(__always)
func orderOf<T: Comparable>(_ left: T, _ right: T) -> Int {
  left < right ? -1 : left == right ? 0 : 1
}

/// The exact order of an integer and a finite double.
func orderOf(_ left: Int64, _ right: Double) -> Int {
  if right >= 0x1p63 { return -1 }
  if right < -0x1p63 { return 1 }
  let whole = Int64(right)
  if left != whole { return left < whole ? -1 : 1 }
  let fraction = right - Double(whole)
  return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
}

/// The order of two texts by their UTF-8 bytes. Swift's own order is by canonical equivalence.
func orderOfTexts(_ left: String, _ right: String) -> Int {
  var left = left
  var right = right
  return left.withUTF8 { left in
    right.withUTF8 { right in
      let common = min(left.count, right.count)
      for index in 0..<common where left[index] != right[index] {
        return left[index] < right[index] ? -1 : 1
      }
      return left.count - right.count
    }
  }
}

extension Value: Hashable {
  /// Equal as the language's `=`, except that null equals null: as group keys and `distinct` need.
  public static func == (left: Value, right: Value) -> Bool { order(left, right) == 0 }

  /// Hashes what `==` looks at.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0 as UInt8)
    case .bool(let value): hasher.combine(value)
    case .int(let value), .bytes(let value): hasher.combine(value)
    case .decimal(let value):
      // An integer equals the decimal of the same value.
      if let whole = Int64(exactly: value) { hasher.combine(whole) } else { hasher.combine(value) }
    case .string(let value):
      var value = value
      value.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    case .duration(let value): hasher.combine(value)
    case .timestamp(let value): hasher.combine(value)
    case .uuid(let value): hasher.combine(value)
    case .status(let value): hasher.combine(value)
    case .version(let value): hasher.combine(value)
    case .digest(let value): hasher.combine(value)
    case .list(let values): hasher.combine(values)
    }
  }
}
