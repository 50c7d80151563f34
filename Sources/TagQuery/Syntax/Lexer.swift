/// Cuts a text into tokens, one at a time, as the parser asks for them: what `web/api` is depends
/// on where it stands.
struct Lexer {
  let bytes: [UInt8]
  let file: Int
  /// The place of the next byte.
  var position: Int
  /// What was wrong with the last token; the parser takes it.
  var problem: Diagnostic?

  init(source: SourceText, file: Int) {
    bytes = source.bytes
    self.file = file
    // A byte order mark is not part of the program.
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next token, outside a source's argument.
  mutating func next() -> Token {
    skipTrivia()
    let start = position
    guard position < bytes.count else { return token(.end, from: start) }
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return number()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"):
      return name()
    case UInt8(ascii: "\""): return escapedString()
    case UInt8(ascii: "'"): return rawString()
    case UInt8(ascii: "$"): return parameter()
    default: return symbol(byte)
    }
  }

  /// The next token where a bare word may stand.
  mutating func nextWord() -> Token {
    skipTrivia()
    let start = position
    while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
    guard position > start else { return next() }
    let text = string(from: start)
    if let identifier = UniqueIdentifier(text) {
      return token(.literal(.uuid(identifier)), from: start)
    }
    return token(.word(text), from: start)
  }

  /// Reads the regex whose opening slash was the last token.
  mutating func regex(from start: Int) -> Token {
    position = start + 1
    var text: [UInt8] = []
    var isInClass = false
    var isQuoted = false
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      let byte = bytes[position]
      if byte == UInt8(ascii: "/") {
        position += 1
        if isInClass, let token = slashInClass(from: start) { return token }
        return closedRegex(from: start, text: text)
      }
      if byte == UInt8(ascii: "["), !isQuoted { isInClass = true }
      if byte == UInt8(ascii: "]") { isInClass = false }
      if byte == UInt8(ascii: "\\"), position + 1 < bytes.count,
        bytes[position + 1] != UInt8(ascii: "\n")
      {
        // Every other escape is RE2's own; between \Q and \E there are no classes.
        if bytes[position + 1] == UInt8(ascii: "Q") { isQuoted = true }
        if bytes[position + 1] == UInt8(ascii: "E") { isQuoted = false }
        if bytes[position + 1] != UInt8(ascii: "/") { text.append(byte) }
        text.append(bytes[position + 1])
        position += 2
      } else {
        text.append(byte)
        position += 1
      }
    }
    problem = .unterminatedRegex(range(from: start, to: start + 1))
    return token(.invalid, from: start)
  }

  /// A slash behind `[`, where it ends the regex although the class goes on.
  private mutating func slashInClass(from start: Int) -> Token? {
    let line = bytes[position...].prefix { $0 != UInt8(ascii: "\n") }
    guard let close = line.firstIndex(of: UInt8(ascii: "]")),
      let end = line[close...].firstIndex(of: UInt8(ascii: "/"))
    else { return nil }
    problem = .slashInClass(range(from: position - 1))
    position = end + 1
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    return token(.invalid, from: start)
  }

  private mutating func closedRegex(from start: Int, text: [UInt8]) -> Token {
    let flags = position
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    if text.isEmpty {
      problem = .emptyRegex(range(from: start))
      // What looked like a comment is one.
      while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      return token(.invalid, from: start)
    }
    if let (place, scalar) = controlCharacter(from: start, to: flags) {
      problem = .controlCharacter(place, scalar)
      return token(.invalid, from: start)
    }
    let flag = string(from: flags)
    guard flag.isEmpty || flag == "i" else {
      problem = .regexFlag(range(from: flags), flag)
      return token(.invalid, from: start)
    }
    let pattern = String(decoding: text, as: UTF8.self)
    return token(.literal(.regex(pattern, ignoresCase: !flag.isEmpty)), from: start)
  }

  /// Whether the next thing is a `=` (and not `==`), so that the name before it is an argument's.
  func isEqualSignNext() -> Bool {
    var copy = self
    copy.skipTrivia()
    let place = copy.position
    guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else { return false }
    return place + 1 >= bytes.count || bytes[place + 1] != UInt8(ascii: "=")
  }

  /// Whether the next thing is a `(`, so that the name before it is a call's.
  func isParenthesisNext() -> Bool {
    var copy = self
    copy.skipTrivia()
    return copy.position < bytes.count && bytes[copy.position] == UInt8(ascii: "(")
  }

  // MARK: Parts

  /// Blanks that look like one and are none.
  private static let foreignBlanks = ["\u{A0}", "\u{2007}", "\u{202F}", "\u{3000}"]

  /// Passes over white space and comments.
  mutating func skipTrivia() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      case UInt8(ascii: "#"):
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      case 0xC2, 0xE2, 0xE3:
        guard
          let blank = Self.foreignBlanks.first(where: { bytes[position...].starts(with: $0.utf8) })
        else { return }
        let start = position
        position += blank.utf8.count
        if problem == nil, let scalar = blank.unicodeScalars.first {
          problem = .unexpectedCharacter(range(from: start), scalar)
        }
      default: return
      }
    }
  }

  func range(from start: Int, to end: Int? = nil) -> SourceRange {
    SourceRange(file: file, lower: start, upper: end ?? position)
  }

  func string(from start: Int) -> String {
    String(decoding: bytes[start..<position], as: UTF8.self)
  }

  func token(_ kind: Token.Kind, from start: Int) -> Token {
    Token(kind: kind, range: range(from: start))
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_")
  }

  /// All that may belong to one bare word around a place, within reason.
  func wordRun(around place: Int) -> Range<Int> {
    let most = 1_000
    var lower = place
    while lower > max(0, place - most), Self.isWordByte(bytes[lower - 1]) { lower -= 1 }
    return lower..<wordEnd(from: place, most: most)
  }

  func wordEnd(from start: Int, most: Int = .max) -> Int {
    var end = start
    while end < bytes.count, end - start < most, Self.isWordByte(bytes[end]) { end += 1 }
    return end
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "@"),
      UInt8(ascii: "*"), UInt8(ascii: "-"):
      true
    default: isNameByte(byte)
    }
  }

  private mutating func name() -> Token {
    let start = position
    if let end = uniqueIdentifierEnd(from: start) ?? versionEnd(from: start) {
      return literal(from: start, to: end)
    }
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      return malformedName(from: start)
    }
    let text = string(from: start)
    switch text {
    case "true": return token(.literal(.bool(true)), from: start)
    case "false": return token(.literal(.bool(false)), from: start)
    case "null": return token(.literal(.null), from: start)
    default: return token(.name(text), from: start)
    }
  }

  private mutating func parameter() -> Token {
    let start = position
    position += 1
    guard position < bytes.count, isLetter(bytes[position]) || bytes[position] == 0x5F else {
      problem = .missingParameterName(range(from: start))
      return token(.invalid, from: start)
    }
    while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
    return token(.parameter(String(string(from: start).dropFirst())), from: start)
  }

  private mutating func symbol(_ byte: UInt8) -> Token {
    let start = position
    let follower = position + 1 < bytes.count ? bytes[position + 1] : 0
    guard let symbol = Symbol(byte, before: follower) else {
      return unexpectedCharacter(from: start)
    }
    position += symbol.isPair ? 2 : 1
    return token(.symbol(symbol), from: start)
  }

  /// What has no meaning is read as what it most likely means, so that one mistake makes no others.
  private mutating func unexpectedCharacter(from start: Int) -> Token {
    let scalar = passScalar()
    if scalar == "&" {
      if position < bytes.count, bytes[position] == bytes[start] { position += 1 }
      problem = .foreignOperator(range(from: start), string(from: start), "and")
      return token(.name("and"), from: start)
    }
    if let closing = Self.foreignQuotes[scalar], let text = foreignString(until: closing) {
      problem = .foreignQuotes(range(from: start), text)
      return token(.literal(.string(text)), from: start)
    }
    problem = .unexpectedCharacter(range(from: start), scalar)
    switch scalar {
    case "!": return token(.name("not"), from: start)
    case "[": return token(.symbol(.open), from: start)
    case "]": return token(.symbol(.close), from: start)
    case "–", "—", "−": return token(.symbol(.minus), from: start)
    default: return token(.invalid, from: start)
    }
  }

  private mutating func passScalar() -> Unicode.Scalar {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
    return string(from: start).unicodeScalars.first ?? "\u{FFFD}"
  }

  /// Quotes of other places, and what closes them.
  private static let foreignQuotes: [Unicode.Scalar: [Unicode.Scalar]] = [
    "“": ["”", "“", "\""], "”": ["”", "\""], "„": ["“", "”", "\""], "«": ["»"],
    "‘": ["’", "'"], "’": ["’", "'"], "`": ["`"],
  ]

  /// The text up to a closing quote on the line; nil, and nothing read, where there is none.
  private mutating func foreignString(until closing: [Unicode.Scalar]) -> String? {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      let end = position
      if closing.contains(passScalar()) {
        return String(decoding: bytes[start..<end], as: UTF8.self)
      }
    }
    position = start
    return nil
  }
}
