/// Calls a function with the UTF-8 bytes of a text, which are copied only where they do not stand
/// one after another in memory.
func withBytes<Answer>(
  of text: some StringProtocol, _ body: (UnsafeBufferPointer<UInt8>) -> Answer
) -> Answer {
  text.utf8.withContiguousStorageIfAvailable(body)
    ?? Array(text.utf8).withUnsafeBufferPointer(body)
}

/// The value of eight hexadecimal digits, which stand in a word as they do in memory with the first
/// in its lowest byte; nil where one is none.
///
/// All eight are worked out at once: identifiers and digests are most of what registries say.
func hexadecimalWord(_ digits: UInt64, acceptsUpperCase: Bool) -> UInt32? {
  let digits = UInt64(littleEndian: digits)
  let ones: UInt64 = 0x0101_0101_0101_0101
  // Letters have bit 6; their low four bits count from 1, which stands for ten.
  let letters = digits >> 6 & ones
  let values = (digits & (0x0F * ones)) &+ 9 &* letters
  // Written again and compared, since anything has low bits.
  let areLetters = (values &+ 0x76 * ones) >> 7 & ones
  let written = values &+ 0x30 * ones &+ 39 &* areLetters
  guard written == (acceptsUpperCase ? digits | letters << 5 : digits),
    // Letters behind `f` would go on counting.
    values & (0xF0 * ones) == 0
  else { return nil }
  let pairs = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF
  let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
  return UInt32(truncatingIfNeeded: quads | quads >> 16).byteSwapped
}

/// The value of a hexadecimal digit of either case.
func hexadecimalValue(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

/// The lower-case hexadecimal digit of a value below 16.
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
