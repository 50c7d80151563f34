import CSimdJSON
import TagQuery

/// A value in a text that was read.
struct JSONValue {
  let value: csimdjson_value

  init(_ value: csimdjson_value) { self.value = value }

  /// Whether there is such a member, be it null.
  var exists: Bool { value.kind != csimdjson_missing }
  /// Whether there is no such member, or nothing in it.
  var isMissingOrNull: Bool { value.kind == csimdjson_missing || value.kind == csimdjson_null }
  var isObject: Bool { value.kind == csimdjson_object }
  var isArray: Bool { value.kind == csimdjson_array }

  /// The bytes of a text, which are UTF-8; nil for anything else.
  var bytes: UnsafeBufferPointer<UInt8>? {
    guard value.kind == csimdjson_string else { return nil }
    return UnsafeBufferPointer(start: value.as.bytes, count: value.count)
  }

  /// A text; nil for anything else.
  var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  var flag: Bool? {
    switch value.kind {
    case csimdjson_true: true
    case csimdjson_false: false
    default: nil
    }
  }

  /// A whole number that fits in 64 bits, be it written `3` or `3.0`; nil for anything else.
  var integer: Int64? {
    switch value.kind {
    case csimdjson_integer: value.as.integer
    case csimdjson_double: Int64(exactly: value.as.number)
    default: nil
    }
  }

  /// A number that is no 64-bit integer; nil for anything else.
  var double: Double? { value.kind == csimdjson_double ? value.as.number : nil }
}

extension JSONValue {
  /// Hands over the elements of an array, one after another; anything else has none.
  func forEach(
    _ take: (JSONValue) throws(TagJSONError) -> Void
  ) throws(TagJSONError) {
    var cursor = withUnsafePointer(to: value) { csimdjson_elements($0) }
    var element = csimdjson_value()
    while csimdjson_next(&cursor, &element) { try take(JSONValue(element)) }
  }

  /// What it is, in the words of an error, safe to show on a terminal.
  var inWords: String {
    if let text {
      let start = text.unicodeScalars.prefix(60)
      let isWhole = start.endIndex == text.unicodeScalars.endIndex
      return "the text '\(TerminalText.sanitized(String(start)))\(isWhole ? "" : "…")'"
    }
    if let flag { return "\(flag)" }
    if let integer { return "the number \(integer)" }
    if let double { return "the number \(double)" }
    if isArray { return "an array" }
    return isObject ? "an object" : "null"
  }
}
