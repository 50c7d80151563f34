/// Where a server listens.
public struct ListenAddress: Sendable, Hashable {
  /// A host name or an IP address, without brackets.
  public var host: String
  /// The port; 0 for one that is free.
  public var port: Int

  /// An address. It is not looked up.
  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:7080` or `[::1]:7080`. Throws what is wrong with it.
  public init(_ text: String) throws(ServerError) {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else {
      throw ServerError("'\(text)' is no address: write HOST:PORT, such as 127.0.0.1:7080")
    }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = Int(digits), port <= 65_535
    else { throw ServerError("'\(digits)' is no port: that is a number from 0 to 65535") }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.utf8.contains(UInt8(ascii: ":")) {
      throw ServerError("an IPv6 address stands in brackets: [::1]:7080")
    }
    guard !host.isEmpty else {
      throw ServerError("'\(text)' names no host: write HOST:PORT, such as 127.0.0.1:7080")
    }
    self.init(host: String(host), port: port)
  }

  /// Whether only this machine can reach it.
  var isLoopback: Bool { Self.isLoopback(host[...]) }

  /// Whether a host, which may be a name, stands for this machine.
  static func isLoopback(_ host: Substring) -> Bool {
    if host.lowercased() == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        part.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int(part).map { $0 <= 255 } ?? false
      }
  }
}

extension ListenAddress: CustomStringConvertible {
  /// `127.0.0.1:7080`, with brackets around an IPv6 address.
  public var description: String {
    host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
