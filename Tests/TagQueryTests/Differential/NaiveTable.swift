@testable import TagQuery

// A second, deliberately naive meaning of the language, written from its description alone. It
// works on the tree as it is spelt, looks every name up in a dictionary, and takes no care of time.
// What it shares with the engine are the parser, the values and their order, and RE2.

/// A row: its values by name, and what tells it from others.
struct NaiveRow {
  /// Region and UUID.
  var identity: [Value] = []
  var cells: [String: Value] = [:]
}

/// What names stand for at one point of a pipeline.
struct NaiveScope {
  /// `tags`, `images` or `namespaces`; nil once the rows are no longer those.
  var resource: String?
  /// Every name that can be used, with its type.
  var types: [String: ValueType] = [:]
  /// The names that mean a thing and not only its text, with the cells that tell things apart.
  var things: [String: [String]] = [:]
  /// The names that stages have given.
  var given: Set<String> = []
  /// What is shown: the column's name and the cell that it shows.
  var shown: [(name: String, cell: String)] = []

  /// Names a cell that hides whatever had the name before.
  mutating func define(_ name: String, _ type: ValueType) {
    types[name] = type
    things[name] = nil
  }

  /// Shows a named cell in the place of one of that name, or at the end.
  mutating func show(_ name: String) {
    if let index = shown.firstIndex(where: { $0.name == name }) {
      shown[index].cell = name
    } else {
      shown.append((name, name))
    }
  }

  var columns: [ResultColumn] {
    shown.map { ResultColumn(name: $0.name, type: types[$0.cell] ?? .null) }
  }
}

/// Rows and what their names stand for.
struct NaiveTable {
  var scope: NaiveScope
  var rows: [NaiveRow]
  /// Whether an `except` on the way here took away the rows of an empty pipeline.
  var exceptsNothing = false
  /// Whether something on the way here looked into an empty pipeline.
  var looksIntoNothing = false

  /// What is shown of the rows.
  var shownRows: [[Value]] {
    rows.map { row in scope.shown.map { row.cells[$0.cell] ?? .null } }
  }
}

/// Why a program comes to nothing.
enum NaiveFailure: Error {
  /// The run fails.
  case failed(String)
  /// An assertion does not hold.
  case assertion
  /// The naive meaning does not know what to do: the program should not have been compiled.
  case impossible(String)
}
