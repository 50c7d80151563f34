@testable import TagQuery

extension ProgramOutcome {
  /// How this outcome differs from another; nil where they are the same.
  func difference(from other: ProgramOutcome) -> String? {
    if failure != other.failure {
      if failure == "failed", other.mayBeStopped { return nil }
      return "it ends with \(failure ?? "success"), expected \(other.failure ?? "success")"
    }
    // What was shown before a failure depends on what is read first.
    if failure != nil { return nil }
    let (mine, theirs) = (sortedResults, other.sortedResults)
    if mine.map(\.kind) != theirs.map(\.kind) {
      return "results \(mine.map(\.kind)), expected \(theirs.map(\.kind))"
    }
    for (mine, theirs) in zip(mine, theirs) {
      if let difference = mine.difference(from: theirs) { return "\(mine.kind): \(difference)" }
    }
    return nil
  }

  /// Rows that are shown, files, deletions: their order among each other is not what matters.
  private var sortedResults: [Result] {
    results.enumerated().sorted { ($0.element.kind, $0.offset) < ($1.element.kind, $1.offset) }
      .map(\.element)
  }

  /// Whether any result has a row.
  var hasRows: Bool { results.contains { !$0.rows.isEmpty } }

  /// The outcome with its rows in a fixed order among those that tie. What ties shows in two
  /// outcomes that have settled ties in opposite ways: between two places, both have the same rows.
  func settled(_ one: ProgramOutcome, _ other: ProgramOutcome) -> ProgramOutcome? {
    let (one, other) = (one.sortedResults, other.sortedResults)
    var outcome = self
    outcome.results = sortedResults
    guard one.count == other.count, one.count == results.count else { return nil }
    for index in outcome.results.indices {
      let (left, right) = (one[index].rows, other[index].rows)
      var rows = outcome.results[index].rows
      guard left.count == right.count, rows.count == left.count else { return nil }
      var balance: [[Value]: Int] = [:]
      var start = 0
      for place in left.indices {
        balance[left[place], default: 0] += 1
        balance[right[place], default: 0] -= 1
        guard balance.values.allSatisfy({ $0 == 0 }) else { continue }
        rows[start...place].sort { Value.order(.list($0), .list($1)) < 0 }
        start = place + 1
      }
      // The rows themselves hang on how rows tie, not only their order.
      guard start == left.count else { return nil }
      outcome.results[index].rows = rows
    }
    return outcome
  }

  /// The same results without their rows.
  var withoutRows: ProgramOutcome {
    var outcome = self
    for index in outcome.results.indices { outcome.results[index].rows = [] }
    return outcome
  }
}

extension ProgramOutcome.Result {
  fileprivate func difference(from other: ProgramOutcome.Result) -> String? {
    if columns != other.columns {
      return "columns \(Self.text(columns)), expected \(Self.text(other.columns))"
    }
    if rows != other.rows {
      return "rows\n\(Self.text(rows))expected\n\(Self.text(other.rows))"
    }
    for row in rows {
      for (value, column) in zip(row, columns) where !Self.fits(value, column.type) {
        return "'\(column.name)' of type \(column.type) has \(value)"
      }
    }
    return nil
  }

  private static func fits(_ value: Value, _ type: ValueType) -> Bool {
    switch (value, type) {
    case (.null, _): true
    // An integer beside decimals stays as it is.
    case (.int, .decimal): true
    case (.list(let values), .list(let element)): values.allSatisfy { fits($0, element) }
    default: value.type == type
    }
  }

  private static func text(_ columns: [ResultColumn]) -> String {
    columns.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
  }

  private static func text(_ rows: [[Value]]) -> String {
    let lines = rows.prefix(20).map { row in
      "    " + row.map { $0.text ?? "null" }.joined(separator: " · ") + "\n"
    }
    return lines.joined() + (rows.count > 20 ? "    … \(rows.count) rows\n" : "")
  }
}
