/// Who may call.
///
/// With a token, whoever has it. Without one, programs on this machine: not the pages that a
/// browser on it happens to show, which may send requests to any address, or have the name of
/// their own host point to this one (DNS rebinding).
struct AccessCheck: Sendable {
  private let token: [UInt8]?

  init(token: String?) {
    self.token = token.map { Array($0.utf8) }
  }

  /// Throws what is answered to whoever may not.
  func check(
    token given: String?, host: String?, origin: String?, isChange: Bool
  ) throws(APIError) {
    let action = isChange ? "delete" : "read"
    guard let token else {
      guard let host else { throw .untyped(status: 400, message: "the header Host is missing") }
      guard let name = Self.name(of: host), ListenAddress.isLoopback(name) else {
        throw .forbidden(
          action: action, resource: "host",
          message: "a server without a token is called by a name of this machine, such as localhost"
        )
      }
      guard origin == nil || origin == "http://\(host)" else {
        throw .forbidden(
          action: action, resource: "origin",
          message: "a server without a token is not for pages of other hosts")
      }
      return
    }
    guard let given, !given.isEmpty else { throw .denied(reason: "invalid_argument") }
    guard Self.isSame(token, Array(given.utf8)) else { throw .denied(reason: "not_found") }
  }

  /// The host without its port and brackets; nil where there is something else.
  private static func name(of host: String) -> Substring? {
    let name: Substring
    let rest: Substring
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      (name, rest) = (host[..<end].dropFirst(), host[end...].dropFirst())
    } else {
      name = host.prefix { $0 != ":" }
      rest = host[name.endIndex...]
    }
    let isPort = rest.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    return rest.isEmpty || rest.hasPrefix(":") && isPort ? name : nil
  }

  /// Compares without stopping at the first difference: how long it takes depends on the length of
  /// what was given and tells nothing of the token.
  static func isSame(_ token: [UInt8], _ given: [UInt8]) -> Bool {
    var difference = token.count ^ given.count
    for (index, byte) in given.enumerated() {
      let expected = token.isEmpty ? 0 : token[index % token.count]
      difference |= Int(byte ^ expected)
    }
    return difference == 0
  }
}
