import TagQuery

/// Writes each row as a JSON object on a line of its own, with a member for each column.
///
/// Strings have controls and bidirectional marks escaped always (`JSONText`), so that the text is
/// the same on a terminal and in a file.
struct JSONFormatter: ResultFormatter {
  /// How the objects are put together.
  enum Layout {
    /// One after another, each with its line end: NDJSON.
    case lines
    /// In one array.
    case array
  }

  private let layout: Layout
  private var names: [String] = []
  private var isFirst = true

  init(layout: Layout) {
    self.layout = layout
  }

  mutating func begin(_ headings: [ResultColumn], to text: inout String) {
    names = headings.map(\.name)
    if layout == .array { text += "[" }
  }

  mutating func row(_ values: [Value], to text: inout String) {
    if layout == .array { text += isFirst ? "\n" : ",\n" }
    isFirst = false
    var json = JSONText()
    json.object { json in
      for (name, value) in zip(names, values) {
        json.name(name)
        json.value(value)
      }
    }
    text += json.text
    if layout == .lines { text += "\n" }
  }

  mutating func end(to text: inout String) {
    if layout == .array { text += isFirst ? "]\n" : "\n]\n" }
  }
}
