import CRE2

/// A regular expression in RE2 syntax, which matches in time linear in the text.
///
/// RE2 allows one compiled expression to be used from many threads, and it is freed only when
/// nobody has it any more: therefore `@unchecked Sendable`.
final class RegularExpression: @unchecked Sendable {
  /// Why a text is no expression.
  struct Failure: Error {
    /// What RE2 says.
    let message: String
    /// The place of the wrong part in the UTF-8 bytes of the text.
    let range: Range<Int>
  }

  /// The expression's text, without slashes.
  let text: String
  /// Whether letters match in either case.
  let ignoresCase: Bool
  private let handle: OpaquePointer

  init(_ text: String, ignoresCase: Bool, memoryLimit: Int) throws(Failure) {
    self.text = text
    self.ignoresCase = ignoresCase
    var copy = text
    handle = copy.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        cre2_compile($0.baseAddress, $0.count, ignoresCase, Int64(memoryLimit))
      }
    }
    if let message = cre2_error(handle) {
      let part = String(cString: cre2_error_part(handle))
      let message = String(cString: message)
      let reason = Self.reason(in: message, part: part)
      throw Failure(message: reason, range: Self.place(of: part, reason: reason, in: text))
    }
  }

  deinit { cre2_free(handle) }

  /// RE2 ends its message with the wrong part, which the place shows already.
  private static func reason(in message: String, part: String) -> String {
    let suffix = ": \(part)"
    return message.hasSuffix(suffix) ? String(message.dropLast(suffix.count)) : message
  }

  /// Where the wrong part stands in the text; all of it where RE2 does not say.
  private static func place(of part: String, reason: String, in text: String) -> Range<Int> {
    let whole = Array(text.utf8)
    let wanted = Array(part.utf8)
    // For a parenthesis without a partner RE2 names all of the text.
    if reason == "missing )", let open = lonelyParentheses(in: whole).open {
      return open..<open + 1
    }
    if reason == "unexpected )", let close = lonelyParentheses(in: whole).close {
      return close..<close + 1
    }
    guard !wanted.isEmpty, wanted.count <= whole.count else { return 0..<whole.count }
    // RE2 stops at the first mistake; what it names for lack of an end is the rest of the text.
    if text.hasSuffix(part) { return (whole.count - wanted.count)..<whole.count }
    var start = 0
    while start + wanted.count <= whole.count {
      if whole[start..<start + wanted.count].elementsEqual(wanted) {
        return start..<start + wanted.count
      }
      // What is escaped starts nothing.
      start += whole[start] == UInt8(ascii: "\\") ? 2 : 1
    }
    return 0..<whole.count
  }

  /// The last parenthesis that is not closed, and the first that is not opened.
  private static func lonelyParentheses(in text: [UInt8]) -> (open: Int?, close: Int?) {
    var open: [Int] = []
    var isInClass = false
    var isQuoted = false
    var index = 0
    while index < text.count {
      let next = index + 1 < text.count ? text[index + 1] : 0
      switch text[index] {
      case UInt8(ascii: "\\"):
        if next == UInt8(ascii: "Q") { isQuoted = true }
        if next == UInt8(ascii: "E") { isQuoted = false }
        index += 1
      case _ where isQuoted: break
      case UInt8(ascii: "[") where !isInClass:
        isInClass = true
        if next == UInt8(ascii: "^") { index += 1 }
        // Right behind the start it is a member.
        if index + 1 < text.count, text[index + 1] == UInt8(ascii: "]") { index += 1 }
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "(") where !isInClass: open.append(index)
      case UInt8(ascii: ")") where !isInClass:
        if open.popLast() == nil { return (nil, index) }
      default: break
      }
      index += 1
    }
    return (open.last, nil)
  }

  /// The number of capturing groups.
  var groupCount: Int { Int(cre2_group_count(handle)) }

  /// Whether it matches anywhere in the text.
  @inline(__always)
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.withMemoryRebound(to: CChar.self) { cre2_matches(handle, $0.baseAddress, $0.count) }
  }

  /// Whether it matches anywhere in the text.
  func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { matches($0) }
  }

  /// What a group took of the first match; nil without a match, or where it took no part in it.
  func capture(in text: String, group: Int) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      var first = 0
      var end = 0
      let isFound = bytes.withMemoryRebound(to: CChar.self) {
        cre2_find(handle, $0.baseAddress, $0.count, 0, Int32(group), &first, &end)
      }
      guard isFound, first >= 0 else { return nil }
      return String(decoding: bytes[first..<end], as: UTF8.self)
    }
  }

  /// The least and the greatest bytes that the expression can match as a whole; nil where that is
  /// not known. The bytes need not be a text.
  var rangeOfWholeMatches: (least: [UInt8], greatest: [UInt8])? {
    var (least, greatest): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?)
    var (leastLength, greatestLength) = (0, 0)
    guard
      cre2_match_range(handle, 64, &least, &leastLength, &greatest, &greatestLength), let least,
      let greatest
    else { return nil }
    defer {
      cre2_free_text(least)
      cre2_free_text(greatest)
    }
    func bytes(_ text: UnsafeMutablePointer<CChar>, _ length: Int) -> [UInt8] {
      Array(UnsafeRawBufferPointer(start: text, count: length))
    }
    return (bytes(least, leastLength), bytes(greatest, greatestLength))
  }

  /// What is wrong with a replacement text; nil if nothing is.
  func problem(inReplacement rewrite: String) -> String? {
    var bytes = rewrite.utf8.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "\\") else { continue }
      guard let next = bytes.next(), isDigit(next) || next == byte else {
        return "a backslash stands before a digit or another one"
      }
      if isDigit(next), Int(next - UInt8(ascii: "0")) > groupCount {
        return "it has no group \(next - UInt8(ascii: "0"))"
      }
    }
    return nil
  }

  /// The text with every match replaced; `\1` to `\9` in the replacement stand for groups. Nil
  /// where the result would have more bytes than `limit`.
  func replacingMatches(in text: String, with rewrite: String, limit: Int) -> String? {
    var text = text
    var rewrite = rewrite
    return text.withUTF8 { text in
      rewrite.withUTF8 { rewrite in
        var length = 0
        let result = text.withMemoryRebound(to: CChar.self) { text in
          rewrite.withMemoryRebound(to: CChar.self) { rewrite in
            cre2_replace_all(
              handle, text.baseAddress, text.count, rewrite.baseAddress, rewrite.count, limit,
              &length)
          }
        }
        guard let result else { return nil }
        defer { cre2_free_text(result) }
        let bytes = UnsafeRawBufferPointer(start: result, count: length)
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }
}
