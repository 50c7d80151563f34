import CSimdJSON

/// Reads JSON texts (RFC 8259), one after another. It is for one task at a time.
final class JSONParser {
  private let parser: OpaquePointer

  init() {
    guard let parser = csimdjson_make_parser() else {
      // As everything of Swift does where there is no memory.
      fatalError("there is no memory to read JSON")
    }
    self.parser = parser
  }

  deinit { csimdjson_free_parser(parser) }

  /// Reads a text whole and hands its value over. What is read lives no longer than the call.
  func read<Answer>(
    _ bytes: UnsafeRawBufferPointer, _ take: (JSONValue) throws(TagJSONError) -> Answer
  ) throws(TagJSONError) -> Answer {
    var root = csimdjson_value()
    let problem = csimdjson_parse(parser, bytes.baseAddress, bytes.count, &root)
    if let reason = Self.reason(of: problem) { throw TagJSONError(reason) }
    return try take(JSONValue(root))
  }

  /// Reads a text whole and hands its value over. What is read lives no longer than the call.
  func read<Answer>(
    _ bytes: some Collection<UInt8>, _ take: (JSONValue) throws(TagJSONError) -> Answer
  ) throws(TagJSONError) -> Answer {
    // What stands one byte after another in memory is read where it is.
    let answer = bytes.withContiguousStorageIfAvailable { bytes in
      Result { () throws(TagJSONError) in try read(UnsafeRawBufferPointer(bytes), take) }
    }
    if let answer { return try answer.get() }
    return try Array(bytes).withUnsafeBufferPointer { bytes throws(TagJSONError) in
      try read(UnsafeRawBufferPointer(bytes), take)
    }
  }

  /// What is wrong with a text; nil where nothing is.
  private static func reason(of problem: csimdjson_problem) -> String? {
    switch problem {
    case csimdjson_fine: nil
    case csimdjson_empty: "it is empty, and no JSON object"
    case csimdjson_bad_encoding: "it is not JSON: it is not UTF-8"
    case csimdjson_bad_string:
      "it is not JSON: a text in it does not end, or holds what has to be escaped"
    case csimdjson_bad_number: "it is not JSON: a number in it is malformed or too large"
    case csimdjson_bad_word: "it is not JSON: a word in it is neither true, false nor null"
    case csimdjson_too_deep: "it is nested too deeply"
    case csimdjson_too_long: "it is too long"
    default: "it is not JSON: its brackets, braces, commas and colons do not fit together"
    }
  }
}
