/// Shows diagnostics to people: the words, the place, the line with what is wrong marked under it,
/// and the help.
public struct DiagnosticRenderer: Sendable {
  /// Whether to use colour (ANSI escapes).
  public let isColored: Bool

  /// A renderer.
  public init(isColored: Bool) { self.isColored = isColored }

  private enum Style: String {
    case error = "1;31"
    case warning = "1;33"
    case frame = "1;34"
    case help = "1;36"
    case bold = "1"
  }

  /// All diagnostics with a closing line that counts them.
  public func render(_ error: QueryError) -> String {
    var text = error.diagnostics.map { render($0, in: error.sources) }.joined(separator: "\n")
    let errors = error.diagnostics.count { $0.severity == .error }
    let warnings = error.diagnostics.count { $0.severity == .warning }
    var summary: [String] = []
    if errors > 0 { summary.append(errors == 1 ? "1 error" : "\(errors) errors") }
    if warnings > 0 { summary.append(warnings == 1 ? "1 warning" : "\(warnings) warnings") }
    // Not all of a text with that many is looked at.
    let left = error.omittedErrors > 0 ? ", and there are more" : ""
    if errors + warnings > 1 || error.omittedErrors > 0 {
      text += "\n" + styled(summary.joined(separator: ", ") + left, .bold) + "\n"
    }
    return text
  }

  /// One diagnostic; the text ends with a line break.
  public func render(_ diagnostic: Diagnostic, in sources: SourceMap) -> String {
    let style: Style = diagnostic.severity == .error ? .error : .warning
    let title = styled("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]", style)
    var text = title + styled(": " + visible(diagnostic.message), .bold) + "\n"
    text += excerpt(of: diagnostic.range, in: sources, mark: "^", style: style)
    for note in diagnostic.notes {
      text += "\(styled("note", .bold)): \(visible(note.message))\n"
      if let range = note.range {
        text += excerpt(of: range, in: sources, mark: "-", style: .frame)
      }
    }
    if let help = diagnostic.help {
      text += "\(styled("help", .help)): \(visible(help))\n"
    }
    return text
  }

  /// Why a run ended before its end, like an error of the program.
  public func render(_ error: RunError, in sources: SourceMap) -> String {
    var text = styled("error", .error) + styled(": " + visible(error.message), .bold) + "\n"
    if let range = error.range {
      text += excerpt(of: range, in: sources, mark: "^", style: .error)
    }
    if let help = error.help { text += "\(styled("help", .help)): \(visible(help))\n" }
    return text
  }

  /// The place, and the line with marks under it.
  private func excerpt(
    of range: SourceRange, in sources: SourceMap, mark: Character, style: Style
  ) -> String {
    let file = sources.files[range.file]
    let (line, column) = file.position(of: range.lower)
    let number = String(line)
    let margin = String(repeating: " ", count: number.utf8.count)
    var text = "\(margin)\(styled("-->", .frame)) \(visible(file.name)):\(line):\(column)\n"
    let bar = styled("|", .frame)
    let window = Self.window(of: range, in: file)
    let before = excerptLine(file.text(in: window.lowerBound..<range.lower))
    let end = min(max(range.upper, range.lower), window.upperBound)
    let marked = excerptLine(file.text(in: range.lower..<end))
    let after = excerptLine(file.text(in: end..<window.upperBound))
    let whole = file.line(at: range.lower)
    let prefix = window.lowerBound > whole.lowerBound ? "…" : ""
    let suffix = window.upperBound < whole.upperBound ? "…" : ""
    text += "\(margin) \(bar)\n"
    text += "\(styled(number, .frame)) \(bar) \(prefix)\(before)\(marked)\(after)\(suffix)\n"
    let indent = String(repeating: " ", count: DisplayWidth.cells(of: prefix + before))
    let marks = String(repeating: mark, count: max(1, DisplayWidth.cells(of: marked)))
    text += "\(margin) \(bar) \(indent)\(styled(marks, style))\n"
    return text
  }

  /// The part of the line that is shown: all of it, or some text around the place.
  private static func window(of range: SourceRange, in file: SourceText) -> Range<Int> {
    let line = file.line(at: range.lower)
    let most = 160
    guard line.count > most else { return line }
    var lower = max(line.lowerBound, range.lower - 60)
    var upper = min(line.upperBound, lower + most)
    // Never inside a character of several bytes.
    while lower > line.lowerBound, file.bytes[lower] & 0xC0 == 0x80 { lower -= 1 }
    while upper < line.upperBound, file.bytes[upper] & 0xC0 == 0x80 { upper += 1 }
    return lower..<upper
  }

  private func styled(_ text: String, _ style: Style) -> String {
    isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  private func visible(_ text: String) -> String { TerminalText.sanitized(text) }

  /// A line of the program: a tab is one blank, so that the marks stand right under the text.
  private func excerptLine(_ text: String) -> String {
    visible(String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\t" ? " " : $0 })))
  }
}
