/// Something to say about a program, with its place.
public struct Diagnostic: Sendable, Hashable {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable {
    /// The program does not run.
    case error
    /// The program runs, and may not do what was meant.
    case warning
  }

  /// A further place or fact that belongs to it.
  public struct Note: Sendable, Hashable {
    /// What is said.
    public let message: String
    /// Where; nil where there is no place.
    public let range: SourceRange?
  }

  /// What kind of mistake it is: a stable word such as `unknown-field`.
  public let code: Code
  /// How bad it is.
  public let severity: Severity
  /// Where it is.
  public let range: SourceRange
  /// What is wrong, in one sentence.
  public let message: String
  /// How to mend it, where that is known.
  public let help: String?
  /// The text that would mend it in place of `range`, where there is exactly one.
  public let replacement: String?
  /// What else belongs to it.
  public internal(set) var notes: [Note]

  init(
    _ code: Code, _ range: SourceRange, _ message: String, help: String? = nil,
    replacement: String? = nil, severity: Severity = .error, notes: [Note] = []
  ) {
    self.code = code
    self.severity = severity
    self.range = range
    self.message = Self.shortened(message)
    self.help = help.map(Self.shortened)
    self.replacement = replacement
    self.notes = notes
  }
}

extension Diagnostic {
  /// What is said of a very long word does not repeat all of it.
  private static func shortened(_ text: String) -> String {
    let most = 1_000
    guard text.utf8.count > most else { return text }
    let (start, end) = (text.unicodeScalars.prefix(most / 2), text.unicodeScalars.suffix(most / 4))
    return String(Substring(start)) + "…" + String(Substring(end))
  }
}

/// The diagnostics of a program, errors up to a bound.
struct DiagnosticList {
  private(set) var all: [Diagnostic] = []
  /// Errors that were left out because there are too many.
  private(set) var omittedErrors = 0
  private var errorCount = 0
  private var seen: Set<Key> = []
  private var errorRanges: Set<SourceRange> = []
  private let limit: Int

  private struct Key: Hashable {
    let code: Diagnostic.Code
    let range: SourceRange
    /// Told apart only where there is no text to point at.
    let message: String?
  }

  init(limit: Int) { self.limit = limit }

  var hasErrors: Bool { errorCount > 0 }

  /// Whether something is wrong with exactly this place already.
  func hasError(at range: SourceRange) -> Bool { errorRanges.contains(range) }

  /// Whether a further error would only be counted.
  var isFull: Bool { errorCount >= limit }

  /// Counts an error that would be left out anyway.
  mutating func omitError() {
    errorCount += 1
    omittedErrors += 1
  }

  /// Adds a diagnostic, unless the same is said of the same place already: a `def` is checked
  /// wherever it is used.
  mutating func add(_ diagnostic: Diagnostic) {
    let range = diagnostic.range
    let key = Key(
      code: diagnostic.code, range: range,
      message: range.lower == range.upper ? diagnostic.message : nil)
    guard seen.insert(key).inserted else { return }
    if diagnostic.severity == .error {
      errorRanges.insert(range)
      errorCount += 1
      guard errorCount <= limit else {
        omittedErrors += 1
        return
      }
    }
    all.append(diagnostic)
  }

  /// In the order of the text.
  var sorted: [Diagnostic] {
    // A stable order for what stands at one place: as it was found.
    all.enumerated().sorted {
      ($0.element.range.file, $0.element.range.lower, $0.offset)
        < ($1.element.range.file, $1.element.range.lower, $1.offset)
    }.map(\.element)
  }
}

/// Everything that is wrong with a program.
public struct QueryError: Error, Sendable {
  /// What is wrong, in the order of the text; warnings may be among them.
  public let diagnostics: [Diagnostic]
  /// Errors beyond the bound of reported ones that were found; there may be more, since a text with
  /// that many is not read to its end.
  public let omittedErrors: Int
  /// The texts that the places are in.
  public let sources: SourceMap
}
