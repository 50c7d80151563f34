import Testing

@testable import TagQuery

/// Eight digits at once are what they are one by one.
@Suite struct HexadecimalTests {
  private func word(_ text: String, upperCase: Bool) -> UInt32? {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBytes {
      hexadecimalWord($0.loadUnaligned(as: UInt64.self), acceptsUpperCase: upperCase)
    }
  }

  @Test func everyByteIsADigitOrNot() {
    for place in 0..<8 {
      for byte in UInt8.min...UInt8.max {
        var bytes = Array("01234567".utf8)
        bytes[place] = byte
        let found = bytes.withUnsafeBytes { bytes in
          hexadecimalWord(bytes.loadUnaligned(as: UInt64.self), acceptsUpperCase: true)
        }
        var expected: UInt32? = 0
        for byte in bytes {
          expected = hexadecimalValue(byte).flatMap { digit in
            expected.map { $0 << 4 | UInt32(digit) }
          }
        }
        #expect(found == expected)
        let isUpperCase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "F")
        let lower = bytes.withUnsafeBytes { bytes in
          hexadecimalWord(bytes.loadUnaligned(as: UInt64.self), acceptsUpperCase: false)
        }
        #expect(lower == (isUpperCase ? nil : expected))
      }
    }
  }

  @Test func digitsKeepTheirOrder() {
    #expect(word("89abcdef", upperCase: false) == 0x89AB_CDEF)
    #expect(word("89ABCDEF", upperCase: true) == 0x89AB_CDEF)
    #expect(word("89ABCDEF", upperCase: false) == nil)
    let text = "01234567-89ab-CDEF-0123-456789abcdef"
    #expect(UniqueIdentifier(text)?.description == text.lowercased())
    #expect(UniqueIdentifier(text.dropLast()) == nil)
  }
}
