import TagQuery

/// Writes a table of GitHub Flavored Markdown (its specification, section 4.10), numbers aligned
/// right. It is for people, so values read as in the table, but none is shortened.
struct MarkdownFormatter: ResultFormatter {
  mutating func begin(_ headings: [ResultColumn], to text: inout String) {
    appendRow(headings.map { Self.escaped(TerminalText.sanitized($0.name)) }, to: &text)
    appendRow(headings.map { $0.type.isAlignedRight ? "---:" : "---" }, to: &text)
  }

  mutating func row(_ values: [Value], to text: inout String) {
    appendRow(values.map { Self.escaped(CellText.text($0)) }, to: &text)
  }

  mutating func end(to text: inout String) {}

  private func appendRow(_ cells: [String], to text: inout String) {
    text += "|"
    for cell in cells { text += " \(cell) |" }
    text += "\n"
  }

  /// A text that Markdown shows as it is: a tag's name must not become a link, an image or markup.
  private static func escaped(_ value: String) -> String {
    let scalars = Array(value.unicodeScalars)
    var text = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\\", "|", "`", "*", "[", "]", "<", "&", "~": text += "\\"
      // Within a word an underscore is only itself, and names are full of them.
      case "_" where !(isWord(scalars, at: index - 1) && isWord(scalars, at: index + 1)):
        text += "\\"
      default: break
      }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  private static func isWord(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    guard scalars.indices.contains(index) else { return false }
    return scalars[index].properties.isAlphabetic || scalars[index].properties.numericType != nil
  }
}
