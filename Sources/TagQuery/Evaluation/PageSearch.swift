/// Finds a place in a sorted list by looking at few of its pages.
///
/// It guesses by interpolation where keys are times, and takes the middle where they are not; in
/// either case it keeps within ⌈log₂ P⌉ + 1 pages, the first one included, since a guess must leave
/// no more on either side than the pages that may still be looked at can settle.
struct PageSearch {
  let pages: PageSource
  let scan: ListScan
  /// Whether a row is at the place or behind it: false for the first rows, true for all others.
  let isReached: (Value) -> Bool
  /// The key at the place, to guess by.
  let target: Value?
  /// What stands for the key behind the last row, while that is not known.
  let end: Value?

  /// The number of rows before the place; nil where the list changed meanwhile.
  func position() async throws(RunError) -> Int? {
    let first = try await pages.look(at: 1)
    guard let total = first.totalCount, let last = pages.lastPage else { return nil }
    guard first.rows.count > 0 else { return 0 }
    let ends = (key(first.rows, 0), key(first.rows, first.rows.count - 1))
    guard !scan.areTurned(ends.0, ends.1) else { throw pages.misordered() }
    if let index = index(in: first.rows) { return index }
    var window = Window(
      lower: 2, upper: last, before: ends.1, behind: end)
    // What earlier searches have looked at costs nothing.
    for page in pages.kept where page > 1 && window.contains(page) {
      let rows = try await pages.look(at: page)
      guard rows.totalCount == total, rows.rows.count > 0 else { return nil }
      if let index = try narrow(&window, page, rows.rows) { return index }
    }
    var left = Self.bitWidth(of: last - 1)
    while !window.isEmpty {
      left -= 1
      let page = guess(window, left: left)
      let answer = try await pages.look(at: page)
      guard answer.totalCount == total, answer.rows.count > 0 else { return nil }
      if let index = try narrow(&window, page, answer.rows) { return index }
    }
    return min(total, (window.lower - 1) * pages.pageSize)
  }

  /// The pages among which the place is, and the keys around them.
  private struct Window {
    var lower: Int
    var upper: Int
    var before: Value
    var behind: Value?
    /// Whether what is behind is a row's key, and no guess.
    var isBehindKnown = false

    var isEmpty: Bool { lower > upper }

    func contains(_ page: Int) -> Bool { lower <= page && page <= upper }
  }

  /// Takes in what a page tells; the position where it has the place.
  private func narrow(
    _ window: inout Window, _ page: Int, _ rows: RowBatch
  ) throws(RunError) -> Int? {
    let (firstKey, lastKey) = (key(rows, 0), key(rows, rows.count - 1))
    let isInOrder =
      !scan.areTurned(window.before, firstKey) && !scan.areTurned(firstKey, lastKey)
      && (!window.isBehindKnown || window.behind.map { !scan.areTurned(lastKey, $0) } ?? true)
    guard isInOrder else { throw pages.misordered() }
    if !isReached(lastKey) {
      window.lower = page + 1
      window.before = lastKey
      return nil
    }
    guard let index = index(in: rows) else { return nil }
    if index == 0 {
      window.upper = page - 1
      window.behind = firstKey
      window.isBehindKnown = true
      return nil
    }
    return (page - 1) * pages.pageSize + index
  }

  /// The page to look at, if so many more may be looked at behind it.
  private func guess(_ window: Window, left: Int) -> Int {
    let most = left >= Int.bitWidth - 2 ? Int.max / 2 : (1 << max(0, left)) - 1
    let least = max(window.lower, window.upper - most)
    let greatest = max(least, min(window.upper, window.lower + most))
    let middle = window.lower + (window.upper - window.lower) / 2
    let page = interpolated(window) ?? middle
    return min(max(page, least), greatest)
  }

  private func interpolated(_ window: Window) -> Int? {
    guard case .timestamp(let target)? = target, case .timestamp(let before) = window.before,
      case .timestamp(let behind)? = window.behind, before != behind
    else { return nil }
    let part =
      (Double(target.nanoseconds) - Double(before.nanoseconds))
      / (Double(behind.nanoseconds) - Double(before.nanoseconds))
    guard part > 0, part < 1 else { return nil }
    return window.lower + Int(part * Double(window.upper - window.lower + 1))
  }

  private func key(_ rows: RowBatch, _ row: Int) -> Value { rows.value(slot: scan.slot, row: row) }

  private func index(in rows: RowBatch) -> Int? {
    (0..<rows.count).first { isReached(key(rows, $0)) }
  }

  /// The number of halvings that leave nothing of so many pages.
  private static func bitWidth(of count: Int) -> Int {
    Int.bitWidth - max(0, count).leadingZeroBitCount
  }
}
