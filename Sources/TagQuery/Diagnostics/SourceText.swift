/// A place in the text of a program: bytes of one of its files.
public struct SourceRange: Sendable, Hashable {
  /// The file, numbered by `SourceMap`.
  public let file: Int
  /// The first byte.
  public let lower: Int
  /// The byte after the last.
  public let upper: Int

  /// A place.
  public init(file: Int, lower: Int, upper: Int) {
    self.file = file
    self.lower = lower
    self.upper = upper
  }

  /// From the start of this place to the end of another in the same file.
  func through(_ other: SourceRange) -> SourceRange {
    guard file == other.file else { return self }
    return SourceRange(file: file, lower: min(lower, other.lower), upper: max(upper, other.upper))
  }

  /// The empty place right behind this one.
  var end: SourceRange { SourceRange(file: file, lower: upper, upper: upper) }
}

/// A name with its place.
struct Name {
  var text: String
  var range: SourceRange
}

/// One text of a program: what was typed, a script, an included file.
public struct SourceText: Sendable {
  /// The name that messages show, such as a path.
  public let name: String
  /// The bytes, which should be UTF-8.
  public let bytes: [UInt8]

  /// A text from its bytes.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// A text from a string.
  public init(name: String, _ text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The text of some bytes; what is not UTF-8 is shown as U+FFFD.
  public func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: bytes.indices)], as: UTF8.self)
  }

  /// The line and the column of a byte, both from 1; columns count Unicode scalars.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let offset = min(max(offset, 0), bytes.count)
    var line = 1
    var lineStart = 0
    for index in 0..<offset where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    let column = String(decoding: bytes[lineStart..<offset], as: UTF8.self).unicodeScalars.count
    return (line, column + 1)
  }

  /// The bytes of the line that holds a byte, without its line break.
  func line(at offset: Int) -> Range<Int> {
    let offset = min(max(offset, 0), bytes.count)
    let newline = UInt8(ascii: "\n")
    let lower = bytes[..<offset].lastIndex(of: newline).map { $0 + 1 } ?? 0
    var upper = bytes[offset...].firstIndex(of: newline) ?? bytes.count
    if upper > lower, bytes[upper - 1] == UInt8(ascii: "\r") { upper -= 1 }
    return lower..<upper
  }
}

/// All texts of a program, the main one first.
public struct SourceMap: Sendable {
  /// The texts; a range's `file` is a position here.
  public private(set) var files: [SourceText]

  /// A program of one text so far.
  public init(_ main: SourceText) { files = [main] }

  /// Adds a text and tells its number.
  mutating func add(_ file: SourceText) -> Int {
    files.append(file)
    return files.count - 1
  }

  /// The text of a place.
  public func text(of range: SourceRange) -> String {
    files[range.file].text(in: range.lower..<range.upper)
  }
}
