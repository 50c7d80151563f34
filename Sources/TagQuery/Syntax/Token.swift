/// The smallest part of a program's text.
struct Token {
  /// What it is.
  enum Kind: Equatable {
    case name(String)
    case literal(Literal)
    /// A bare word in a source's argument.
    case word(String)
    /// `$name`, without the `$`.
    case parameter(String)
    case symbol(Symbol)
    /// Text that is no token; its mistake has been reported.
    case invalid
    case end
  }

  var kind: Kind
  var range: SourceRange

  /// The word, where it is a name.
  var word: String? {
    if case .name(let word) = kind { word } else { nil }
  }
}

/// A sign of the language.
enum Symbol: String, CaseIterable {
  case bar = "|"
  case semicolon = ";"
  case comma = ","
  case colon = ":"
  case open = "("
  case close = ")"
  case equal = "="
  case doubleEqual = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case matches = "~"
  case matchesNot = "!~"
  case plus = "+"
  case minus = "-"
  /// Starts a regex where an operand may stand; only the parser knows.
  case slash = "/"
}

extension Symbol {
  /// The sign that begins with a byte, the longest there is.
  init?(_ byte: UInt8, before follower: UInt8) {
    let isBeforeEqual = follower == UInt8(ascii: "=")
    switch byte {
    case UInt8(ascii: "|"): self = .bar
    case UInt8(ascii: ";"): self = .semicolon
    case UInt8(ascii: ","): self = .comma
    case UInt8(ascii: ":"): self = .colon
    case UInt8(ascii: "("): self = .open
    case UInt8(ascii: ")"): self = .close
    case UInt8(ascii: "="): self = isBeforeEqual ? .doubleEqual : .equal
    case UInt8(ascii: "<"): self = isBeforeEqual ? .lessOrEqual : .less
    case UInt8(ascii: ">"): self = isBeforeEqual ? .greaterOrEqual : .greater
    case UInt8(ascii: "!") where isBeforeEqual: self = .notEqual
    case UInt8(ascii: "!") where follower == UInt8(ascii: "~"): self = .matchesNot
    case UInt8(ascii: "~"): self = .matches
    case UInt8(ascii: "+"): self = .plus
    case UInt8(ascii: "-"): self = .minus
    case UInt8(ascii: "/"): self = .slash
    default: return nil
    }
  }

  /// Whether it compares two operands.
  var isComparison: Bool {
    switch self {
    case .equal, .doubleEqual, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches,
      .matchesNot:
      true
    default: false
    }
  }

  /// Whether it has two bytes.
  var isPair: Bool {
    switch self {
    case .doubleEqual, .notEqual, .lessOrEqual, .greaterOrEqual, .matchesNot: true
    default: false
    }
  }
}

/// A value as it is written.
enum Literal: Hashable, Sendable {
  case string(String)
  case regex(String, ignoresCase: Bool)
  case int(Int64)
  case decimal(Double)
  case size(Int64)
  case duration(TimeSpan)
  case timestamp(Timestamp)
  case version(SemanticVersion)
  case uuid(UniqueIdentifier)
  case bool(Bool)
  case null

  /// What it is called in messages.
  var typeName: String {
    switch self {
    case .string: "string"
    case .regex: "regex"
    case .int: "integer"
    case .decimal: "decimal"
    case .size: "size"
    case .duration: "duration"
    case .timestamp: "timestamp"
    case .version: "version"
    case .uuid: "uuid"
    case .bool: "bool"
    case .null: "null"
    }
  }
}
