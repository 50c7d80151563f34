/// Texts that are safe to show on a terminal.
package enum TerminalText {
  /// The text with every character that a terminal obeys replaced by an escape as the language
  /// writes it in strings: `\n`, `\r`, `\t`, else such as `\u{1b}`. Whatever a registry, a server
  /// or a file has said goes through here before it is shown.
  ///
  /// With `keepingLines`, line feeds and tabs stay: for messages of several lines and excerpts.
  package static func sanitized(_ text: String, keepingLines: Bool = false) -> String {
    // Nearly all texts are printable ASCII.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: \.isTerminalControl) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where keepingLines, "\t" where keepingLines: result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.isTerminalControl:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
