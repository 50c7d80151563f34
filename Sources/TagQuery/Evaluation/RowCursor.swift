/// Rows that are read when they are asked for.
protocol RowCursor: AnyObject {
  /// Asks for the first rows, so that they are here sooner; false where enough is under way.
  func begin() -> Bool
  /// The next rows, which may be none; nil behind the last one.
  func next() async throws(RunError) -> [Row]?
}

/// Rows that are all read before the first one is handed on.
final class CollectedCursor: RowCursor {
  /// In which order they are handed on.
  enum Arrangement {
    case turned
    case sorted(ReadPlan.Order)
  }

  private let cursors: [any RowCursor]
  private let arrangement: Arrangement
  private var isDone = false

  init(_ cursors: [any RowCursor], _ arrangement: Arrangement) {
    self.cursors = cursors
    self.arrangement = arrangement
  }

  func begin() -> Bool { cursors.allSatisfy { $0.begin() } }

  func next() async throws(RunError) -> [Row]? {
    guard !isDone else { return nil }
    isDone = true
    var rows: [Row] = []
    var known: Set<RowIdentity> = []
    for index in cursors.indices {
      _ = cursors[index...].allSatisfy { $0.begin() }
      while let chunk = try await cursors[index].next() {
        rows += cursors.count == 1 ? chunk : chunk.filter { known.insert($0.identity).inserted }
      }
    }
    switch arrangement {
    case .turned: return rows.reversed()
    case .sorted(let order): return Self.sorted(rows, order)
    }
  }

  /// Rows that tie keep their order, and those without a key come last.
  static func sorted(_ rows: [Row], _ order: ReadPlan.Order) -> [Row] {
    let keys = rows.map { $0.value(slot: order.slot) }
    let places = rows.indices.sorted { left, right in
      if keys[left].isNull != keys[right].isNull { return keys[right].isNull }
      let result = Value.order(keys[left], keys[right])
      return result == 0 ? left < right : (result < 0) != order.isDescending
    }
    return places.map { rows[$0] }
  }
}

/// Lists one after another.
final class CursorSequence: RowCursor {
  private let cursors: [any RowCursor]
  private let readsAhead: Bool
  private var index = 0

  init(_ cursors: [any RowCursor], readsAhead: Bool) {
    self.cursors = cursors
    self.readsAhead = readsAhead
  }

  func begin() -> Bool { cursors.first?.begin() ?? true }

  func next() async throws(RunError) -> [Row]? {
    while index < cursors.count {
      if readsAhead { _ = cursors[index...].allSatisfy { $0.begin() } }
      if let rows = try await cursors[index].next() { return rows }
      index += 1
    }
    return nil
  }
}
