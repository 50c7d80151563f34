/// A list of images or namespaces by which names are looked up.
struct CatalogueKey: Hashable {
  var kind: ListedKind
  var region: String
  /// The name that is looked up; nil for the whole list.
  var name: String?
}

extension RegistrySession {
  /// The rows of lists, in the order of the keys. Each is read once a run, several at a time.
  func catalogues(
    _ keys: [CatalogueKey], range: SourceRange
  ) async throws(RunError) -> [[RowBatch]] {
    let missing = keys.filter { catalogues[$0] == nil }
    let sources = missing.map { key in
      PageSource(
        key.kind, region: key.region, name: key.name, order: anyOrder(of: key.kind),
        session: self, range: range)
    }
    for (index, pages) in sources.enumerated() {
      _ = sources[index...].allSatisfy { $0.ask(for: 1, isAwaited: true) }
      var batches: [RowBatch] = []
      while true {
        pages.askAhead(from: batches.count + 1)
        let page = try await pages.take(batches.count + 1)
        batches.append(page.rows)
        let isLast = page.totalCount.map { batches.count * pages.pageSize >= $0 }
        if isLast ?? (page.rows.count < pages.pageSize) || page.rows.count == 0 { break }
      }
      catalogues[missing[index]] = batches
    }
    return keys.map { catalogues[$0] ?? [] }
  }
}
