import CLibEdit

/// How texts look on a terminal: what of them may be shown, and how many columns that takes.
enum DisplayText {
  /// The text without what would steer the terminal or turn the order of characters around.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text.unicodeScalars.filter { !isUnsafe($0) })
    return String(result)
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The columns that a printable text takes.
  static func width(of text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
  }

  static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return 1 }
    return max(0, Int(clibedit_width(scalar.value)))
  }

  /// The text, or as much of its beginning as fits, marked as cut.
  static func fitted(_ text: String, to columns: Int) -> String {
    guard columns > 0 else { return "" }
    guard width(of: text) > columns else { return text }
    var result = ""
    var used = 0
    for character in text {
      let size = width(of: String(character))
      if used + size > columns - 1 { break }
      result.append(character)
      used += size
    }
    return result + "…"
  }

  /// The text with blanks behind it up to a width.
  static func padded(_ text: String, to columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(of: text)))
  }
}

/// Where a text ends when it is written on a screen from some column on, as libedit lays it out.
struct ScreenPosition: Equatable {
  var row = 0
  var column: Int
  private let columns: Int

  init(column: Int, columns: Int) {
    self.columns = max(2, columns)
    row = column / self.columns
    self.column = column % self.columns
  }

  mutating func advance(over text: some StringProtocol) {
    for scalar in text.unicodeScalars { advance(over: scalar) }
  }

  private mutating func advance(over scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x0A:
      row += 1
      column = 0
    case 0x09:
      let next = (column / 8 + 1) * 8
      move(by: min(next, columns) - column)
    case 0..<0x20, 0x7F:
      // Shown as ^A.
      move(by: 1)
      move(by: 1)
    default:
      let width = DisplayText.width(of: scalar)
      if column + width > columns { move(by: columns - column) }
      move(by: width)
    }
  }

  private mutating func move(by width: Int) {
    column += width
    if column >= columns {
      column = 0
      row += 1
    }
  }
}
