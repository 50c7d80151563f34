import TagQuery

/// Writes comma- or tab-separated values with a header line.
///
/// Values are exact: sizes as bytes, durations as seconds, timestamps as RFC 3339, lists joined by
/// a space. A text that a spreadsheet takes for a formula, such as `=1+1`, is therefore left as it
/// is: whoever opens the file in a spreadsheet imports its columns as text. Only on a terminal are
/// control characters replaced by visible escapes.
struct SeparatedFormatter: ResultFormatter {
  /// What is written between the fields and how a field keeps clear of it.
  enum Dialect {
    /// RFC 4180: commas, lines ending in CR LF, quotes where a field needs them. Null is an empty
    /// field and the empty text a pair of quotes, which readers that tell them apart can use.
    case commas
    /// Tabs, lines ending in LF, and tab, line ends and backslash escaped as `\t`, `\n`, `\r` and
    /// `\\`, so that a line is always a row. Null and the empty text are both an empty field.
    case tabs
  }

  private let dialect: Dialect
  private let isTerminal: Bool

  init(dialect: Dialect, options: OutputOptions) {
    self.dialect = dialect
    isTerminal = options.isTerminal
  }

  mutating func begin(_ headings: [ResultColumn], to text: inout String) {
    appendLine(headings.map { field($0.name) }, to: &text)
  }

  mutating func row(_ values: [Value], to text: inout String) {
    appendLine(values.map { value in exactText(value).map(field) ?? "" }, to: &text)
  }

  mutating func end(to text: inout String) {}

  private func appendLine(_ fields: [String], to text: inout String) {
    switch dialect {
    case .commas:
      // A line with nothing on it is skipped by many readers, and the row would be lost.
      text += fields == [""] ? "\"\"" : fields.joined(separator: ",")
      text += "\r\n"
    case .tabs:
      text += fields.joined(separator: "\t")
      text += "\n"
    }
  }

  /// The text of a value; nil for null.
  private func exactText(_ value: Value) -> String? {
    switch value {
    case .duration(let span): span.secondsText
    case .list(let values): values.map { exactText($0) ?? "" }.joined(separator: " ")
    default: value.text
    }
  }

  private func field(_ value: String) -> String {
    switch dialect {
    case .commas: quoted(isTerminal ? TerminalText.sanitized(value, keepingLines: true) : value)
    // Escaped first: what was a backslash is then told from one of an escape.
    case .tabs: isTerminal ? TerminalText.sanitized(escaped(value)) : escaped(value)
    }
  }

  private func quoted(_ value: String) -> String {
    let needsQuotes = value.utf8.contains { byte in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D
    }
    guard needsQuotes || value.isEmpty else { return value }
    var text = "\""
    for scalar in value.unicodeScalars {
      if scalar == "\"" { text += "\"" }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }

  private func escaped(_ value: String) -> String {
    let needsEscapes = value.utf8.contains { byte in
      byte == UInt8(ascii: "\\") || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
    guard needsEscapes else { return value }
    var text = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\t": text += "\\t"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
