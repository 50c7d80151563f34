/// Writes JSON (RFC 8259) as text, member by member, in the order in which they are given.
public struct JSONText: Sendable {
  /// What has been written so far, as UTF-8.
  private var bytes: [UInt8] = []
  private var needsComma = false

  /// Nothing written yet.
  public init() {}

  /// What has been written so far.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

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
    bytes.append(contentsOf: open.utf8)
    needsComma = false
    try content(&self)
    bytes.append(contentsOf: close.utf8)
    needsComma = true
  }

  /// Writes a member's name; its value comes next.
  public mutating func name(_ name: String) {
    separate()
    append(quoted: name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a text.
  public mutating func string(_ value: String) {
    separate()
    append(quoted: value)
    needsComma = true
  }

  /// Writes a number, `true`, `false` or `null`, whose text is given.
  public mutating func literal(_ value: String) {
    separate()
    bytes.append(contentsOf: value.utf8)
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
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  /// A text in quotes, with everything escaped that JSON wants escaped, and what a terminal obeys
  /// besides: JSON is the same text wherever it goes, so it is safe to show wherever it ends up.
  private mutating func append(quoted value: String) {
    var value = value
    bytes.append(UInt8(ascii: "\""))
    // Names, digests and statuses seldom need an escape, and appending them whole is much quicker.
    let isPlain = value.withUTF8 { text in
      guard text.allSatisfy(Self.standsForItself) else { return false }
      bytes.append(contentsOf: text)
      return true
    }
    if !isPlain { append(escaped: value) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func append(escaped value: String) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": bytes.append(contentsOf: "\\\"".utf8)
      case "\\": bytes.append(contentsOf: "\\\\".utf8)
      case "\n": bytes.append(contentsOf: "\\n".utf8)
      case "\r": bytes.append(contentsOf: "\\r".utf8)
      case "\t": bytes.append(contentsOf: "\\t".utf8)
      case _ where scalar.isTerminalControl:
        let digits = String(scalar.value, radix: 16)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        bytes.append(contentsOf: digits.utf8)
      default: bytes.append(contentsOf: String(scalar).utf8)
      }
    }
  }

  /// Whether a byte of UTF-8 is a printable ASCII character that JSON leaves alone.
  private static func standsForItself(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}
