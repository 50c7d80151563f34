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

  private static func sha256(_ text: some StringProtocol) -> Digest? {
    guard text.utf8.count == 71, text.hasPrefix(prefix) else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var position = 0
    for byte in text.utf8.dropFirst(7) {
      // Upper-case digits are another text, so they stay one.
      guard let digit = hexadecimalValue(byte), !(65...70).contains(byte) else { return nil }
      switch position / 16 {
      case 0: words.0 = words.0 << 4 | UInt64(digit)
      case 1: words.1 = words.1 << 4 | UInt64(digit)
      case 2: words.2 = words.2 << 4 | UInt64(digit)
      default: words.3 = words.3 << 4 | UInt64(digit)
      }
      position += 1
    }
    return .sha256(words.0, words.1, words.2, words.3)
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
