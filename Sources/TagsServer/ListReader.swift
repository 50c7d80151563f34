import TagQuery

/// Reads the page of a list that a call asks for, also where the registry cannot find it by itself:
/// the API has filters and an order that registries do not have.
struct ListReader {
  let registry: any Registry

  /// The most pages that are read for one answer.
  static let mostPages = 10_000

  /// The page, with its total.
  func page(_ call: ListCall) async throws(RegistryError) -> (rows: RowBatch, total: Int) {
    let able = registry.capabilities.lists(of: call.request.kind)
    let isExact = call.request.name == nil || able.nameFilter == .exact
    let isPlain = call.organization == nil && call.project == nil && call.descriptionOrder == nil
    if isPlain, isExact, able.tellsTotal {
      let page = try await registry.list(call.request)
      if let total = page.totalCount { return (page.rows, total) }
    }
    switch call.request.kind {
    case .tags: return try await tags(call)
    case .images: return try await images(call)
    case .namespaces: return try await namespaces(call)
    }
  }

  private func tags(_ call: ListCall) async throws(RegistryError) -> (rows: RowBatch, total: Int) {
    var page = Selection<TagRecord>(of: call.request)
    try await forEachBatch(of: call.request) { batch in
      for row in 0..<batch.count {
        guard let tag = batch.tag(at: row), call.admits(tag.name) else { continue }
        page.add(tag)
      }
    }
    return (RowBatch(tags: page.records, region: call.request.region), page.total)
  }

  private func images(
    _ call: ListCall
  ) async throws(RegistryError) -> (rows: RowBatch, total: Int) {
    // An image belongs to whom its namespace belongs to.
    var owners: Set<UniqueIdentifier>?
    if call.organization != nil || call.project != nil {
      var owned: Set<UniqueIdentifier> = []
      let everything = ListRequest(.namespaces, region: call.request.region, pageSize: 1)
      try await forEachBatch(of: everything) { batch in
        for row in 0..<batch.count {
          guard let namespace = batch.namespace(at: row), call.admits(namespace) else { continue }
          owned.insert(namespace.id)
        }
      }
      owners = owned
    }
    var page = Selection<ImageRecord>(of: call.request)
    try await forEachBatch(of: call.request) { batch in
      for row in 0..<batch.count {
        guard let image = batch.image(at: row), call.admits(image.name),
          owners?.contains(image.namespaceID) ?? true
        else { continue }
        page.add(image)
      }
    }
    return (RowBatch(images: page.records, region: call.request.region), page.total)
  }

  private func namespaces(
    _ call: ListCall
  ) async throws(RegistryError) -> (rows: RowBatch, total: Int) {
    var matches: [NamespaceRecord] = []
    var page = Selection<NamespaceRecord>(of: call.request)
    try await forEachBatch(of: call.request) { batch in
      for row in 0..<batch.count {
        guard let namespace = batch.namespace(at: row), call.admits(namespace.name),
          call.admits(namespace)
        else { continue }
        if call.descriptionOrder == nil { page.add(namespace) } else { matches.append(namespace) }
      }
    }
    if let order = call.descriptionOrder {
      matches.sort { left, right in
        let (first, second) = order == .ascending ? (left, right) : (right, left)
        if first.description.utf8.elementsEqual(second.description.utf8) {
          return first.id < second.id
        }
        return first.description.utf8.lexicographicallyPrecedes(second.description.utf8)
      }
      for namespace in matches { page.add(namespace) }
    }
    return (RowBatch(namespaces: page.records, region: call.request.region), page.total)
  }

  /// Reads all pages of a list.
  private func forEachBatch(
    of request: ListRequest, _ body: (RowBatch) -> Void
  ) async throws(RegistryError) {
    let able = registry.capabilities.lists(of: request.kind)
    var request = request
    request.pageSize = able.largestPage
    if able.nameFilter == .none { request.name = nil }
    for number in 1...Self.mostPages {
      request.page = number
      let page = try await registry.list(request)
      body(page.rows)
      if page.rows.count < request.pageSize { return }
    }
    throw RegistryError(
      .unavailable, "more than \(Self.mostPages) pages would have to be read for this answer")
  }
}

/// The records of one page among those that match, however many these are.
private struct Selection<Record> {
  private(set) var records: [Record] = []
  private(set) var total = 0
  private let start: Int
  private let count: Int

  init(of request: ListRequest) {
    let start = (request.page - 1).multipliedReportingOverflow(by: request.pageSize)
    self.start = start.overflow ? .max : start.partialValue
    count = request.pageSize
  }

  mutating func add(_ record: Record) {
    if total >= start, records.count < count { records.append(record) }
    total += 1
  }
}

extension ListCall {
  fileprivate func admits(_ name: String) -> Bool {
    request.name.map { $0.utf8.elementsEqual(name.utf8) } ?? true
  }

  fileprivate func admits(_ namespace: NamespaceRecord) -> Bool {
    if let organization, namespace.organizationID != organization { return false }
    if let project, namespace.projectID != project { return false }
    return true
  }
}
