public import TagQuery

/// A way to write a result as text.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// Columns fitted to a terminal, for people.
  case table
  /// Comma-separated values (RFC 4180), with a header line.
  case csv
  /// Tab-separated values, with a header line.
  case tsv
  /// One JSON object a line.
  case ndjson
  /// One JSON array of objects.
  case json
  /// A table of GitHub Flavored Markdown.
  case markdown
}

/// What a formatter knows of the place that its text goes to.
public struct OutputOptions: Sendable, Hashable {
  /// The cells in a line of the terminal; nil where lines may be of any length, and then nothing is
  /// shortened.
  public var width: Int?
  /// Whether headings and statuses get colours.
  public var isColored: Bool
  /// Whether a terminal shows the text, and would obey control characters in it.
  public var isTerminal: Bool

  /// Options for a file or a pipe, unless told otherwise.
  public init(width: Int? = nil, isColored: Bool = false, isTerminal: Bool = false) {
    self.width = width
    self.isColored = isColored
    self.isTerminal = isTerminal
  }
}

/// Turns the rows of one result into text, which it appends to `text`.
///
/// `begin` is called once, then `row` for each row, then `end` once. The caller writes out and
/// empties `text` whenever it likes: a formatter never looks at what is there. Only the table holds
/// rows back, and a bounded number of them.
public protocol ResultFormatter {
  /// Appends what comes before the rows.
  mutating func begin(_ headings: [ResultColumn], to text: inout String)
  /// Appends a row, which has one value for each heading.
  mutating func row(_ values: [Value], to text: inout String)
  /// Appends what is held back and what comes after the rows.
  mutating func end(to text: inout String)
}

/// The formatter of a format.
public func makeFormatter(
  _ format: OutputFormat, options: OutputOptions = OutputOptions()
) -> any ResultFormatter {
  switch format {
  case .table: TableFormatter(options: options)
  case .csv: SeparatedFormatter(dialect: .commas, options: options)
  case .tsv: SeparatedFormatter(dialect: .tabs, options: options)
  case .ndjson: JSONFormatter(layout: .lines)
  case .json: JSONFormatter(layout: .array)
  case .markdown: MarkdownFormatter()
  }
}

extension OutputFormat {
  /// The format that the extension of a file's name tells, in either case of letters. Throws
  /// `OutputError.unknownExtension` for any but `.csv`, `.tsv`, `.ndjson`, `.json` and `.md`.
  public init(path: String) throws(OutputError) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    // A name that begins with its only dot is a hidden file without an extension.
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else {
      throw .unknownExtension(path: path)
    }
    switch name[dot...].dropFirst().lowercased() {
    case "csv": self = .csv
    case "tsv": self = .tsv
    case "ndjson": self = .ndjson
    case "json": self = .json
    case "md": self = .markdown
    default: throw .unknownExtension(path: path)
    }
  }
}
