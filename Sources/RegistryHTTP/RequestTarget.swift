/// The path and query of a call. Every part is percent-encoded, so that nothing in an identifier or
/// a name can change which call is made.
public struct RequestTarget: Sendable, Hashable {
  /// What is sent: `/a/b?c=d`.
  public private(set) var text: String
  private var hasQuery = false

  /// The path of these parts; nil where one is empty or only dots, since servers take such parts
  /// out, encoded or not.
  public init?(_ parts: [String]) {
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
    text = parts.map { "/" + Self.encoded($0) }.joined()
  }

  /// Adds a parameter of the query.
  public mutating func add(_ name: String, _ value: String) {
    text += hasQuery ? "&" : "?"
    text += "\(Self.encoded(name))=\(Self.encoded(value))"
    hasQuery = true
  }

  /// Leaves what every server takes as it is (RFC 3986, 2.3), and writes each other byte as `%XX`.
  static func encoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        bytes.append(byte)
      } else {
        let digits = Array("0123456789ABCDEF".utf8)
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Whether a byte means only itself in a URL.
func isUnreserved(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
  case UInt8(ascii: "0")...UInt8(ascii: "9"): true
  case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
  default: false
  }
}
