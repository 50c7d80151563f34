import TagQuery

/// Why a snapshot cannot be read.
public struct SnapshotError: Error, Sendable, Hashable {
  /// The snapshot's name, as it was given: mostly a path.
  public let name: String
  /// The line, from 1, that is to blame; nil where none is.
  public let line: Int?
  /// One sentence for people without its full stop, safe to show on a terminal.
  public let message: String

  init(name: String, line: Int? = nil, _ message: String) {
    self.name = name
    self.line = line
    self.message = message
  }
}

extension SnapshotError: CustomStringConvertible {
  /// The sentence behind the place that it is about, such as `tags.ndjson:17: …`.
  public var description: String {
    let place = line.map { ":\($0)" } ?? ""
    return "\(TerminalText.sanitized(name))\(place): \(message)"
  }
}

/// What is wrong with the bytes of a snapshot, before it is known whose they are.
struct ByteProblem: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
