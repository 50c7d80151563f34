extension SourceReader {
  func readNamespaces(
    _ deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) {
    var found = Findings(query: query)
    for region in resolver.regions {
      var goesOn = true
      try await session.pages(of: .namespaces, region: region, range: query.range) {
        batch throws(RunError) in
        goesOn = try deliver(
          found.select(batch, id: NamespaceSlot.id, name: NamespaceSlot.name))
        return goesOn
      }
      guard goesOn else { return }
    }
    try found.check("namespace", isEverywhere: resolver.isEverywhere)
  }

  func readImages(
    _ deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) {
    var found = Findings(query: query)
    // A namespace may be in any of the regions, so all of them are known before one is missed.
    var namespaces: [String: [NamespaceNames]] = [:]
    for region in resolver.regions { namespaces[region] = try await self.namespaces(in: region) }
    try check(namespaces.values.flatMap { $0 })
    for region in resolver.regions {
      let goesOn = try await readImages(in: region, namespaces[region] ?? [], &found, deliver)
      guard goesOn else { return }
    }
    try found.check("image", isEverywhere: resolver.isEverywhere)
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

  /// The images of one region; false where no more are wanted.
  private func readImages(
    in region: String, _ namespaces: [NamespaceNames], _ found: inout Findings,
    _ deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) -> Bool {
    // One list of a region is cheaper than one of each namespace, unless few are wanted.
    let parents = query.namespaces == nil ? [nil] : chosen(namespaces).map { Optional($0.id) }
    var rows: [Row] = []
    var goesOn = true
    for parent in parents {
      try await session.pages(
        of: .images(namespace: parent), region: region, range: query.range
      ) { batch throws(RunError) in
        let named = Self.addNamespaces(namespaces, to: batch)
        let selected = found.select(named, id: ImageSlot.id, name: ImageSlot.name)
        if parents.count == 1 {
          goesOn = try deliver(selected)
        } else {
          rows += selected
        }
        return goesOn
      }
    }
    return try rows.isEmpty ? goesOn : deliver(Self.inOrder(rows))
  }

  /// Images of several lists in the order of one.
  private static func inOrder(_ images: [Row]) -> [Row] {
    func key(_ row: Row) -> Value {
      .list([row.value(slot: ImageSlot.createdAt), row.value(slot: ImageSlot.id)])
    }
    return images.sorted { Value.order(key($0), key($1)) < 0 }
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
