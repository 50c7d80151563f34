/// The hash of an image's content, `algorithm:hexadecimal` (OCI image specification, descriptors).
///
/// A SHA-256 digest in its canonical form takes 32 bytes; any other text is kept as it is.
public enum Digest: Sendable, Hashable {
  /// SHA-256, as four big-endian words.
  case sha256(UInt64, UInt64, UInt64, UInt64)
  /// A digest of another algorithm or spelling, as its text.
  case other(String)

  private static let prefix = "sha256:"

  /// The digest with this text, which is kept whatever it is: a registry's answer is data.
  public init(text: some StringProtocol) {
    self = Self.sha256(text) ?? .other(String(text))
  }

  /// Reads a well-formed digest, as a person writes one: an algorithm, a colon and the encoded
  /// hash, for `sha256` 64 lower-case hexadecimal digits. Nil for anything else.
  public init?(wellFormed text: some StringProtocol) {
    if let digest = Self.sha256(text) {
      self = digest
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] != "sha256", !parts[0].isEmpty, !parts[1].isEmpty,
      parts[0].utf8.allSatisfy({ isLetter($0) && $0 & 0x20 != 0 || isDigit($0) || isJoint($0) }),
      parts[1].utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == 0x3D || isJoint($0) })
    else { return nil }
    self = .other(String(text))
  }

  /// The digest with this text, which is UTF-8 and is kept whatever it is.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    self = Self.sha256(bytes) ?? .other(String(decoding: bytes, as: UTF8.self))
  }

  private static func sha256(_ text: some StringProtocol) -> Digest? {
    withBytes(of: text) { sha256($0) }
  }

  private static func sha256(_ bytes: UnsafeBufferPointer<UInt8>) -> Digest? {
    guard bytes.count == 71, let start = UnsafeRawPointer(bytes.baseAddress),
      bytes[6] == UInt8(ascii: ":"), bytes.starts(with: prefix.utf8)
    else { return nil }
    func word(_ place: Int) -> UInt64? {
      // Upper-case digits are another text, so they stay one.
      func half(_ place: Int) -> UInt32? {
        hexadecimalWord(
          start.loadUnaligned(fromByteOffset: place, as: UInt64.self), acceptsUpperCase: false)
      }
      guard let high = half(place), let low = half(place + 8) else { return nil }
      return UInt64(high) << 32 | UInt64(low)
    }
    guard let first = word(7), let second = word(23), let third = word(39), let fourth = word(55)
    else { return nil }
    return .sha256(first, second, third, fourth)
  }
}

/// Whether a byte joins the parts of a digest's algorithm: `+`, `.`, `_` or `-`.
private func isJoint(_ byte: UInt8) -> Bool {
  byte == 0x2B || byte == 0x2E || byte == 0x5F || byte == 0x2D
}

extension Digest: CustomStringConvertible {
  /// The whole digest, with its algorithm.
  public var description: String {
    switch self {
    case .other(let text): return text
    case .sha256(let first, let second, let third, let fourth):
      return String(unsafeUninitializedCapacity: 71) { buffer in
        var position = 0
        for byte in Self.prefix.utf8 {
          buffer[position] = byte
          position += 1
        }
        for word in [first, second, third, fourth] {
          for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 15
            buffer[position] = hexadecimalDigit(digit)
            position += 1
          }
        }
        return 71
      }
    }
  }
}

extension Digest: Comparable {
  /// Compares the bytes of the texts.
  public static func < (left: Self, right: Self) -> Bool {
    if case .sha256(let a, let b, let c, let d) = left,
      case .sha256(let e, let f, let g, let h) = right
    {
      return (a, b, c, d) < (e, f, g, h)
    }
    return compareBytes(left.description.utf8, right.description.utf8) < 0
  }
}
