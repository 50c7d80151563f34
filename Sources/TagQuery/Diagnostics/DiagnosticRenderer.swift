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
    let errors = error.diagnostics.count { $0.severity == .error } + error.omittedErrors
    let warnings = error.diagnostics.count { $0.severity == .warning }
    var summary: [String] = []
    if errors > 0 { summary.append(errors == 1 ? "1 error" : "\(errors) errors") }
    if warnings > 0 { summary.append(warnings == 1 ? "1 warning" : "\(warnings) warnings") }
    let left = error.omittedErrors > 0 ? " (\(error.omittedErrors) of them not shown)" : ""
    if errors + warnings > 1 {
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
    let before = visible(file.text(in: window.lowerBound..<range.lower))
    let end = min(max(range.upper, range.lower), window.upperBound)
    let marked = visible(file.text(in: range.lower..<end))
    let after = visible(file.text(in: end..<window.upperBound))
    let whole = file.line(at: range.lower)
    let prefix = window.lowerBound > whole.lowerBound ? "…" : ""
    let suffix = window.upperBound < whole.upperBound ? "…" : ""
    text += "\(margin) \(bar)\n"
    text += "\(styled(number, .frame)) \(bar) \(prefix)\(before)\(marked)\(after)\(suffix)\n"
    let indent = String(repeating: " ", count: Self.cells(prefix + before))
    let marks = String(repeating: mark, count: max(1, Self.cells(marked)))
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

  /// The text with tabs as blanks, and with nothing that could act on a terminal.
  private func visible(_ text: String) -> String { visibleText(text) }

  /// How many cells of a terminal a text takes, near enough for marks under it.
  private static func cells(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark, .format: sum
      default: sum + (isWide(scalar) ? 2 : 1)
      }
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

/// A text in which control characters (C0, C1), terminal escapes and bidirectional overrides are
/// shown as escapes, and a tab as a blank: whatever comes from outside is data.
func visibleText(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: \.isTerminalControl) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if scalar == "\t" {
      result += " "
    } else if scalar.isTerminalControl {
      result += "\\u{\(String(scalar.value, radix: 16))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}
