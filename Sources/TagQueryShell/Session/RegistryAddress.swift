import TagQuery

/// Where a registry is: what `--registry` and `TAGQ_REGISTRY` say.
public enum RegistryAddress: Sendable, Hashable {
  /// A made-up registry in memory, the same at every start.
  case demo
  /// A snapshot in a file, which can only be read.
  case file(path: String)
  /// The embedded registry in a file.
  case sqlite(path: String)
  /// Scaleway's API, or what its configuration names instead; nil for the default region.
  case scaleway(region: String?)
  /// Another place that serves the Tags API.
  case http(url: String)

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
    case "scaleway": self = .scaleway(region: nil)
    case _ where text.hasPrefix("scaleway:"):
      let region = String(text.dropFirst("scaleway:".count))
      self = .scaleway(region: region.isEmpty ? nil : region)
    case _ where text.hasPrefix("http://") || text.hasPrefix("https://"): self = .http(url: text)
    default:
      throw Failure(
        message: "'\(TerminalText.sanitized(text))' is not a registry; there are scaleway, "
          + "scaleway:REGION, https://HOST, sqlite:PATH, file:PATH and demo:", end: .mistake)
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
