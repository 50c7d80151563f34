import TagQuery

/// Where a registry is: what `--registry` and `TAGQ_REGISTRY` say.
public enum RegistryAddress: Sendable, Hashable {
  /// A made-up registry in memory, the same at every start.
  case demo
  /// A snapshot in a file, which can only be read.
  case file(path: String)
  /// The embedded registry in a file.
  case sqlite(path: String)

  /// Why a text is no address, or why there is no registry at one.
  public struct Failure: Error, Sendable {
    /// One sentence for people, safe to show on a terminal.
    public let message: String
    /// How a run ends that fails for it.
    public let end: RunEnd

    /// A failure.
    public init(message: String, end: RunEnd) {
      self.message = message
      self.end = end
    }
  }

  /// Reads an address such as `demo:` or `file:tags.ndjson`.
  public init(_ text: String) throws(Failure) {
    switch text {
    case "demo:", "demo": self = .demo
    case _ where text.hasPrefix("file:"): self = .file(path: try Self.path(text, behind: "file:"))
    case _ where text.hasPrefix("sqlite:"):
      self = .sqlite(path: try Self.path(text, behind: "sqlite:"))
    default:
      throw Failure(
        message: "'\(TerminalText.sanitized(text))' is not a registry; this version knows demo:, "
          + "file:PATH and sqlite:PATH", end: .mistake)
    }
  }

  private static func path(_ text: String, behind scheme: String) throws(Failure) -> String {
    let path = String(text.dropFirst(scheme.count))
    guard !path.isEmpty else {
      throw Failure(message: "'\(scheme)' needs the path of a file behind it", end: .mistake)
    }
    return path
  }
}
