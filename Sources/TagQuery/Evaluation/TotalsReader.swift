/// What is known of the rows of one list without reading them.
struct ListTotals {
  /// A row that has what all of them have in common.
  var row: Row
  var count: Int
  /// The least and the greatest key, where they were asked for; null where there is none.
  var least = Value.null
  var greatest = Value.null
}

extension SourceReader {
  /// What a `summarize` needs of each list; nil where the rows have to be read.
  func readTotals() async throws(RunError) -> [ListTotals]? {
    guard let totals = plan.totals, let listing = query.resource.listing else { return nil }
    let lists = wanted(try await lists(listing))
    let readers = lists.map { TotalsReader($0, totals, self) }
    var result: [ListTotals] = []
    for index in readers.indices {
      _ = readers[index...].allSatisfy { $0.begin() }
      guard let found = try await readers[index].read() else { return nil }
      var row = ListTotals(row: lists[index].representative(of: query.resource), count: found.count)
      row.least = found.least
      row.greatest = found.greatest
      result.append(row)
    }
    return result
  }
}

/// Finds the number and the ends of the rows of one list.
private struct TotalsReader {
  struct Answer {
    var count: Int
    var least = Value.null
    var greatest = Value.null
  }

  private let plan: TotalsPlan
  private let now: Timestamp
  private let ascending: PageSource
  private let descending: PageSource
  private static let mostTries = 10

  init(_ list: ListSource, _ plan: TotalsPlan, _ reader: SourceReader) {
    self.plan = plan
    now = reader.now
    func pages(isDescending: Bool) -> PageSource {
      // Rows that are only counted need not be sent.
      let needsRows = plan.needsLeast || plan.needsGreatest || !plan.range.isAll
      let order =
        plan.key?.order(isDescending: isDescending) ?? reader.session.anyOrder(of: list.kind)
      return PageSource(
        list.kind, region: list.region, order: order, pageSize: needsRows ? .max : 1,
        session: reader.session, range: reader.query.range)
    }
    ascending = pages(isDescending: false)
    descending = pages(isDescending: true)
  }

  /// The pages that are read first.
  private var first: PageSource {
    plan.isDescending || plan.needsGreatest && !plan.needsLeast ? descending : ascending
  }

  func begin() -> Bool { first.ask(for: 1, isAwaited: true) }

  func read() async throws(RunError) -> Answer? {
    for _ in 0..<Self.mostTries {
      let answer = plan.range.isAll ? try await ends() : try await positions()
      switch answer {
      case .known(let answer): return answer
      case .unknown: return nil
      case .moved:
        ascending.forget()
        descending.forget()
      }
    }
    return nil
  }

  private enum Finding {
    case known(Answer)
    /// Rows without a key, or in another order, are in the way.
    case unknown
    /// The list changed meanwhile.
    case moved
  }

  private func ends() async throws(RunError) -> Finding {
    let page = try await first.look(at: 1)
    guard let total = page.totalCount else { return .unknown }
    var answer = Answer(count: total)
    guard plan.needsLeast || plan.needsGreatest, total > 0 else { return .known(answer) }
    if page.rows.count == total {
      let keys = (0..<total).map { page.rows.value(slot: plan.slot, row: $0) }.filter { !$0.isNull }
      answer.least = keys.min { Value.order($0, $1) < 0 } ?? .null
      answer.greatest = keys.max { Value.order($0, $1) < 0 } ?? .null
      return .known(answer)
    }
    guard page.rows.count > 0 else { return .moved }
    let end = page.rows.value(slot: plan.slot, row: 0)
    guard !end.isNull else { return .unknown }
    if plan.needsLeast { answer.least = end } else { answer.greatest = end }
    if plan.needsLeast, plan.needsGreatest {
      let other = try await descending.look(at: 1)
      guard other.totalCount == total, other.rows.count > 0 else { return .moved }
      let end = other.rows.value(slot: plan.slot, row: 0)
      guard !end.isNull else { return .unknown }
      answer.greatest = end
    }
    return .known(answer)
  }

  /// The number of rows in the range, from the places where it begins and ends.
  private func positions() async throws(RunError) -> Finding {
    let scan = ListScan(
      key: plan.key ?? .created, slot: plan.slot, isChecked: true,
      isDescending: plan.isDescending, range: plan.range)
    func position(
      of bound: KeyRange.Bound?, _ isReached: @escaping (Value) -> Bool
    ) async throws(RunError) -> Int? {
      let search = PageSearch(
        pages: first, scan: scan, isReached: isReached, target: bound?.value,
        end: plan.isDescending ? nil : .timestamp(now))
      return try await search.position()
    }
    guard let start = try await position(of: scan.start, { !scan.isBefore($0) }) else {
      return .moved
    }
    let total = first.total
    guard let end = try await position(of: scan.end, { scan.isBehind($0) }), first.total == total
    else { return .moved }
    return .known(Answer(count: max(0, end - start)))
  }
}
