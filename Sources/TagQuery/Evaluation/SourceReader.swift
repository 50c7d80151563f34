/// Reads the rows of a source from the registry, as its plan says.
struct SourceReader {
  let session: RegistrySession
  let query: ResourceQuery
  /// The fields that the pipeline looks at.
  let usedSlots: Set<Int>
  let plan: ReadPlan
  /// The program's `now()`.
  let now: Timestamp

  /// Hands on the rows in their order, until `deliver` returns false.
  func read(_ deliver: ([Row]) throws(RunError) -> Bool) async throws(RunError) {
    guard let listing = query.resource.listing else {
      throw RunError(.failed, "this registry has no \(query.resource.name)", range: query.range)
    }
    switch plan.access {
    case .nothing: return
    case .selected where query.resource === Resource.tags: try await readNamedTags(deliver)
    case .selected: try await readSelected(listing, deliver)
    case .wholeLists where query.resource === Resource.tags: try await readWholeImages(deliver)
    case .identifiers(let ids): try await readTags(ids, deliver)
    case .wholeLists, .names, .scan:
      let lists = wanted(try await lists(listing))
      try await read(cursor(over: lists, listing), skip: lists.count == 1 ? 0 : plan.skip, deliver)
    }
  }

  private func read(
    _ cursor: any RowCursor, skip: Int, _ deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) {
    var skip = skip
    while var rows = try await cursor.next() {
      if skip > 0 {
        let count = min(skip, rows.count)
        rows.removeFirst(count)
        skip -= count
      }
      guard try deliver(rows) else { return }
    }
  }

  /// The lists of which some row may pass the conditions.
  func wanted(_ lists: [ListSource]) -> [ListSource] {
    guard !plan.requirements.isEmpty else { return lists }
    return lists.filter { list in
      let row = list.representative(of: query.resource)
      return plan.requirements.allSatisfy { $0.isMet(by: row.value(slot: $0.slot)) }
    }
  }

  func uses(_ cost: Field.Cost) -> Bool {
    usedSlots.contains { query.resource.fields[$0].cost == cost }
  }

  var resolver: ImageResolver {
    ImageResolver(session: session, query: query, needsNames: uses(.names))
  }

  // MARK: Lists

  func lists(_ listing: Listing) async throws(RunError) -> [ListSource] {
    if query.resource === Resource.tags {
      let images = try await resolver.resolve()
      return images.indices.map {
        ListSource(tagsOf: images[$0], group: $0, listing: listing)
      }
    }
    if query.resource === Resource.images { return try await imageLists(listing) }
    return resolver.regions.indices.map {
      ListSource(
        kind: .namespaces, region: resolver.regions[$0], listing: listing, group: $0,
        told: [(NamespaceSlot.region, .string(resolver.regions[$0]))])
    }
  }

  /// What reads all lists in the order of the plan.
  func cursor(over lists: [ListSource], _ listing: Listing) -> any RowCursor {
    var settings = ListCursor.Settings(
      wanted: plan.wanted, readsAhead: plan.readsAhead, isAssumed: plan.isAssumed, now: now)
    if lists.count == 1 {
      settings.skip = plan.skip
    } else {
      // Any of the lists may have the rows that are passed over.
      settings.wanted = plan.wanted.map { $0.addingReportingOverflow(plan.skip) }
        .map { $0.overflow ? .max : $0.partialValue }
    }
    if lists.count == 1 { return cursor(over: lists[0], settings) }
    if let order = plan.order {
      // How much of each list is wanted hangs on the others.
      if plan.wanted != nil {
        settings.wanted = nil
        settings.readsAhead = false
      }
      return ListMerge(lists.map { cursor(over: $0, settings) }, order)
    }
    let groups = Dictionary(grouping: lists, by: \.group).sorted { $0.key < $1.key }.map(\.value)
    let makers = groups.map { members -> CursorSequence.Maker in
      { wanted in
        var settings = settings
        settings.wanted = wanted
        let cursors = members.map { cursor(over: $0, settings) }
        let creation = ReadPlan.Order(slot: listing.created, isDescending: false)
        return cursors.count == 1 ? cursors[0] : ListMerge(cursors, creation)
      }
    }
    return CursorSequence(
      makers, wanted: settings.wanted, readsAhead: plan.readsAhead && plan.wanted == nil)
  }

  private func cursor(over list: ListSource, _ settings: ListCursor.Settings) -> any RowCursor {
    let creation = ReadPlan.Order(slot: list.listing.created, isDescending: false)
    if let names = names(of: list) {
      var scan = ListScan(slot: list.listing.created, isDescending: false)
      scan.anyOrder = session.anyOrder(of: list.kind)
      var settings = settings
      settings.wanted = nil
      let cursors = names.map { name in
        var list = list
        list.name = name
        return ListCursor(list, scan, settings, session: session, range: query.range)
      }
      return CollectedCursor(cursors, .sorted(plan.order ?? creation))
    }
    var scan = ListScan(slot: list.listing.created, isDescending: false)
    switch plan.access {
    case .scan(let planned), .selected(let planned): scan = planned
    case .nothing, .identifiers, .names, .wholeLists: break
    }
    let cursor = ListCursor(list, scan, settings, session: session, range: query.range)
    switch scan.delivery {
    case .asRead: return cursor
    case .backwards: return CollectedCursor([cursor], .turned)
    case .byCreation: return CollectedCursor([cursor], .sorted(creation))
    }
  }

  /// The exact names that are asked for; nil where the list itself is read.
  private func names(of list: ListSource) -> [String]? {
    if case .names(let names) = plan.access { return names }
    if let names = selectedNames(of: list.kind) { return names }
    // A tag behind an image's name.
    let tags = list.conditions.compactMap(\.tag)
    guard !tags.isEmpty, tags.count == list.conditions.count, tags.count <= 20,
      session.capabilities.lists(of: list.kind).nameFilter != .none
    else { return nil }
    return Set(tags.map(Value.string)).compactMap(\.text).sorted { orderOfTexts($0, $1) < 0 }
  }
}
