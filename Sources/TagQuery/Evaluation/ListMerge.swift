/// Merges lists that are each in one order, reading no more of any than the order asks for.
final class ListMerge: RowCursor {
  private let cursors: [any RowCursor]
  private let order: ReadPlan.Order

  /// The next row of a list.
  private struct Head {
    let key: Value
    let identity: RowIdentity
    let list: Int

    init(_ row: Row, _ list: Int, _ order: ReadPlan.Order) {
      key = row.value(slot: order.slot)
      identity = row.identity
      self.list = list
    }
  }

  private var rows: [ArraySlice<Row>]
  /// A heap with the least head first.
  private var heads: [Head] = []
  /// The list whose rows have to be read before it goes on.
  private var missing: Int?
  private var isStarted = false

  init(_ cursors: [any RowCursor], _ order: ReadPlan.Order) {
    self.cursors = cursors
    self.order = order
    rows = cursors.map { _ in [] }
  }

  func begin() -> Bool { cursors.allSatisfy { $0.begin() } }

  /// The next rows, which may be none; nil behind the last one.
  func next() async throws(RunError) -> [Row]? {
    if !isStarted {
      isStarted = true
      for list in cursors.indices {
        _ = cursors[list...].allSatisfy { $0.begin() }
        try await refill(list)
      }
    }
    if let list = missing {
      missing = nil
      try await refill(list)
    }
    var merged: [Row] = []
    while let head = heads.first, missing == nil {
      if let row = rows[head.list].popFirst() { merged.append(row) }
      if let next = rows[head.list].first {
        heads[0] = Head(next, head.list, order)
      } else {
        missing = head.list
        heads[0] = heads[heads.count - 1]
        heads.removeLast()
      }
      sink()
    }
    return merged.isEmpty && missing == nil ? nil : merged
  }

  private func refill(_ list: Int) async throws(RunError) {
    while let chunk = try await cursors[list].next() {
      guard let first = chunk.first else { continue }
      rows[list] = chunk[...]
      heads.append(Head(first, list, order))
      rise()
      return
    }
  }

  // MARK: The heap

  private func precedes(_ left: Head, _ right: Head) -> Bool {
    let order = Value.order(left.key, right.key)
    if order != 0 { return (order < 0) != self.order.isDescending }
    return Value.order(.list(left.identity.parts), .list(right.identity.parts)) < 0
  }

  private func rise() {
    var child = heads.count - 1
    while child > 0, precedes(heads[child], heads[(child - 1) / 2]) {
      heads.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heads.count {
        if precedes(heads[child], heads[least]) { least = child }
      }
      if least == parent { return }
      heads.swapAt(parent, least)
      parent = least
    }
  }
}
