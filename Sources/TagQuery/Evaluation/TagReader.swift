extension SourceReader {
  /// Every tag of every image, with the number of those that share its digest.
  func readWholeImages(_ deliver: ([Row]) throws(RunError) -> Bool) async throws(RunError) {
    let images = try await resolver.resolve()
    let listing = query.resource.listing
    for image in images {
      if let listing, wanted([ListSource(tagsOf: image, group: 0, listing: listing)]).isEmpty {
        continue
      }
      var batches = try await session.wholeImage(
        image.id, region: image.region, mustBeSteady: plan.mustBeSteady, range: query.range)
      if uses(.wholeImage) { Self.addSiblings(to: &batches) }
      guard session.anyOrder(of: .tags(image: image.id)) == .createdAscending else {
        let order = ReadPlan.Order(slot: TagSlot.createdAt, isDescending: false)
        let rows = batches.flatMap { Self.rows($0, of: image) }
        guard try deliver(CollectedCursor.sorted(rows, order)) else { return }
        continue
      }
      for batch in batches {
        guard try deliver(Self.rows(batch, of: image)) else { return }
      }
    }
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

  /// The tags that `id=` names, each of which must be there.
  func readNamedTags(_ deliver: ([Row]) throws(RunError) -> Bool) async throws(RunError) {
    try await readTags(query.identifiers ?? [], areRequired: true, deliver)
  }

  /// The tags with these UUIDs that there are.
  func readTags(
    _ identifiers: [UniqueIdentifier], _ deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) {
    try await readTags(identifiers.map { ($0, query.range) }, areRequired: false, deliver)
  }

  private func readTags(
    _ identifiers: [(id: UniqueIdentifier, range: SourceRange)], areRequired: Bool,
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
    for (id, range) in identifiers {
      guard let (region, tag) = try await findTag(id, range: range, regions: resolver.regions)
      else {
        if areRequired {
          throw .nothingWith(
            id, kind: "tag", regions: resolver.regions, known: session.capabilities.regions,
            range: range)
        }
        continue
      }
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
      for id in images.keys.sorted() {
        images[id] = try await resolver.find(id, range: identifiers[0].range) ?? images[id]
      }
      batches = batches.map { (images[$0.image.id] ?? $0.image, $0.tag) }
    }
    if uses(.wholeImage) {
      for image in Self.inOrder(batches).map(\.image) where wanted[image.id] != nil {
        let ids = wanted.removeValue(forKey: image.id) ?? []
        var all = try await session.wholeImage(
          image.id, region: image.region, mustBeSteady: plan.mustBeSteady, range: query.range)
        Self.addSiblings(to: &all)
        let rows = all.flatMap { Self.rows($0, of: image) }.filter { row in
          if case .uuid(let id) = row.value(slot: TagSlot.id) { ids.contains(id) } else { false }
        }
        let creation = ReadPlan.Order(slot: TagSlot.createdAt, isDescending: false)
        guard try deliver(CollectedCursor.sorted(rows, creation)) else { return }
      }
      return
    }
    for (image, tag) in Self.inOrder(batches) {
      guard try deliver(Self.rows(tag, of: image)) else { return }
    }
  }

  private func findTag(
    _ id: UniqueIdentifier, range: SourceRange, regions: [String]
  ) async throws(RunError) -> (String, RowBatch)? {
    for region in regions {
      let request = GetRequest(.tag, id: id, region: region)
      if let tag = try await session.get(request, range: range) { return (region, tag) }
    }
    return nil
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
}
