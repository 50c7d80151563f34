/// The target of a request in its parts (RFC 9112, section 3.2.1), each of them decoded only after
/// it was cut out: so nothing in a part can become another part.
struct RequestTarget: Equatable {
  /// A parameter of the query.
  struct Parameter: Equatable {
    var name: String
    /// Nil where what stands there cannot be decoded.
    var value: String?
  }

  /// The parts of the path.
  var segments: [String]
  /// The parameters of the query, in the order in which they were given.
  var parameters: [Parameter]

  /// Nil for what is no path, or cannot be decoded.
  init?(_ text: String) {
    let bytes = text.utf8
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    var segments: [String] = []
    let path = bytes[..<mark].dropFirst()
    for part in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let segment = Self.decoded(part, plusIsSpace: false) else { return nil }
      segments.append(segment)
    }
    self.segments = segments
    parameters = bytes[mark...].dropFirst().split(separator: UInt8(ascii: "&")).map { pair in
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      let name = Self.decoded(pair[..<equals], plusIsSpace: true)
      return Parameter(
        name: name ?? String(decoding: pair[..<equals], as: UTF8.self),
        value: Self.decoded(pair[equals...].dropFirst(), plusIsSpace: true))
    }
  }

  /// A text without its percent-encoding; nil where that, or what it stands for, is malformed.
  private static func decoded(
    _ text: some Collection<UInt8>, plusIsSpace: Bool
  ) -> String? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var rest = text.makeIterator()
    while let byte = rest.next() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// The value of a hexadecimal digit.
  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
