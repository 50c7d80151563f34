/// Writes JSON (RFC 8259) as text, member by member, in the order in which they are given.
public struct JSONText: Sendable {
  /// What has been written so far.
  public private(set) var text = ""
  private var needsComma = false

  /// Nothing written yet.
  public init() {}

  /// Writes an object; `members` calls `member` and `value` for each.
  public mutating func object(_ members: (inout JSONText) throws -> Void) rethrows {
    try enclosed("{", "}", members)
  }

  /// Writes an array; `elements` writes one value after another.
  public mutating func array(_ elements: (inout JSONText) throws -> Void) rethrows {
    try enclosed("[", "]", elements)
  }

  private mutating func enclosed(
    _ open: String, _ close: String, _ content: (inout JSONText) throws -> Void
  ) rethrows {
    separate()
    text += open
    needsComma = false
    try content(&self)
    text += close
    needsComma = true
  }

  /// Writes a member's name; its value comes next.
  public mutating func name(_ name: String) {
    separate()
    Self.append(quoted: name, to: &text)
    text += ":"
    needsComma = false
  }

  /// Writes a text.
  public mutating func string(_ value: String) {
    separate()
    Self.append(quoted: value, to: &text)
    needsComma = true
  }

  /// Writes a number, `true`, `false` or `null`, whose text is given.
  public mutating func literal(_ value: String) {
    separate()
    text += value
    needsComma = true
  }

  /// Writes a member that is a text; null where there is none.
  public mutating func member(_ name: String, _ value: String?) {
    self.name(name)
    if let value { string(value) } else { literal("null") }
  }

  /// Writes a member that is an integer; null where there is none.
  public mutating func member(_ name: String, _ value: Int?) {
    self.name(name)
    literal(value.map(String.init) ?? "null")
  }

  /// Writes a member that is true or false.
  public mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    literal(value ? "true" : "false")
  }

  /// Writes a value of the language: timestamps as RFC 3339, durations in seconds, missing as null.
  public mutating func value(_ value: Value) {
    switch value {
    case .null: literal("null")
    case .bool, .int, .bytes, .decimal: literal(value.text ?? "null")
    case .duration(let span): literal(span.secondsText)
    case .string, .timestamp, .uuid, .status, .version, .digest: string(value.text ?? "")
    case .list(let values): array { json in for value in values { json.value(value) } }
    }
  }

  private mutating func separate() {
    if needsComma { text += "," }
  }

  /// A text in quotes, with everything escaped that JSON wants escaped. The separators U+2028 and
  /// U+2029 are escaped too: some readers take them for line ends.
  private static func append(quoted value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _
      where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028
        || scalar.value == 0x2029:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
