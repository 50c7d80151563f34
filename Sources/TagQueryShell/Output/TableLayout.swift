import TagQuery

/// A column of a table and the cells that it takes.
struct TableColumn {
  /// What may be done to make the column narrower.
  enum Kind {
    /// Nothing: a number that is cut is another number.
    case whole
    /// Keep the algorithm and 12 digits of a SHA-256 digest.
    case digest
    /// Keep 8 digits of a UUID.
    case identifier
    /// Show minutes instead of seconds.
    case moment
    /// Cut off the end.
    case text

    init(_ type: ValueType) {
      switch type {
      case .digest: self = .digest
      case .uuid: self = .identifier
      case .timestamp: self = .moment
      case .string, .version, .list, .null: self = .text
      case .bool, .int, .decimal, .bytes, .duration, .status: self = .whole
      }
    }

    /// The cells of a shortened value; for what is not shortened to a fixed form, any number.
    var shortWidth: Int {
      switch self {
      case .digest: 20
      case .identifier: 9
      case .moment: 16
      case .whole, .text: .max
      }
    }
  }

  /// Below this a text or a heading says nothing any more.
  static let narrowest = 6
  /// Six digits of a SHA-256 digest, for when names would otherwise be cut too much.
  static let narrowestDigest = 14

  let heading: String
  let kind: Kind
  let isAlignedRight: Bool
  private(set) var isShortened = false
  private(set) var width: Int
  private var widestCell: Int
  private var shortWidth: Int

  init(_ heading: ResultColumn, widestCell: Int) {
    self.heading = TerminalText.sanitized(heading.name)
    self.widestCell = widestCell
    kind = Kind(heading.type)
    shortWidth = kind.shortWidth
    isAlignedRight = heading.type.isAlignedRight
    width = max(widestCell, DisplayWidth.cells(of: self.heading))
  }

  /// Shows the values in their short form from now on.
  mutating func shorten() {
    isShortened = true
    widestCell = min(widestCell, shortWidth)
    width = max(widestCell, DisplayWidth.cells(of: heading))
  }

  /// Whether the column can lose a cell. A heading that is wider than the values can be cut.
  var canShrink: Bool {
    let content =
      switch kind {
      case .text: 0
      case .digest: min(widestCell, Self.narrowestDigest)
      case .whole, .identifier, .moment: widestCell
      }
    return width > max(content, Self.narrowest)
  }

  /// Takes a cell from the column.
  mutating func shrink() {
    width -= 1
    if kind == .digest { shortWidth = min(shortWidth, width) }
  }

  /// The text of a value that may take `room` cells. Where it does not fit, it is shortened as far
  /// as its kind allows, and may still be wider.
  func text(_ value: Value, room: Int) -> String {
    let text = CellText.text(value)
    guard isShortened || DisplayWidth.cells(of: text) > room else { return text }
    switch kind {
    case .whole: return text
    case .text: return DisplayWidth.truncated(text, to: max(room, Self.narrowest))
    case .digest, .identifier: return DisplayWidth.truncated(text, to: shortWidth)
    case .moment:
      if case .timestamp(let moment) = value { return CellText.minutes(moment) }
      return text
    }
  }
}

/// How the columns of a table share the width of a terminal.
struct TableLayout {
  /// The blanks between two columns.
  static let gap = 2

  private(set) var columns: [TableColumn]
  /// The cells of a line that no column takes; nil where lines may be of any length.
  let spare: Int?

  /// The layout for these rows. Columns have their natural widths if those fit in `limit` cells;
  /// else digests, then identifiers, then moments are shortened, then whatever is widest is cut.
  /// A table that cannot be made narrow enough is wider: its lines wrap, but nothing is lost.
  init(headings: [ResultColumn], rows: [[Value]], limit: Int?) {
    var columns = headings.enumerated().map { index, heading in
      let widest = rows.reduce(0) { widest, row in
        guard index < row.count else { return widest }
        return max(widest, DisplayWidth.cells(of: CellText.text(row[index])))
      }
      // What a text has beyond the line and beyond any digest is cut in any case.
      return TableColumn(heading, widestCell: limit.map { min(widest, max($0, 80)) } ?? widest)
    }
    guard let limit else {
      self.columns = columns
      spare = nil
      return
    }
    for kind in [TableColumn.Kind.digest, .identifier, .moment]
    where Self.width(of: columns) > limit {
      for index in columns.indices where columns[index].kind == kind { columns[index].shorten() }
    }
    var excess = Self.width(of: columns) - limit
    while excess > 0,
      let widest = columns.indices.filter({ columns[$0].canShrink })
        .max(by: { columns[$0].width < columns[$1].width })
    {
      columns[widest].shrink()
      excess -= 1
    }
    self.columns = columns
    spare = max(0, -excess)
  }

  private static func width(of columns: [TableColumn]) -> Int {
    columns.reduce(0) { $0 + $1.width } + gap * max(0, columns.count - 1)
  }
}
