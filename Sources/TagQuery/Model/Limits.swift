/// The bounds of a program. Past one there is an error with its place, never a crash.
public struct Limits: Sendable, Hashable {
  /// Bytes of source text, includes among them.
  public var sourceBytes = 1 << 20
  /// Levels of nesting in an expression.
  public var nesting = 200
  /// Nodes of a program after its `def`s are expanded.
  public var nodes = 10_000
  /// Bytes of a string that is made while a query runs.
  public var stringBytes = 64 << 10
  /// Regular expressions in a program.
  public var regularExpressions = 256
  /// Bytes of memory for each regular expression.
  public var regularExpressionBytes = 1 << 20
  /// Errors reported for a program.
  public var reportedErrors = 100
  /// Files that a program includes.
  public var includes = 64
  /// Tags that a program may delete.
  public var deletions = 1_000

  /// The defaults.
  public init() {}
}
