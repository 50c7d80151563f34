/// A lexical element of Swift source, as coarse as the checks of this target allow.
struct SwiftToken: Equatable {
  /// What kind of element it is.
  enum Kind {
    /// An identifier, keyword, attribute (`@main`) or directive (`#if`).
    case word
    /// One character of punctuation.
    case symbol
    /// A number, a regular expression, or a string; what a string interpolates follows it.
    case literal
    /// A comment with its marks.
    case comment
  }

  /// What kind of element it is.
  let kind: Kind
  /// Its text; empty for a literal.
  let text: String
  /// Its place in the UTF-8 bytes of the source.
  let start: Int
  /// The line on which it starts, from 1.
  let line: Int
  /// The line on which it ends.
  let lastLine: Int

  func isWord(_ text: String) -> Bool { kind == .word && self.text == text }
  func isSymbol(_ text: String) -> Bool { kind == .symbol && self.text == text }
}

/// Splits Swift source into words, punctuation, literals and comments.
///
/// It never fails. It knows nested comments, raw and multi-line strings, and the code inside their
/// interpolations, because a brace or a word there must not count as code, or must.
struct SwiftLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var tokens: [SwiftToken] = []

  static func tokens(of source: String) -> [SwiftToken] {
    var lexer = SwiftLexer(bytes: Array(source.utf8))
    lexer.readCode(isInterpolation: false)
    return lexer.tokens
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads to the end of the source, or to the parenthesis that ends an interpolation.
  private mutating func readCode(isInterpolation: Bool) {
    var depth = 0
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        advance()
      case _ where starts(with: "//"): readLineComment()
      case _ where starts(with: "/*"): readBlockComment()
      case UInt8(ascii: "\""), UInt8(ascii: "#"): readStringOrDirective()
      case UInt8(ascii: "/") where isStartOfRegularExpression: readRegularExpression(hashes: 0)
      case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
      case UInt8(ascii: "@"), UInt8(ascii: "`"): readWord()
      case _ where Self.isPartOfWord(byte): readWord()
      default:
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        let start = position
        advance()
        if isInterpolation, depth < 0 { return }
        add(.symbol, from: start)
      }
    }
  }

  private mutating func readLineComment() {
    let start = position
    while let byte = peek(), byte != UInt8(ascii: "\n") { advance() }
    add(.comment, from: start)
  }

  private mutating func readBlockComment() {
    let start = position
    let firstLine = line
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        advance(2)
      } else if starts(with: "*/") {
        depth -= 1
        advance(2)
      } else {
        advance()
      }
    } while depth > 0 && peek() != nil
    add(.comment, from: start, line: firstLine)
  }

  private mutating func readStringOrDirective() {
    var hashes = 0
    while peek(hashes) == UInt8(ascii: "#") { hashes += 1 }
    switch peek(hashes) {
    case UInt8(ascii: "\""): readString(hashes: hashes)
    case UInt8(ascii: "/"): readRegularExpression(hashes: hashes)
    default: readWord()
    }
  }

  private mutating func readString(hashes: Int) {
    let marks = String(repeating: "#", count: hashes)
    add(.literal, from: position, text: "")
    advance(hashes)
    let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
    advance(quote.utf8.count)
    while let byte = peek() {
      if starts(with: quote + marks) {
        advance(quote.utf8.count + hashes)
        return
      }
      if starts(with: "\\" + marks + "(") {
        advance(hashes + 2)
        readCode(isInterpolation: true)
      } else if starts(with: "\\" + marks) {
        advance(hashes + 2)
      } else if byte == UInt8(ascii: "\n"), quote == "\"" {
        // A mistake that the compiler reports; go on with the next line.
        return
      } else {
        advance()
      }
    }
  }

  private mutating func readRegularExpression(hashes: Int) {
    add(.literal, from: position, text: "")
    let end = "/" + String(repeating: "#", count: hashes)
    advance(end.utf8.count)
    while peek() != nil, !starts(with: end) {
      advance(peek() == UInt8(ascii: "\\") ? 2 : 1)
    }
    advance(end.utf8.count)
  }

  private mutating func readNumber() {
    add(.literal, from: position, text: "")
    while let byte = peek(), Self.isPartOfWord(byte) { advance() }
  }

  private mutating func readWord() {
    let start = position
    advance()
    while let byte = peek(), Self.isPartOfWord(byte) || byte == UInt8(ascii: "`") { advance() }
    add(.word, from: start)
  }

  /// Whether a slash starts a regular expression: an operand may stand here, no blank follows, and
  /// another slash ends it on this line.
  private var isStartOfRegularExpression: Bool {
    if let last = tokens.last(where: { $0.kind != .comment }) {
      switch last.kind {
      case .literal, .comment: return false
      case .word: guard ["return", "in", "case", "try"].contains(last.text) else { return false }
      case .symbol: guard "(,=:[{;!&|?~".contains(last.text) else { return false }
      }
    }
    guard let next = peek(1), ![UInt8(ascii: " "), UInt8(ascii: "\n")].contains(next) else {
      return false
    }
    let rest = bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
    return rest.contains(UInt8(ascii: "/"))
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private func starts(with text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private mutating func advance(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") { line += 1 }
      position += 1
    }
  }

  private mutating func add(
    _ kind: SwiftToken.Kind, from start: Int, line firstLine: Int? = nil, text: String? = nil
  ) {
    tokens.append(
      SwiftToken(
        kind: kind, text: text ?? String(decoding: bytes[start..<position], as: UTF8.self),
        start: start, line: firstLine ?? line, lastLine: line))
  }
}
