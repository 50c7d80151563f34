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

  /// Rows that tie come by their identity, and those without a key last.
  static func sorted(_ rows: [Row], _ order: ReadPlan.Order) -> [Row] {
    let keys = rows.map { row in
      Value.list([row.value(slot: order.slot)] + row.identity.parts)
    }
    let places = rows.indices.sorted { left, right in
      guard case .list(let left) = keys[left], case .list(let right) = keys[right] else {
        return false
      }
      if left[0].isNull != right[0].isNull { return right[0].isNull }
      let result = Value.order(left[0], right[0])
      if result != 0 { return (result < 0) != order.isDescending }
      return Value.order(.list(left), .list(right)) < 0
    }
    return places.map { rows[$0] }
  }
}

/// Lists one after another.
final class CursorSequence: RowCursor {
  /// Makes what reads a list, given how many rows suffice; nil where that is not known.
  typealias Maker = (_ wanted: Int?) -> any RowCursor

  private let makers: [Maker]
  private let readsAhead: Bool
  private var wanted: Int?
  /// Those that are done are let go.
  private var cursors: [(any RowCursor)?] = []
  private var index = 0

  init(_ makers: [Maker], wanted: Int?, readsAhead: Bool) {
    self.makers = makers
    self.wanted = wanted
    self.readsAhead = readsAhead
  }

  func begin() -> Bool { readsAhead ? askAhead() : true }

  /// Makes cursors for the next lists, as long as more may be asked for.
  private func askAhead() -> Bool {
    for number in index..<makers.count {
      if number == cursors.count { cursors.append(makers[number](wanted)) }
      if let cursor = cursors[number], !cursor.begin() { return false }
    }
    return true
  }

  func next() async throws(RunError) -> [Row]? {
    while index < makers.count {
      if readsAhead { _ = askAhead() }
      if index == cursors.count { cursors.append(makers[index](wanted)) }
      if let rows = try await cursors[index]?.next() {
        wanted = wanted.map { max(0, $0 - rows.count) }
        return rows
      }
      cursors[index] = nil
      index += 1
    }
    return nil
  }
}
