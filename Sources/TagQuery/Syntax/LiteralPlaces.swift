/// Where the bytes of a string or a regex stand in its literal, where escapes move them.
struct LiteralPlaces {
  /// The place of each byte of the value, and of the closing quote.
  private let places: [Int]

  /// Nil where the place holds something else than one literal of this value.
  init?(of value: String, in bytes: [UInt8], literal: SourceRange) {
    guard literal.upper - literal.lower >= 2 else { return nil }
    let quote = bytes[literal.lower]
    var places: [Int] = []
    var found: [UInt8] = []
    var index = literal.lower + 1
    while index < literal.upper, bytes[index] != quote || Self.isDoubled(quote, bytes, index) {
      let part = Self.part(at: index, quote: quote, in: bytes)
      found += part.value
      places += Array(repeating: index, count: part.value.count)
      if part.value.count == part.length {
        for offset in 1..<max(part.length, 1) {
          places[places.count - part.length + offset] += offset
        }
      }
      index += part.length
    }
    guard "/\"'".utf8.contains(quote), index < literal.upper, found.elementsEqual(value.utf8) else {
      return nil
    }
    // Behind a regex its flag may stand; behind a string, nothing of it.
    let end = index + 1
    let isFlagged = quote == UInt8(ascii: "/") && end + 1 == literal.upper
    guard end == literal.upper || isFlagged else { return nil }
    self.places = places + [index]
  }

  /// The place of some bytes of the value; one that is empty still gets something to point at.
  func range(of part: Range<Int>, in literal: SourceRange) -> SourceRange {
    guard places.count > 1 else { return literal }
    let first = min(part.lowerBound, places.count - 1)
    let last = min(max(part.upperBound, first + 1), places.count - 1)
    let lower = places[first]
    return SourceRange(
      file: literal.file, lower: lower, upper: max(places[last], lower + 1))
  }

  private static func isDoubled(_ quote: UInt8, _ bytes: [UInt8], _ index: Int) -> Bool {
    quote == UInt8(ascii: "'") && index + 1 < bytes.count && bytes[index + 1] == quote
  }

  /// What one character or escape stands for, and how many bytes it takes.
  private static func part(
    at index: Int, quote: UInt8, in bytes: [UInt8]
  ) -> (value: [UInt8], length: Int) {
    let byte = bytes[index]
    if byte == quote { return ([byte], 2) }
    guard byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'"), index + 1 < bytes.count else {
      return ([byte], 1)
    }
    let next = bytes[index + 1]
    if quote == UInt8(ascii: "/") { return next == quote ? ([next], 2) : ([byte, next], 2) }
    switch next {
    case UInt8(ascii: "n"): return ([0x0A], 2)
    case UInt8(ascii: "r"): return ([0x0D], 2)
    case UInt8(ascii: "t"): return ([0x09], 2)
    case UInt8(ascii: "u"):
      let digits = bytes[index...].dropFirst(3).prefix { $0 != UInt8(ascii: "}") }
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
      let scalar = number.flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
      return (Array(String(Character(scalar)).utf8), digits.count + 4)
    default: return ([next], 2)
    }
  }
}
