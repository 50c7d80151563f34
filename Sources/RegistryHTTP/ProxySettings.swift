/// Which proxies the environment names, read as most programs do: `HTTPS_PROXY`, `HTTP_PROXY` and
/// `NO_PROXY`, in capitals or small letters.
public struct ProxySettings: Sendable {
  /// Why a proxy cannot be used.
  public struct Problem: Error, Sendable, Hashable {
    /// One sentence for people, in lower case and without its full stop. It shows no password.
    public let message: String
  }

  /// A proxy may have a password in it.
  private var variables: [String: Secret] = [:]

  /// The proxies that these variables name. Others are not looked at.
  public init(environment: [String: String] = [:]) {
    for name in ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"].flatMap({ [$0, $0.lowercased()] }) {
      if let value = environment[name], !value.isEmpty { variables[name] = Secret(value) }
    }
  }

  private func variable(_ name: String) -> (name: String, value: String)? {
    for name in [name, name.lowercased()] {
      if let value = variables[name] { return (name, value.text) }
    }
    return nil
  }

  /// The proxy that leads to an endpoint; nil where the way is direct, as it always is to this
  /// machine.
  public func proxy(for endpoint: Endpoint) throws(Problem) -> Proxy? {
    let name = endpoint.scheme == .https ? "HTTPS_PROXY" : "HTTP_PROXY"
    guard let variable = variable(name), !endpoint.isLoopback,
      !ProxyExceptions(self.variable("NO_PROXY")?.value ?? "").contains(endpoint)
    else { return nil }
    return try Proxy(variable.value, variable: variable.name)
  }
}

/// A server through which others are reached.
public struct Proxy: Sendable {
  enum Kind: Sendable { case http, socks }

  let kind: Kind
  /// A name or an address.
  public let host: String
  /// The port.
  public let port: Int
  /// The variable that names it.
  public let variable: String
  /// User and password as the header has them, before they are encoded.
  let login: Secret?

  init(_ text: String, variable: String) throws(ProxySettings.Problem) {
    self.variable = variable
    func problem(_ what: String) -> ProxySettings.Problem {
      ProxySettings.Problem(
        message: "\(variable) \(what); it should look like http://proxy.example.com:3128")
    }
    var rest = Substring(text)
    var scheme = "http"
    if let separator = rest.firstRange(ofText: "://") {
      scheme = rest[..<separator.lowerBound].lowercased()
      rest = rest[separator.upperBound...]
    }
    switch scheme {
    case "http": kind = .http
    case "socks5", "socks5h": kind = .socks
    case "https": throw problem("names a proxy that is reached over TLS, which is not supported")
    default: throw problem("names a proxy of a kind that is not known")
    }
    if let slash = rest.firstIndex(of: "/") { rest = rest[..<slash] }
    if let at = rest.lastIndex(of: "@") {
      guard let decoded = percentDecoded(rest[..<at]) else {
        throw problem("has a user or password with a '%' that is not followed by two digits")
      }
      guard kind == .http else {
        throw problem("names a SOCKS proxy with a password, which is not supported")
      }
      login = Secret(decoded)
      rest = rest[rest.index(after: at)...]
    } else {
      login = nil
    }
    do {
      (host, port) = try Endpoint.hostAndPort(rest, kind == .http ? 80 : 1_080)
    } catch {
      throw problem(error.message)
    }
  }
}

extension Proxy: CustomStringConvertible {
  /// Host, port and variable, without user and password.
  public var description: String { "\(host):\(port) (\(variable))" }
}

/// What `NO_PROXY` excepts: `*`, names with all that is below them, addresses, and networks such as
/// `10.0.0.0/8`; each may end in a port.
private struct ProxyExceptions {
  private let entries: [Substring]

  init(_ text: String) {
    entries = text.split { $0 == "," || $0 == " " }
  }

  func contains(_ endpoint: Endpoint) -> Bool {
    entries.contains { entry in
      if entry == "*" { return true }
      var name = entry.lowercased()[...]
      // The colons of an IPv6 address are no sign of a port.
      let isAddress = name.filter { $0 == ":" }.count > 1 && !name.contains("]:")
      if !isAddress, let colon = name.lastIndex(of: ":") {
        guard Int(name[name.index(after: colon)...]) == endpoint.port else { return false }
        name = name[..<colon]
      }
      if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
      if let address = IPv4Address(endpoint.host) { return Self.contains(address, in: name) }
      if name.hasPrefix("*.") { name = name.dropFirst() }
      // A dot at the start excepts what is below a name, and not the name.
      if name.hasPrefix(".") { return endpoint.host.hasSuffix(name) }
      return endpoint.host == name || endpoint.host.hasSuffix(".\(name)")
    }
  }

  private static func contains(_ address: IPv4Address, in network: Substring) -> Bool {
    let parts = network.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let base = parts.first.flatMap({ IPv4Address($0) }) else {
      return false
    }
    guard parts.count == 2 else { return address == base }
    guard let bits = Int(parts[1]), (0...32).contains(bits) else { return false }
    let mask: UInt32 = bits == 0 ? 0 : ~0 << UInt32(32 - bits)
    return address.bits & mask == base.bits & mask
  }
}

/// The text that a part of a URL stands for; nil where a `%` is not followed by two digits.
private func percentDecoded(_ text: Substring) -> String? {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    let digits = String(decoding: rest.prefix(2), as: UTF8.self)
    guard digits.utf8.count == 2, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
      let value = UInt8(digits, radix: 16)
    else { return nil }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(decoding: bytes, as: UTF8.self)
}
