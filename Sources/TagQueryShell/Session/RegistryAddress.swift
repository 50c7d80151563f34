public import TagQuery

/// Where a registry is: what `--registry` and `TAGQ_REGISTRY` say.
public enum RegistryAddress: Sendable, Hashable {
  /// A made-up registry in memory, the same at every start.
  case demo

  /// Why a text is no address.
  public struct Failure: Error, Sendable {
    /// One sentence for people.
    public let message: String
  }

  /// Reads an address such as `demo:`.
  public init(_ text: String) throws(Failure) {
    guard text == "demo:" || text == "demo" else {
      throw Failure(
        message: "'\(TerminalText.sanitized(text))' is not a registry; this version knows demo:")
    }
    self = .demo
  }

  /// The registry at this address.
  public func open() -> any Registry {
    switch self {
    case .demo: MemoryRegistry.demo()
    }
  }
}
