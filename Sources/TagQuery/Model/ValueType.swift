/// The type of an expression. Null stands in any type.
public indirect enum ValueType: Sendable, Hashable {
  /// True or false; a comparison with null is neither.
  case bool
  /// A 64-bit integer.
  case int
  /// A double.
  case decimal
  /// UTF-8 text.
  case string
  /// A size in bytes.
  case bytes
  /// A duration in nanoseconds.
  case duration
  /// A moment in UTC.
  case timestamp
  /// A semantic version.
  case version
  /// A UUID.
  case uuid
  /// A content hash.
  case digest
  /// The state of a tag, an image or a namespace.
  case status
  /// A list of values of one type.
  case list(ValueType)
  /// The type of `null` alone, which fits every other.
  case null

  /// The types that a parameter can be declared with, and their names.
  static let named: [(name: String, type: ValueType)] = [
    ("bool", .bool), ("int", .int), ("decimal", .decimal), ("string", .string), ("bytes", .bytes),
    ("duration", .duration), ("timestamp", .timestamp), ("version", .version), ("uuid", .uuid),
    ("digest", .digest), ("status", .status), ("list", .list(.string)),
  ]

  /// Whether the text of a value stands for it where a string is wanted.
  var standsForItsText: Bool {
    switch self {
    case .string, .digest, .status, .uuid, .version: true
    default: false
    }
  }

  /// Whether a string constant beside it is read as one.
  var isReadFromString: Bool {
    switch self {
    case .duration, .bytes, .timestamp, .version, .uuid, .digest, .status: true
    default: false
    }
  }

  /// Whether it is a number that `+` and `avg` treat as one.
  var isNumber: Bool { self == .int || self == .decimal }
}

extension ValueType {
  /// The type as people say it, with its article: `an integer`, `a size`.
  var phrase: String {
    switch self {
    case .int: "an integer"
    case .bytes: "a size"
    case .uuid: "a UUID"
    case .null: "null"
    default: "a \(self)"
    }
  }
}

extension ValueType: CustomStringConvertible {
  /// The name as the language writes it.
  public var description: String {
    switch self {
    case .list(let element): element == .string ? "list" : "list of \(element)"
    case .null: "null"
    default: Self.named.first { $0.type == self }?.name ?? "?"
    }
  }
}
