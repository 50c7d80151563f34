/// What a terminal shows: a grid of characters, made from the bytes that a program writes. It
/// knows as much of a terminal's language as line editors and tables of results speak, and notes
/// what it does not know.
public struct Screen: Sendable {
  /// The number of columns.
  public private(set) var columns: Int
  /// The number of rows.
  public private(set) var rows: Int
  /// Where the cursor is; both count from 0.
  public private(set) var cursor: (row: Int, column: Int) = (0, 0)
  /// The lines that have left at the top, oldest first.
  public private(set) var scrolledOff: [String] = []
  /// How often the bell rang.
  public private(set) var bells = 0
  /// Whether the program has asked for marks around what is pasted.
  public private(set) var isBracketingPastes = false
  /// Sequences that were not understood.
  public private(set) var unknownSequences: [String] = []

  /// A place in the grid. A wide character leaves the place behind it empty.
  private struct Cell {
    var text = " "
  }

  private var grid: [[Cell]]
  /// The last column is filled: the next character goes to the next line.
  private var wrapsNext = false
  private var saved: (row: Int, column: Int) = (0, 0)
  private var pending: [UInt8] = []

  /// An empty screen.
  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    grid = Self.blank(columns, rows)
  }

  private static func blank(_ columns: Int, _ rows: Int) -> [[Cell]] {
    Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
  }

  /// The lines on the screen without the blanks at their ends.
  public var lines: [String] {
    grid.map { row in
      var line = row.map(\.text).joined()
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// The screen as one text without the empty lines at its end.
  public var text: String {
    var lines = lines
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  /// The screen and all that has left it.
  public var transcript: String { (scrolledOff + [text]).joined(separator: "\n") }

  /// The line in which the cursor is.
  public var cursorLine: String { lines[cursor.row] }

  /// Gives it another size; as on a plain terminal, longer lines are cut, not laid out anew.
  public mutating func resize(columns: Int, rows: Int) {
    while grid.count > rows {
      if cursor.row > 0 {
        scrolledOff.append(lines[0])
        grid.removeFirst()
        cursor.row -= 1
      } else {
        grid.removeLast()
      }
    }
    for row in grid.indices {
      grid[row] = Array(grid[row].prefix(columns))
      grid[row] += Array(repeating: Cell(), count: columns - grid[row].count)
    }
    grid += Self.blank(columns, rows - grid.count)
    self.columns = columns
    self.rows = rows
    cursor.column = min(cursor.column, columns - 1)
    wrapsNext = false
  }

  /// Takes what a program has written.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { feed(byte) }
  }

  private mutating func feed(_ byte: UInt8) {
    if pending.isEmpty {
      if byte < 0x20 && byte != 0x1B || byte == 0x7F { return control(byte) }
      if byte < 0x80 && byte != 0x1B { return put(Unicode.Scalar(byte)) }
      pending = [byte]
      return
    }
    pending.append(byte)
    if pending[0] == 0x1B {
      if isSequenceComplete {
        let sequence = pending
        pending = []
        escape(sequence)
      }
      return
    }
    let first = pending[0]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard pending.count == length else { return }
    let text = String(decoding: pending, as: UTF8.self)
    pending = []
    for scalar in text.unicodeScalars { put(scalar) }
  }

  private var isSequenceComplete: Bool {
    guard pending.count > 1, let last = pending.last else { return false }
    switch pending[1] {
    case UInt8(ascii: "["): return pending.count > 2 && last >= 0x40 && last <= 0x7E
    case UInt8(ascii: "]"): return last == 0x07 || pending.suffix(2) == [0x1B, 0x5C]
    case UInt8(ascii: "("), UInt8(ascii: ")"): return pending.count == 3
    default: return true
    }
  }

  private mutating func control(_ byte: UInt8) {
    switch byte {
    case 0x07: bells += 1
    case 0x08:
      cursor.column = max(0, cursor.column - 1)
      wrapsNext = false
    case 0x09:
      cursor.column = min(columns - 1, (cursor.column / 8 + 1) * 8)
      wrapsNext = false
    case 0x0A: lineFeed()
    case 0x0D:
      cursor.column = 0
      wrapsNext = false
    default: break
    }
  }

  private mutating func lineFeed() {
    wrapsNext = false
    guard cursor.row == rows - 1 else {
      cursor.row += 1
      return
    }
    scrolledOff.append(lines[0])
    grid.removeFirst()
    grid += Self.blank(columns, 1)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = Self.width(of: scalar)
    if width == 0 {
      let column = wrapsNext ? cursor.column : max(0, cursor.column - 1)
      grid[cursor.row][column].text.unicodeScalars.append(scalar)
      return
    }
    if wrapsNext || cursor.column + width > columns {
      cursor.column = 0
      lineFeed()
    }
    grid[cursor.row][cursor.column].text = String(Character(scalar))
    if width == 2 { grid[cursor.row][cursor.column + 1].text = "" }
    cursor.column += width
    if cursor.column >= columns {
      cursor.column = columns - 1
      wrapsNext = true
    }
  }

  /// The columns that a character takes, as far as tests need it.
  private static func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x0300...0x036F, 0x200B...0x200F, 0x20D0...0x20FF, 0xFE00...0xFE0F: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  // MARK: Sequences

  private mutating func escape(_ sequence: [UInt8]) {
    let text = String(decoding: sequence.dropFirst(), as: UTF8.self)
    guard text.hasPrefix("[") else {
      switch text.first {
      case "7": saved = cursor
      case "8": cursor = saved
      case "M": cursor.row = max(0, cursor.row - 1)
      case "]", "(", ")", "=", ">": break
      default: unknownSequences.append(text)
      }
      return
    }
    let body = text.dropFirst().dropLast()
    if body.hasPrefix("?") {
      if body == "?2004" { isBracketingPastes = text.hasSuffix("h") }
      return
    }
    let numbers = body.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
    run(text.last ?? " ", numbers, of: text)
  }

  private mutating func run(_ final: Character, _ numbers: [Int?], of text: String) {
    func number(_ index: Int, or standard: Int) -> Int {
      index < numbers.count ? numbers[index] ?? standard : standard
    }
    let count = max(1, number(0, or: 1))
    if final != "m" { wrapsNext = false }
    switch final {
    case "A": cursor.row = max(0, cursor.row - count)
    case "B": cursor.row = min(rows - 1, cursor.row + count)
    case "C": cursor.column = min(columns - 1, cursor.column + count)
    case "D": cursor.column = max(0, cursor.column - count)
    case "G": cursor.column = min(columns, count) - 1
    case "d": cursor.row = min(rows, count) - 1
    case "H", "f":
      cursor = (min(rows, count) - 1, min(columns, max(1, number(1, or: 1))) - 1)
    case "J": eraseScreen(number(0, or: 0))
    case "K": eraseLine(number(0, or: 0))
    case "P":
      let end = min(columns, cursor.column + count)
      grid[cursor.row].removeSubrange(cursor.column..<end)
      grid[cursor.row] += Array(repeating: Cell(), count: end - cursor.column)
    case "@":
      let blanks = Array(repeating: Cell(), count: min(count, columns - cursor.column))
      grid[cursor.row].insert(contentsOf: blanks, at: cursor.column)
      grid[cursor.row] = Array(grid[cursor.row].prefix(columns))
    case "X":
      for column in cursor.column..<min(columns, cursor.column + count) {
        grid[cursor.row][column] = Cell()
      }
    case "s": saved = cursor
    case "u": cursor = saved
    case "m", "h", "l", "r", "n", "c", "t": break
    default: unknownSequences.append(text)
    }
  }

  private mutating func eraseLine(_ mode: Int) {
    let range: Range<Int>
    switch mode {
    case 1: range = 0..<(cursor.column + 1)
    case 2: range = 0..<columns
    default: range = cursor.column..<columns
    }
    for column in range { grid[cursor.row][column] = Cell() }
  }

  private mutating func eraseScreen(_ mode: Int) {
    switch mode {
    case 0:
      eraseLine(0)
      for row in (cursor.row + 1)..<max(rows, cursor.row + 1) {
        grid[row] = Array(repeating: Cell(), count: columns)
      }
    case 1:
      eraseLine(1)
      for row in 0..<cursor.row { grid[row] = Array(repeating: Cell(), count: columns) }
    default: grid = Self.blank(columns, rows)
    }
  }
}
