import TagQuery

/// Writes a table for people: a heading, a rule, and a line for each row.
///
/// The first rows are held back until the widths of the columns are known. From then on rows are
/// written as they come; one that is wider takes the cells that the line has to spare.
struct TableFormatter: ResultFormatter {
  /// The rows that are held back at most.
  static let bufferedRows = 1_000
  /// The bytes of text in rows that are held back, at about which they are written.
  static let bufferedBytes = 1 << 20

  private let options: OutputOptions
  private var headings: [ResultColumn] = []
  private var buffer: [[Value]] = []
  private var bytesInBuffer = 0
  private var layout: TableLayout?

  init(options: OutputOptions) {
    self.options = options
  }

  mutating func begin(_ headings: [ResultColumn], to text: inout String) {
    self.headings = headings
  }

  mutating func row(_ values: [Value], to text: inout String) {
    if let layout {
      append(values, in: layout, to: &text)
      return
    }
    buffer.append(values)
    bytesInBuffer += values.reduce(0) { $0 + Self.bytes(of: $1) }
    if buffer.count >= Self.bufferedRows || bytesInBuffer >= Self.bufferedBytes {
      appendBuffer(to: &text)
    }
  }

  mutating func end(to text: inout String) {
    if layout == nil { appendBuffer(to: &text) }
  }

  private static func bytes(of value: Value) -> Int {
    switch value {
    case .string(let text): text.utf8.count
    case .list(let values): values.reduce(0) { $0 + bytes(of: $1) }
    default: 0
    }
  }

  private mutating func appendBuffer(to text: inout String) {
    let layout = TableLayout(headings: headings, rows: buffer, limit: options.width)
    self.layout = layout
    appendHeading(in: layout, to: &text)
    for row in buffer { append(row, in: layout, to: &text) }
    buffer = []
  }

  private func appendHeading(in layout: TableLayout, to text: inout String) {
    var names = TableLine(isColored: options.isColored)
    var rule = TableLine(isColored: false)
    let dash = options.isTerminal ? "─" : "-"
    for column in layout.columns {
      let name = DisplayWidth.truncated(column.heading, to: column.width)
      names.append(name, style: .bold, in: column)
      rule.append(String(repeating: dash, count: column.width), style: nil, in: column)
    }
    text += "\(names.text)\n\(rule.text)\n"
  }

  private func append(_ values: [Value], in layout: TableLayout, to text: inout String) {
    var line = TableLine(isColored: options.isColored)
    var spare = layout.spare ?? 0
    for (column, value) in zip(layout.columns, values) {
      let room = layout.spare == nil ? Int.max : column.width + spare
      let cell = column.text(value, room: room)
      line.append(cell, style: TextStyle(value), in: column)
      spare -= min(spare, max(0, DisplayWidth.cells(of: cell) - column.width))
    }
    text += "\(line.text)\n"
  }
}

/// A line of a table, made cell by cell. It ends with the last character that is seen.
private struct TableLine {
  let isColored: Bool
  private(set) var text = ""
  private var blanks = 0
  private var isFirst = true

  init(isColored: Bool) {
    self.isColored = isColored
  }

  mutating func append(_ cell: String, style: TextStyle?, in column: TableColumn) {
    if !isFirst { blanks += TableLayout.gap }
    isFirst = false
    let padding = max(0, column.width - DisplayWidth.cells(of: cell))
    if column.isAlignedRight { blanks += padding }
    if !cell.isEmpty {
      text += String(repeating: " ", count: blanks)
      blanks = 0
      // The blanks stay outside: some styles, such as an underline, would show in them.
      text += isColored ? style?.applied(to: cell) ?? cell : cell
    }
    if !column.isAlignedRight { blanks += padding }
  }
}

/// A way in which a terminal shows a text (ECMA-48, select graphic rendition).
private enum TextStyle: Int {
  case bold = 1
  case dim = 2
  case red = 31
  case green = 32
  case yellow = 33
  case magenta = 35

  /// The style of a value; nil for a plain one.
  init?(_ value: Value) {
    guard case .status(let status) = value else { return nil }
    switch status {
    case .ready: self = .green
    case .error: self = .red
    case .deleting: self = .yellow
    case .locked: self = .magenta
    case .unknown: self = .dim
    case .other: return nil
    }
  }

  func applied(to text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
