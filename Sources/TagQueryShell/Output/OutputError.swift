#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

import TagQuery

/// Why output could not be written.
public enum OutputError: Error, Sendable, Hashable {
  /// The reader of a pipe or socket went away: no mistake, there is just nobody left to write for.
  case closed
  /// The name of a file does not tell its format.
  case unknownExtension(path: String)
  /// There is something at the path that is no file, such as a folder or a device.
  case notAFile(path: String)
  /// The system refused.
  case system(Action, path: String?, code: Int32)

  /// What the system was asked to do.
  public enum Action: String, Sendable, Hashable {
    /// To make a file in a folder, or to look at the one that is there.
    case create
    /// To write.
    case write
    /// To bring what was written to the disk, and the file in its place.
    case save
  }
}

extension OutputError: CustomStringConvertible {
  /// The error as a sentence, safe to show on a terminal.
  public var description: String {
    switch self {
    case .closed: "the reader of the output went away"
    case .unknownExtension(let path):
      "'\(TerminalText.sanitized(path))' has no known extension: "
        + "a file ends in .csv, .tsv, .ndjson, .json or .md"
    case .notAFile(let path): "'\(TerminalText.sanitized(path))' is not a regular file"
    case .system(let action, let path, let code):
      "cannot \(action.rawValue) "
        + (path.map { "'\(TerminalText.sanitized($0))'" } ?? "the output")
        + ": \(String(cString: strerror(code)))"
    }
  }
}
