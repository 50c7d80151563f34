/// Reads one list from one place to another, page by page in their order, while further pages are
/// on their way.
///
/// The list may change meanwhile. A total that changes, a row that comes again or keys that no
/// longer fit show it; then the pages around the last row are read again, and reading goes on
/// behind the rows that were handed on.
final class ListCursor: RowCursor {
  private let pages: PageSource
  private let scan: ListScan
  private let source: ListSource
  private let settings: Settings
  private let identifierSlot: Int

  /// What the plan says about every list.
  struct Settings {
    /// Rows to pass over at the beginning.
    var skip = 0
    /// Rows that suffice.
    var wanted: Int?
    var readsAhead = true
    /// Whether the order of names is only assumed.
    var isAssumed = false
    /// What stands for the time of the newest row, until it is known.
    var now = Timestamp(nanoseconds: 0)
  }

  private var isPlaced = false
  private var isDone = false
  private var page = 1
  private var offset = 0
  private var expectedTotal: Int?
  private var recent = RecentRows()
  private var moves = 0
  private var delivered = 0
  private var lastKey: Value?
  private var progress: RangeProgress
  private var turnedPages = 0
  private static let mostMoves = 10

  /// Whether the list moves too much to be read exactly.
  private var isUnsteady: Bool { moves > Self.mostMoves }

  init(
    _ source: ListSource, _ scan: ListScan, _ settings: Settings, session: RegistrySession,
    range: SourceRange
  ) {
    self.source = source
    self.scan = scan
    self.settings = settings
    pages = PageSource(
      source.kind, region: source.region, name: source.name, order: scan.order, session: session,
      range: range)
    identifierSlot = source.listing.identifier
    progress = RangeProgress(scan)
  }

  /// Asks for the first page, if it is known which that is.
  func begin() -> Bool {
    isPlaced || scan.searches
      || pages.ask(for: settings.skip / pages.pageSize + 1, isAwaited: false)
  }

  /// The next rows, which may be none; nil behind the last one.
  func next() async throws(RunError) -> [Row]? {
    while !isDone {
      if !isPlaced { try await place() }
      askAhead(isAwaited: true)
      let answer = try await pages.take(page)
      if expectedTotal == nil { expectedTotal = answer.totalCount }
      if !isUnsteady, try hasMoved(answer) {
        try await recover()
        continue
      }
      let rows = try rows(of: answer)
      askAhead(isAwaited: false)
      return rows
    }
    return nil
  }

  // MARK: Place

  private func place() async throws(RunError) {
    isPlaced = true
    var start = 0
    if scan.searches { start = try await searchedStart() }
    if settings.skip > 0, scan.isChecked, scan.isDescending, scan.key == .created,
      scan.range.isAll
    {
      // What has no time stands first here, and last in what was asked for.
      let first = try await pages.look(at: 1)
      if first.rows.count > 0, first.rows.value(slot: scan.slot, row: 0).isNull {
        throw pages.misordered()
      }
    }
    let (position, isTooLarge) = start.addingReportingOverflow(settings.skip)
    page = (isTooLarge ? .max : position) / pages.pageSize + 1
    offset = position % pages.pageSize
    expectedTotal = pages.total
  }

  private func searchedStart() async throws(RunError) -> Int {
    while !isUnsteady {
      let search = PageSearch(
        pages: pages, scan: scan, isReached: { [scan] in !scan.isBefore($0) },
        target: scan.start?.value, end: scan.isDescending ? nil : .timestamp(settings.now))
      if let position = try await search.position() { return position }
      noteMove()
    }
    return 0
  }

  // MARK: Pages ahead

  private func askAhead(isAwaited: Bool) {
    guard !isDone, pages.session.capabilities.lists(of: source.kind).hasPageNumbers else { return }
    let mayReadAhead = settings.readsAhead || settings.wanted != nil
    guard isAwaited || mayReadAhead, pages.ask(for: page, isAwaited: isAwaited) else { return }
    guard mayReadAhead, let last = pages.lastPage else { return }
    var end = min(last, page + pages.session.concurrency - 1)
    if let wanted = settings.wanted {
      let rest = max(0, wanted - delivered)
      end = min(end, page + (rest + offset + pages.pageSize - 1) / pages.pageSize - 1)
    }
    if scan.end != nil { end = min(end, page + progress.expectedPages - 1) }
    guard page < end else { return }
    for next in page + 1...end where !pages.ask(for: next, isAwaited: isAwaited) { return }
  }

  // MARK: Rows

  private func rows(of answer: ListPage) throws(RunError) -> [Row] {
    let all = source.rows(answer.rows)
    var chosen: [Row] = []
    var ids: [UniqueIdentifier] = []
    if isUnsteady { lastKey = nil }
    for row in all.dropFirst(offset) {
      if scan.isChecked {
        let key = row.value(slot: scan.slot)
        if let lastKey, scan.areTurned(lastKey, key) { throw pages.misordered() }
        if key.isNull, scan.isDescending, scan.range.isAll { throw pages.misordered() }
        lastKey = key
        if scan.isBefore(key) { continue }
        if scan.isBehind(key) {
          isDone = true
          break
        }
        progress.note(key)
      }
      guard case .uuid(let id) = row.value(slot: identifierSlot), !recent.contains(id) else {
        continue
      }
      ids.append(id)
      if source.passes(row) { chosen.append(row) }
    }
    recent.append(ids)
    progress.endPage()
    delivered += ids.count
    isDone = isDone || isLast(answer)
    page += 1
    offset = 0
    if let wanted = settings.wanted, delivered >= wanted { isDone = true }
    return chosen
  }

  private func isLast(_ answer: ListPage) -> Bool {
    if answer.rows.count == 0 { return true }
    guard let total = answer.totalCount else { return answer.rows.count < pages.pageSize }
    return page * pages.pageSize >= total
  }

  // MARK: A list that moves

  private func hasMoved(_ answer: ListPage) throws(RunError) -> Bool {
    if answer.totalCount != expectedTotal { return true }
    guard !recent.isEmpty, answer.rows.count > offset else { return false }
    if (offset..<answer.rows.count).contains(where: { isKnown(answer.rows, $0) }) { return true }
    guard scan.isChecked, let lastKey,
      scan.areTurned(lastKey, answer.rows.value(slot: scan.slot, row: offset))
    else {
      turnedPages = 0
      return false
    }
    turnedPages += 1
    if settings.isAssumed || turnedPages > 1 { throw pages.misordered() }
    return true
  }

  private func isKnown(_ rows: RowBatch, _ row: Int) -> Bool {
    if case .uuid(let id) = rows.value(slot: identifierSlot, row: row) {
      recent.contains(id)
    } else {
      false
    }
  }

  private func noteMove() {
    moves += 1
    pages.forget()
    expectedTotal = nil
    if isUnsteady {
      pages.session.warn(
        "a list changed all the time while it was read: rows of it may be missing")
    }
  }

  /// Finds the place behind the rows that were handed on.
  private func recover() async throws(RunError) {
    noteMove()
    guard !isUnsteady else { return }
    guard !recent.isEmpty else {
      isPlaced = false
      return
    }
    for distance in 0..<Self.mostMoves * 2 {
      // From the last page that was read: one before, one behind, two before, …
      let candidate = page - 1 + (distance % 2 == 0 ? -(distance / 2) : distance / 2 + 1)
      guard candidate >= 1, candidate <= pages.lastPage ?? candidate else { continue }
      if try await resume(at: candidate) { return }
    }
    pages.session.warn("a list changed while it was read: rows of it may be missing")
  }

  /// Goes on behind the last known row of a page, or of those behind it; false where it has none.
  private func resume(at candidate: Int) async throws(RunError) -> Bool {
    var candidate = candidate
    var isFound = false
    while true {
      let answer = try await pages.look(at: candidate)
      guard let anchor = (0..<answer.rows.count).last(where: { isKnown(answer.rows, $0) }) else {
        return isFound
      }
      isFound = true
      page = candidate
      offset = anchor + 1
      expectedTotal = answer.totalCount
      lastKey = !scan.isChecked ? nil : answer.rows.value(slot: scan.slot, row: anchor)
      // Rows that were pushed before them may have moved known rows to the next page.
      guard offset == answer.rows.count, candidate < pages.lastPage ?? candidate + 1 else {
        return true
      }
      candidate += 1
    }
  }
}

/// How far the reading of a range has come, to guess how many pages are left.
private struct RangeProgress {
  private let scan: ListScan
  private var first: Int64?
  private var last: Int64?
  private var pages = 0

  init(_ scan: ListScan) { self.scan = scan }

  mutating func note(_ key: Value) {
    guard case .timestamp(let time) = key else { return }
    if first == nil { first = time.nanoseconds }
    last = time.nanoseconds
  }

  mutating func endPage() { pages += 1 }

  /// At least one, and rather too few than too many.
  var expectedPages: Int {
    guard pages > 0 else { return 1 }
    guard case .timestamp(let end)? = scan.end?.value, let first, let last, first != last else {
      return min(pages, 4)
    }
    let perPage = abs(Double(last) - Double(first)) / Double(pages)
    let rest = abs(Double(end.nanoseconds) - Double(last)) / perPage
    return rest >= 64 ? 64 : max(1, Int(rest))
  }
}
