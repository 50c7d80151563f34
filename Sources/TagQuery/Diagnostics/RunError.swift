/// Why a run ended before its end.
public struct RunError: Error, Sendable {
  /// What kind of end it is; the command line has an exit code for each.
  public enum Kind: Sendable, Hashable {
    /// The registry, a file or a bound of the run.
    case failed
    /// An `assert` was not true.
    case assertionFailed
    /// A deletion that was refused as a whole; nothing was deleted.
    case refused
  }

  /// What kind of end it is.
  public var kind: Kind
  /// What happened, in one sentence.
  public var message: String
  /// The place in the program that it belongs to.
  public var range: SourceRange?
  /// What to do about it.
  public var help: String?

  /// An end of a run.
  public init(
    _ kind: Kind = .failed, _ message: String, range: SourceRange? = nil, help: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.range = range
    self.help = help
  }
}
