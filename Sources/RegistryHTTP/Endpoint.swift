/// Where a registry is reached: scheme, host and port, and the path before that of each call.
public struct Endpoint: Sendable, Hashable {
  /// How it is spoken to.
  public enum Scheme: String, Sendable, Hashable {
    /// In the clear.
    case http
    /// Over TLS.
    case https
  }

  /// Why a text is no endpoint.
  public struct Problem: Error, Sendable, Hashable {
    /// Half a sentence for people, which goes on behind the text: `has no host`.
    public let message: String
  }

  /// How it is spoken to.
  public let scheme: Scheme
  /// A name or an address in lower case; an IPv6 address without brackets.
  public let host: String
  /// The port, which is 80 or 443 where the text has none.
  public let port: Int
  /// What stands before the path of each call: empty, or with a slash at its start only.
  public let path: String

  /// Reads a URL such as `https://api.scaleway.com`.
  ///
  /// Throws where it is not http or https, has no host, or has what an endpoint cannot have: a
  /// user or password, a query, a fragment.
  public init(_ text: String) throws(Problem) {
    guard let separator = text.firstRange(ofText: "://"),
      let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased())
    else { throw Problem(message: "does not begin with https:// or http://") }
    let rest = text[separator.upperBound...]
    guard !rest.contains("?"), !rest.contains("#") else {
      throw Problem(message: "has a query or a fragment, which an address of an API cannot have")
    }
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = rest[..<end]
    guard !authority.contains("@") else {
      throw Problem(message: "has a user or password in it, which is not the place for secrets")
    }
    self.scheme = scheme
    (host, port) = try Self.hostAndPort(authority, scheme.defaultPort)
    var path = rest[end...]
    while path.hasSuffix("/") { path = path.dropLast() }
    guard path.utf8.allSatisfy({ Self.isOfPath($0) }), !path.split(separator: "/").contains("..")
    else { throw Problem(message: "has a character in its path that cannot be there") }
    self.path = String(path)
  }

  /// A host that is known to be one, over TLS.
  package init(https host: String) {
    scheme = .https
    self.host = host
    port = Scheme.https.defaultPort
    path = ""
  }

  static func hostAndPort(
    _ authority: Substring, _ defaultPort: Int
  ) throws(Problem) -> (host: String, port: Int) {
    var host = authority
    var port = defaultPort
    // The colons of an IPv6 address are inside its brackets.
    let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
    if let colon = authority[bracket...].lastIndex(of: ":") {
      let digits = authority[authority.index(after: colon)...]
      guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
        (1...65_535).contains(number)
      else { throw Problem(message: "has a port that is not from 1 to 65535") }
      host = authority[..<colon]
      port = number
    }
    let name = host.lowercased()
    if name.hasPrefix("["), name.hasSuffix("]") {
      let address = name.dropFirst().dropLast()
      guard address.contains(":"), address.allSatisfy({ $0.isHexDigit || ".:".contains($0) })
      else { throw Problem(message: "has an IPv6 address that is none") }
      return (String(address), port)
    }
    guard !name.isEmpty else { throw Problem(message: "has no host") }
    guard name.utf8.allSatisfy({ Self.isOfHost($0) }) else {
      throw Problem(message: "has a host with a character that cannot be there")
    }
    return (name, port)
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func isOfPath(_ byte: UInt8) -> Bool {
    isUnreserved(byte) || "/%!$&'()*+,;=:@".utf8.contains(byte)
  }
}

extension Endpoint {
  /// Whether it is this machine. Other names may lead here too; whoever asks wants to be sure.
  public var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    guard let address = IPv4Address(host) else { return false }
    return address.bits >> 24 == 127
  }

  /// Whether the two are the same server: scheme, host and port.
  public func hasSameOrigin(as other: Endpoint) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// The host as a URL has it: an IPv6 address in brackets.
  var hostOfURL: String { host.contains(":") ? "[\(host)]" : host }
}

extension Endpoint: CustomStringConvertible {
  /// The URL, without a port that goes without saying and without a slash at its end.
  public var description: String {
    let port = port == scheme.defaultPort ? "" : ":\(port)"
    return "\(scheme.rawValue)://\(hostOfURL)\(port)\(path)"
  }
}

extension Endpoint.Scheme {
  fileprivate var defaultPort: Int { self == .https ? 443 : 80 }
}

/// Four bytes of an address, the first on top.
struct IPv4Address: Hashable {
  let bits: UInt32

  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard part.utf8.count <= 3, let byte = UInt8(part) else { return nil }
      bits = bits << 8 | UInt32(byte)
    }
    self.bits = bits
  }
}

extension StringProtocol {
  /// Where a text occurs for the first time.
  func firstRange(ofText text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
