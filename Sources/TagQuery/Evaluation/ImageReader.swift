extension SourceReader {
  /// The images or namespaces that the source names, each of which must be there.
  func readSelected(
    _ listing: Listing, _ deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) {
    var found = Findings(query: query)
    let lists = try await lists(listing)
    let cursor = cursor(over: lists, listing)
    while let rows = try await cursor.next() {
      guard try deliver(found.select(rows, listing)) else { return }
    }
    if found.isMissing, let kind = lists.first?.kind, selectedNames(of: kind) != nil {
      // The lists tell what there is instead.
      let keys = lists.map { CatalogueKey(kind: $0.kind, region: $0.region) }
      for batch in try await session.catalogues(keys, range: query.range).joined() {
        found.note(batch, listing)
      }
    }
    try found.check(query.resource.singular, isEverywhere: resolver.isEverywhere)
  }

  /// The exact names that the source asks for, if the registry looks them up.
  func selectedNames(of kind: ListedKind) -> [String]? {
    session.capabilities.lists(of: kind).nameFilter == .none ? nil : query.lookedUpNames
  }

  /// The lists that the images come from.
  func imageLists(_ listing: Listing) async throws(RunError) -> [ListSource] {
    var lists: [ListSource] = []
    var namespaces: [String: [NamespaceNames]] = [:]
    for region in resolver.regions { namespaces[region] = try await self.namespaces(in: region) }
    try check(namespaces.values.flatMap { $0 })
    for (group, region) in resolver.regions.enumerated() {
      let names = namespaces[region] ?? []
      // One list of a region is cheaper than one of each namespace, unless few are wanted.
      let parents = query.namespaces == nil ? [nil] : chosen(names).map { Optional($0.id) }
      for parent in parents {
        lists.append(
          ListSource(
            kind: .images(namespace: parent), region: region, listing: listing, group: group,
            told: [(ImageSlot.region, .string(region))],
            complete: { Self.addNamespaces(names, to: $0) }))
      }
    }
    return lists
  }

  private struct NamespaceNames {
    let id: UniqueIdentifier
    let name: String
    let endpoint: Value
  }

  private func namespaces(in region: String) async throws(RunError) -> [NamespaceNames] {
    guard uses(.names) || query.namespaces != nil else { return [] }
    var namespaces: [NamespaceNames] = []
    let key = CatalogueKey(kind: .namespaces, region: region)
    for batch in try await session.catalogues([key], range: query.range)[0] {
      for row in 0..<batch.count {
        guard case .uuid(let id) = batch.value(slot: NamespaceSlot.id, row: row) else { continue }
        namespaces.append(
          NamespaceNames(
            id: id, name: batch.value(slot: NamespaceSlot.name, row: row).text ?? "",
            endpoint: batch.value(slot: NamespaceSlot.endpoint, row: row)))
      }
    }
    return namespaces
  }

  private func check(_ namespaces: [NamespaceNames]) throws(RunError) {
    for selector in query.namespaces ?? [] where !selector.isGlob {
      guard namespaces.contains(where: { selector.matches(name: $0.name, id: $0.id) }) else {
        throw .nothingNamed(
          selector.text, kind: "namespace", candidates: namespaces.map(\.name),
          range: selector.range, isEverywhere: resolver.isEverywhere)
      }
    }
  }

  private func chosen(_ namespaces: [NamespaceNames]) -> [NamespaceNames] {
    namespaces.filter { namespace in
      query.namespaces?.contains { $0.matches(name: namespace.name, id: namespace.id) } ?? true
    }
  }

  private static func addNamespaces(
    _ namespaces: [NamespaceNames], to batch: RowBatch
  ) -> RowBatch {
    guard !namespaces.isEmpty else { return batch }
    let found = (0..<batch.count).map { row in
      namespaces.first { .uuid($0.id) == batch.value(slot: ImageSlot.namespaceID, row: row) }
    }
    return batch.adding(
      slot: ImageSlot.namespace, cells: found.map { $0.map { .string($0.name) } ?? .null }
    ).adding(slot: ImageSlot.endpoint, cells: found.map { $0?.endpoint ?? .null })
  }
}
