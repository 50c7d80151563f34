import SnapshotRegistry
public import TagQuery

/// Where a registry is: what `--registry` and `TAGQ_REGISTRY` say.
public enum RegistryAddress: Sendable, Hashable {
  /// A made-up registry in memory, the same at every start.
  case demo
  /// A snapshot in a file, which can only be read.
  case file(path: String)

  /// Why a text is no address, or why there is no registry at one.
  public struct Failure: Error, Sendable {
    /// One sentence for people, safe to show on a terminal.
    public let message: String
    /// How a run ends that fails for it.
    public let end: RunEnd
  }

  /// Reads an address such as `demo:` or `file:tags.ndjson`.
  public init(_ text: String) throws(Failure) {
    switch text {
    case "demo:", "demo": self = .demo
    case _ where text.hasPrefix("file:"):
      let path = String(text.dropFirst("file:".count))
      guard !path.isEmpty else {
        throw Failure(
          message: "'file:' needs the path of a snapshot, such as file:tags.ndjson", end: .mistake)
      }
      self = .file(path: path)
    default:
      throw Failure(
        message: "'\(TerminalText.sanitized(text))' is not a registry; this version knows demo: "
          + "and file:PATH", end: .mistake)
    }
  }

  /// The registry at this address. A snapshot is read whole, and throws where it is not good.
  public func open() throws(Failure) -> any Registry {
    switch self {
    case .demo: return MemoryRegistry.demo()
    case .file(let path):
      do throws(SnapshotError) {
        return try SnapshotRegistry(path: path)
      } catch {
        throw Failure(message: error.description, end: .failed)
      }
    }
  }
}
