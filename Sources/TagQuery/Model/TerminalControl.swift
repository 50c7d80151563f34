extension Unicode.Scalar {
  /// Whether a terminal or a reader's eye obeys this character instead of showing it: the C0 and C1
  /// controls with DEL, the line and paragraph separators, and the bidirectional marks, embeddings,
  /// overrides and isolates (Unicode Standard Annex 9), which make a text look like another one.
  ///
  /// All of them are below U+10000, so that JSON writes each with one escape.
  package var isTerminalControl: Bool {
    switch value {
    case 0x00..<0x20, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
