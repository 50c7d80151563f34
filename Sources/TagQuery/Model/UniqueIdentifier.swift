/// A UUID in 16 bytes, as registries use for tags, images and namespaces (RFC 9562).
///
/// The core links no Foundation, so it brings its own.
public struct UniqueIdentifier: Sendable, Hashable {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian.
  public let low: UInt64

  /// The identifier with these two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads `8-4-4-4-12` hexadecimal digits of either case; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard let identifier = withBytes(of: text, { Self(utf8: $0) }) else { return nil }
    self = identifier
  }

  /// Reads the same from the bytes of a text.
  package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count == 36, let start = UnsafeRawPointer(bytes.baseAddress),
      bytes[8] == UInt8(ascii: "-"), bytes[13] == UInt8(ascii: "-"),
      bytes[18] == UInt8(ascii: "-"), bytes[23] == UInt8(ascii: "-")
    else { return nil }
    func eight(_ place: Int) -> UInt32? {
      hexadecimalWord(
        start.loadUnaligned(fromByteOffset: place, as: UInt64.self), acceptsUpperCase: true)
    }
    /// Four digits, a hyphen and four digits.
    func fourAndFour(_ place: Int) -> UInt32? {
      let first = start.loadUnaligned(fromByteOffset: place, as: UInt32.self)
      let second = start.loadUnaligned(fromByteOffset: place + 5, as: UInt32.self)
      return hexadecimalWord(
        UInt64(UInt32(littleEndian: first)) | UInt64(UInt32(littleEndian: second)) << 32,
        acceptsUpperCase: true)
    }
    guard let first = eight(0), let second = fourAndFour(9), let third = fourAndFour(19),
      let fourth = eight(28)
    else { return nil }
    self.init(
      high: UInt64(first) << 32 | UInt64(second), low: UInt64(third) << 32 | UInt64(fourth))
  }
}

extension UniqueIdentifier: Comparable {
  /// Compares the bytes, which is also the order of the texts.
  public static func < (left: Self, right: Self) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension UniqueIdentifier: CustomStringConvertible {
  /// The canonical text, in lower case.
  public var description: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var position = 0
      for index in 0..<32 {
        if index == 8 || index == 12 || index == 16 || index == 20 {
          buffer[position] = UInt8(ascii: "-")
          position += 1
        }
        let half = index < 16 ? high : low
        let digit = UInt8(truncatingIfNeeded: half >> UInt64((15 - index % 16) * 4)) & 15
        buffer[position] = hexadecimalDigit(digit)
        position += 1
      }
      return 36
    }
  }
}
