/// Reads the rows of a source from the registry, batch by batch.
struct SourceReader {
  let session: RegistrySession
  let query: ResourceQuery
  /// The fields that the pipeline looks at.
  let usedSlots: Set<Int>

  /// Hands on the rows in their order, until `deliver` returns false.
  func read(_ deliver: ([Row]) throws(RunError) -> Bool) async throws(RunError) {
    if query.resource === Resource.tags {
      if query.identifiers != nil {
        try await readTagsByIdentifier(deliver)
      } else {
        try await readTags(deliver)
      }
    } else if query.resource === Resource.images {
      try await readImages(deliver)
    } else if query.resource === Resource.namespaces {
      try await readNamespaces(deliver)
    } else {
      throw RunError(
        .failed, "this registry has no \(query.resource.name)", range: query.range)
    }
  }

  private func uses(_ cost: Field.Cost) -> Bool {
    usedSlots.contains { query.resource.fields[$0].cost == cost }
  }

  private var resolver: ImageResolver {
    ImageResolver(session: session, query: query, needsNames: uses(.names))
  }

  // MARK: Tags

  private func readTags(_ deliver: ([Row]) throws(RunError) -> Bool) async throws(RunError) {
    for image in try await resolver.resolve() {
      var goesOn = true
      if uses(.wholeImage) {
        var batches = try await wholeImage(image)
        Self.addSiblings(to: &batches)
        for batch in batches where goesOn { goesOn = try deliver(Self.rows(batch, of: image)) }
      } else {
        try await session.pages(
          of: .tags(image: image.id), region: image.region, range: query.range
        ) { batch throws(RunError) in
          goesOn = try deliver(Self.rows(batch, of: image))
          return goesOn
        }
      }
      guard goesOn else { return }
    }
  }

  private func wholeImage(_ image: ResolvedImage) async throws(RunError) -> [RowBatch] {
    var batches: [RowBatch] = []
    try await session.pages(
      of: .tags(image: image.id), region: image.region, range: query.range
    ) { batch throws(RunError) in
      batches.append(batch)
      return true
    }
    return batches
  }

  /// The rows that the source's own conditions let pass, with the names that they share.
  private static func rows(_ batch: RowBatch, of image: ResolvedImage) -> [Row] {
    let constants = image.constants
    let named = constants.isEmpty ? batch : RowBatch(adding: constants, to: batch)
    var rows: [Row] = []
    rows.reserveCapacity(named.count)
    for index in 0..<named.count {
      let row = Row(batch: named, index: index)
      if image.conditions.isEmpty
        || image.passes(
          name: row.value(slot: TagSlot.name), digest: row.value(slot: TagSlot.digest))
      {
        rows.append(row)
      }
    }
    return rows
  }

  /// Counts for each tag of an image how many others have its digest.
  private static func addSiblings(to batches: inout [RowBatch]) {
    var counts: [Value: Int64] = [:]
    for batch in batches {
      for row in 0..<batch.count {
        counts[batch.value(slot: TagSlot.digest, row: row), default: 0] += 1
      }
    }
    for index in batches.indices {
      let batch = batches[index]
      let cells = (0..<batch.count).map { row -> Value in
        let digest = batch.value(slot: TagSlot.digest, row: row)
        return digest.isNull ? .null : .int((counts[digest] ?? 1) - 1)
      }
      batches[index] = batch.adding(slot: TagSlot.siblings, cells: cells)
    }
  }

  /// The tags that `id=` names, in the order of all rows.
  private func readTagsByIdentifier(
    _ deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) {
    let resolver = resolver
    let isNarrowed = query.images != nil || query.namespaces != nil
    var images: [UniqueIdentifier: ResolvedImage] = [:]
    if isNarrowed {
      for image in try await resolver.resolve() { images[image.id] = image }
    }
    var wanted: [UniqueIdentifier: Set<UniqueIdentifier>] = [:]
    var batches: [(image: ResolvedImage, tag: RowBatch)] = []
    for (id, range) in query.identifiers ?? [] {
      let (region, tag) = try await findTag(id, range: range, regions: resolver.regions)
      guard case .uuid(let imageID) = tag.value(slot: TagSlot.imageID, row: 0) else { continue }
      guard wanted[imageID, default: []].insert(id).inserted else { continue }
      if images[imageID] == nil {
        guard !isNarrowed else { continue }
        images[imageID] =
          uses(.names)
          ? try await resolver.find(imageID, range: range)
          : ResolvedImage(region: region, id: imageID)
      }
      if let image = images[imageID] { batches.append((image, tag)) }
    }
    if !isNarrowed, !uses(.names), images.count > 1 {
      // The order of the images is part of the order of the rows.
      let ranges = (query.identifiers ?? []).map(\.range)
      for id in images.keys.sorted() {
        images[id] = try await resolver.find(id, range: ranges[0]) ?? images[id]
      }
      batches = batches.map { (images[$0.image.id] ?? $0.image, $0.tag) }
    }
    if uses(.wholeImage) {
      for image in Self.inOrder(batches).map(\.image) where wanted[image.id] != nil {
        let ids = wanted.removeValue(forKey: image.id) ?? []
        var all = try await wholeImage(image)
        Self.addSiblings(to: &all)
        let rows = all.flatMap { Self.rows($0, of: image) }.filter { row in
          if case .uuid(let id) = row.value(slot: TagSlot.id) { ids.contains(id) } else { false }
        }
        guard try deliver(rows) else { return }
      }
      return
    }
    for (image, tag) in Self.inOrder(batches) {
      guard try deliver(Self.rows(tag, of: image)) else { return }
    }
  }

  private func findTag(
    _ id: UniqueIdentifier, range: SourceRange, regions: [String]
  ) async throws(RunError) -> (String, RowBatch) {
    for region in regions {
      let request = GetRequest(.tag, id: id, region: region)
      if let tag = try await session.get(request, range: range) { return (region, tag) }
    }
    throw .nothingWith(
      id, kind: "tag", regions: regions, known: session.capabilities.regions, range: range)
  }

  private static func inOrder(
    _ batches: [(image: ResolvedImage, tag: RowBatch)]
  ) -> [(image: ResolvedImage, tag: RowBatch)] {
    func key(_ entry: (image: ResolvedImage, tag: RowBatch)) -> [Value] {
      [
        .string(entry.image.region),
        entry.image.createdAt.map(Value.timestamp) ?? .null, .uuid(entry.image.id),
        entry.tag.value(slot: TagSlot.createdAt, row: 0), entry.tag.value(slot: TagSlot.id, row: 0),
      ]
    }
    return batches.sorted { Value.order(.list(key($0)), .list(key($1))) < 0 }
  }

  // MARK: Images and namespaces

  private func readNamespaces(
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

  private func readImages(
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
    try await session.pages(of: .namespaces, region: region, range: query.range) {
      batch throws(RunError) in
      for row in 0..<batch.count {
        guard case .uuid(let id) = batch.value(slot: NamespaceSlot.id, row: row) else { continue }
        namespaces.append(
          NamespaceNames(
            id: id, name: batch.value(slot: NamespaceSlot.name, row: row).text ?? "",
            endpoint: batch.value(slot: NamespaceSlot.endpoint, row: row)))
      }
      return true
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

/// Which rows the names and UUIDs of a source choose, and which of those found nothing.
private struct Findings {
  let query: ResourceQuery
  private var isFound: [Bool]
  private var candidates: [String] = []

  init(query: ResourceQuery) {
    self.query = query
    isFound = Array(
      repeating: false, count: (query.names?.count ?? 0) + (query.identifiers?.count ?? 0))
  }

  mutating func select(_ batch: RowBatch, id: Int, name: Int) -> [Row] {
    var rows: [Row] = []
    for index in 0..<batch.count {
      let row = Row(batch: batch, index: index)
      if passes(row, id: id, name: name) { rows.append(row) }
    }
    return rows
  }

  private mutating func passes(_ row: Row, id: Int, name: Int) -> Bool {
    guard case .uuid(let identifier) = row.value(slot: id) else { return false }
    let text = row.value(slot: name).text ?? ""
    if query.names != nil { candidates.append(text) }
    var passesNames = query.names == nil
    for (index, selector) in (query.names ?? []).enumerated()
    where selector.matches(name: text, id: identifier) {
      isFound[index] = true
      passesNames = true
    }
    var passesIdentifiers = query.identifiers == nil
    for (index, wanted) in (query.identifiers ?? []).enumerated() where wanted.id == identifier {
      isFound[(query.names?.count ?? 0) + index] = true
      passesIdentifiers = true
    }
    return passesNames && passesIdentifiers
  }

  /// A name that matches nothing is a mistake; a glob may match nothing.
  func check(_ kind: String, isEverywhere: Bool) throws(RunError) {
    let names = query.names ?? []
    for (index, selector) in names.enumerated() where !isFound[index] && !selector.isGlob {
      throw .nothingNamed(
        selector.text, kind: kind, candidates: candidates, range: selector.range,
        isEverywhere: isEverywhere)
    }
    for (index, wanted) in (query.identifiers ?? []).enumerated()
    where !isFound[names.count + index] {
      throw .nothingNamed(
        wanted.id.description, kind: kind, candidates: [], range: wanted.range,
        isEverywhere: isEverywhere)
    }
  }
}
