import TagQuery

/// One thing that the doctor has found.
public struct Finding: Sendable, Hashable {
  /// How bad it is.
  public enum Level: String, Sendable, Hashable {
    /// As it should be.
    case good
    /// It works, but something is odd.
    case warning
    /// It does not work.
    case bad
  }

  /// How bad it is.
  public var level: Level
  /// What it is about: `secret key`, `clock`.
  public var subject: String
  /// What was found, safe to show and without secrets.
  public var message: String
  /// What to do about it.
  public var mend: String?

  /// A finding.
  public init(_ level: Level, _ subject: String, _ message: String, mend: String? = nil) {
    self.level = level
    self.subject = subject
    self.message = message
    self.mend = mend
  }
}

extension Finding: CustomStringConvertible {
  /// The finding as one line: `ok       region       fr-par (built in)`.
  public var description: String {
    let mark =
      switch level {
      case .good: "ok"
      case .warning: "warning"
      case .bad: "failed"
      }
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(width - text.count, 0))
    }
    let line = "\(padded(mark, 8)) \(padded(subject, 13)) \(message)"
    return mend.map { "\(line); \($0)" } ?? line
  }
}
