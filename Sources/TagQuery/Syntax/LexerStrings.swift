extension Lexer {
  /// `"…"` with escapes.
  mutating func escapedString() -> Token {
    let start = position
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return string(text, from: start)
      }
      if byte == UInt8(ascii: "\\") {
        appendEscape(to: &text)
      } else {
        text.append(byte)
        position += 1
      }
    }
    return unterminated(from: start, quote: "\"")
  }

  /// `'…'`, in which `''` is a quote and nothing else is special.
  mutating func rawString() -> Token {
    let start = position
    let quote = UInt8(ascii: "'")
    position += 1
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
      if bytes[position] == quote {
        position += 1
        guard position < bytes.count, bytes[position] == quote else {
          return string(text, from: start)
        }
      }
      text.append(bytes[position])
      position += 1
    }
    return unterminated(from: start, quote: "'")
  }

  private mutating func string(_ text: [UInt8], from start: Int) -> Token {
    if problem == nil, let (place, scalar) = controlCharacter(from: start, to: position) {
      problem = .controlCharacter(place, scalar)
    }
    if problem != nil { return token(.invalid, from: start) }
    return token(.literal(.string(String(decoding: text, as: UTF8.self))), from: start)
  }

  private mutating func unterminated(from start: Int, quote: Character) -> Token {
    // Without its end the string takes the rest of the line, but not a carriage return.
    if position > start + 1, bytes[position - 1] == UInt8(ascii: "\r") { position -= 1 }
    problem = .unterminatedString(range(from: start, to: start + 1), quote: quote)
    return token(.invalid, from: start)
  }

  private mutating func appendEscape(to text: inout [UInt8]) {
    let start = position
    position += 1
    guard position < bytes.count, bytes[position] != UInt8(ascii: "\n") else { return }
    let byte = bytes[position]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(byte)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      appendUnicodeEscape(from: start, to: &text)
      return
    default:
      position += 1
      while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
      report(.unknownEscape(range(from: start), string(from: start)))
      return
    }
    position += 1
  }

  /// `\u{1F600}`: one to six hexadecimal digits of a Unicode scalar.
  private mutating func appendUnicodeEscape(from start: Int, to text: inout [UInt8]) {
    position += 1
    var value: UInt32 = 0
    var digits = 0
    var isClosed = false
    if position < bytes.count, bytes[position] == UInt8(ascii: "{") {
      position += 1
      while position < bytes.count, digits < 7, let digit = hexadecimalValue(bytes[position]) {
        value = value << 4 | UInt32(digit)
        digits += 1
        position += 1
      }
      isClosed = position < bytes.count && bytes[position] == UInt8(ascii: "}")
      if isClosed { position += 1 }
    }
    guard isClosed, (1...6).contains(digits), let scalar = Unicode.Scalar(value) else {
      report(.unknownEscape(range(from: start), string(from: start)))
      return
    }
    text.append(contentsOf: String(Character(scalar)).utf8)
  }

  /// The first mistake of a token is the one to tell.
  private mutating func report(_ diagnostic: Diagnostic) {
    if problem == nil { problem = diagnostic }
  }

  /// The first control character, other than a tab, between two places. The bytes are read as they
  /// stand, so an escape is none.
  func controlCharacter(
    from start: Int, to end: Int
  ) -> (SourceRange, Unicode.Scalar)? {
    for index in start..<end
    where bytes[index] < 0x20 && bytes[index] != 0x09
      || bytes[index] == 0x7F
    {
      return (range(from: index, to: index + 1), Unicode.Scalar(bytes[index]))
    }
    return nil
  }
}
