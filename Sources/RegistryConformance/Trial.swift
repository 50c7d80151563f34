import TagQuery

/// A registry that is checked, and what it must answer.
struct Trial: Sendable {
  let registry: any Registry
  let expected: ExpectedContents
  private let pageSizes: [Int]
  private let ties: RegistryConformance.Ties

  init(
    registry: any Registry, expected: ExpectedContents, pageSizes: [Int],
    ties: RegistryConformance.Ties
  ) {
    self.registry = registry
    self.expected = expected
    self.pageSizes = pageSizes
    self.ties = ties
  }

  var able: RegistryCapabilities { registry.capabilities }

  func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    guard condition else { throw ConformanceFailure(message()) }
  }

  // MARK: Calls

  /// A page, with rows that are of the kind and the region.
  struct Page: Sendable {
    let rows: [ListedRow]
    let total: Int?
  }

  func page(_ request: ListRequest) async throws -> Page {
    let page = try await answer("list \(request)") { () async throws(RegistryError) in
      try await registry.list(request)
    }
    let rows = try rows(page.rows, kind: request.kind.rowKind, region: request.region)
    try require(
      rows.count <= request.pageSize, "list \(request) gave \(rows.count) rows")
    return Page(rows: rows, total: page.totalCount)
  }

  func row(_ kind: GetRequest.Kind, _ id: UniqueIdentifier, region: String) async throws
    -> ListedRow
  {
    let batch = try await answer("get \(kind) \(id) in \(region)") {
      () async throws(RegistryError) in
      try await registry.get(GetRequest(kind, id: id, region: region))
    }
    let rows = try rows(batch, kind: kind, region: region)
    try require(rows.count == 1, "get \(kind) \(id) gave \(rows.count) rows and not one")
    return rows[0]
  }

  private func rows(
    _ batch: RowBatch, kind: GetRequest.Kind, region: String
  ) throws -> [ListedRow] {
    let slot =
      switch kind {
      case .tag: TagSlot.region
      case .image: ImageSlot.region
      case .namespace: NamespaceSlot.region
      }
    return try (0..<batch.count).map { row in
      guard let record = ListedRow(batch, at: row, kind: kind) else {
        throw ConformanceFailure("row \(row) of an answer is no \(kind): \(batch.resource.name)")
      }
      let told = batch.value(slot: slot, row: row)
      try require(
        told == .string(region), "a \(kind) of the region \(region) says its region is \(told)")
      return record
    }
  }

  private func answer<Answer>(
    _ call: @autoclosure () -> String, _ body: () async throws(RegistryError) -> Answer
  ) async throws -> Answer {
    do {
      return try await body()
    } catch {
      throw ConformanceFailure("\(call()) threw \(error.kind): \(error.message)")
    }
  }

  /// A call that must be refused in one of these ways.
  func refusal<Answer>(
    _ kinds: Set<RegistryError.Kind>, _ call: String,
    _ body: () async throws(RegistryError) -> Answer
  ) async throws {
    let answer: Answer
    do throws(RegistryError) {
      answer = try await body()
    } catch {
      try require(
        kinds.contains(error.kind), "\(call) threw \(error.kind) and not \(kinds): \(error.message)"
      )
      return
    }
    throw ConformanceFailure("\(call) must throw \(kinds) and gave \(answer)")
  }

  func refusal(_ kinds: Set<RegistryError.Kind>, of request: ListRequest) async throws {
    try await refusal(kinds, "list \(request)") { () async throws(RegistryError) in
      try await registry.list(request)
    }
  }

  func delete(
    _ tag: TagRecord, region: String = ConformanceContents.first, isForced: Bool = false
  ) async throws {
    let request = DeleteRequest(id: tag.id, region: region, isForced: isForced)
    let deletion = try await answer("delete \(request) ('\(tag.name)')") {
      () async throws(RegistryError) in try await registry.delete(request)
    }
    try require(
      deletion.status == .deleting, "delete \(request) gave the status \(deletion.status)")
    try require(!deletion.isInferred, "delete \(request) was inferred where nothing was lost")
  }

  // MARK: Whole lists

  /// An order that the lists can give.
  func order(of kind: ListedKind) -> ListOrder? {
    let orders = able.lists(of: kind).orders
    return orders.contains(.createdAscending)
      ? .createdAscending : orders.min { $0.rawValue < $1.rawValue }
  }

  /// Orders in an order that is always the same.
  func orders(of kind: ListedKind) -> [ListOrder] {
    ListOrder.allCases.filter(able.lists(of: kind).orders.contains)
  }

  /// The sizes of pages to read a list with. A long one is not read row by row.
  func sizes(for list: ExpectedContents.List) -> [Int] {
    let largest = able.lists(of: list.kind).largestPage
    return Set(pageSizes.filter { $0 <= largest && list.rows.count <= 40 * $0 } + [largest])
      .sorted()
  }

  /// All rows of a list, page by page. All pages but the last one are full.
  func read(
    _ kind: ListedKind, region: String, name: String? = nil, order: ListOrder, pageSize: Int,
    atMost count: Int
  ) async throws -> Page {
    var rows: [ListedRow] = []
    var request = ListRequest(
      kind, region: region, name: name, order: order, page: 1, pageSize: pageSize)
    while true {
      let page = try await page(request)
      rows += page.rows
      try require(rows.count <= count, "list \(request): there are more than \(count) rows in all")
      if page.rows.count < pageSize { return Page(rows: rows, total: page.total) }
      request.page += 1
    }
  }

  /// Whether rows are these, in the order.
  func require(
    _ rows: [ListedRow], are expected: [ListedRow], order: ListOrder, kind: ListedKind,
    _ what: String
  ) throws {
    let answers = Dictionary(grouping: rows, by: \.id)
    for row in expected {
      let found = answers[row.id] ?? []
      try require(found.count == 1, "\(what): '\(row.name)' (\(row.id)) came \(found.count) times")
      try require(row.isAnswered(by: found[0]), "\(what): gave \(found[0]) and not \(row)")
    }
    try require(
      rows.count == expected.count, "\(what): gave \(rows.count) rows and not \(expected.count)")
    let isByName = order == .nameAscending || order == .nameDescending
    // How it orders names is not known, so any order is right.
    if isByName, able.lists(of: kind).nameCollation == .unknown { return }
    switch ties {
    case .byIdentifier:
      for (row, wanted) in zip(rows, order.sorted(expected)) {
        try require(
          row.id == wanted.id, "\(what): '\(row.name)' stands in the place of '\(wanted.name)'")
      }
    case .inAnyOrder:
      for (left, right) in zip(rows, rows.dropFirst()) {
        let isWrong =
          order.isDescending ? order.isAscending(left, right) : order.isAscending(right, left)
        try require(!isWrong, "\(what): '\(left.name)' stands before '\(right.name)'")
      }
    }
  }
}
