import TagQuery

/// Deleting tags. After each call all that must still be there is looked for.
enum DeletionChecks {
  static let all = [
    CheckDefinition("deletes one tag and nothing else", deletesOne),
    CheckDefinition("deletes a shared digest only when forced", deletesSharedDigests),
    CheckDefinition("shares a digest only within an image", sharesWithinImages),
    CheckDefinition("deletes no locked tag", deletesNoLocked),
    CheckDefinition("says that a tag is being deleted already", saysDeleting),
    CheckDefinition("deletes nothing twice", deletesNothingTwice),
    CheckDefinition("deletes nothing that is not there", deletesNothingMissing),
    CheckDefinition("deletes nothing where it can only be read", onlyReads),
  ]

  private static let mixed = ListedKind.tags(image: ConformanceContents.mixed)

  /// A tag of the mixed image.
  private static func tag(_ name: String, _ trial: Trial) throws -> TagRecord {
    let tags = trial.expected.contents.regions.flatMap(\.tags)
    guard
      let tag = tags.first(where: {
        $0.imageID == ConformanceContents.mixed && Array($0.name.utf8) == Array(name.utf8)
      })
    else { throw ConformanceFailure("there is no tag '\(name)' to try it with") }
    return tag
  }

  private static func refuse(
    _ kinds: Set<RegistryError.Kind>, _ tag: TagRecord, _ trial: Trial,
    region: String = ConformanceContents.first, isForced: Bool = false
  ) async throws {
    let request = DeleteRequest(id: tag.id, region: region, isForced: isForced)
    try await trial.refusal(kinds, "delete \(request) ('\(tag.name)')") {
      () async throws(RegistryError) in try await trial.registry.delete(request)
    }
  }

  /// Looks whether these tags have gone, or are about to, and all else is as it was.
  private static func requireGone(_ gone: [TagRecord], _ trial: Trial) async throws {
    let ids = Set(gone.map(\.id))
    // A registry may take its time to delete what it has said that it would.
    let listed = try await trial.read(
      mixed, region: ConformanceContents.first, order: trial.order(of: mixed) ?? .createdAscending,
      pageSize: min(7, trial.able.tags.largestPage), atMost: Int.max)
    let lost = gone.count - listed.rows.count { ids.contains($0.id) }
    for list in trial.expected.lists {
      for order in trial.orders(of: list.kind) {
        let page = try await trial.read(
          list.kind, region: list.region, order: order,
          pageSize: min(7, trial.able.lists(of: list.kind).largestPage), atMost: list.rows.count)
        let rows = page.rows.filter { !ids.contains($0.id) || $0.status != .deleting }
        try trial.require(
          rows, are: Self.rows(of: list, without: ids, lost: lost), order: order, kind: list.kind,
          "\(list.kind) of \(list.region), \(order.rawValue), after a deletion")
        let told = trial.able.lists(of: list.kind).tellsTotal ? page.rows.count : nil
        try trial.require(
          page.total == told, "\(list.kind): told another total than its \(page.rows.count) rows")
      }
    }
    for tag in gone {
      let status = try await left(of: tag, trial)?.status ?? .deleting
      try trial.require(status == .deleting, "'\(tag.name)' was deleted, and is \(status)")
    }
  }

  /// A tag that was deleted, where it can still be seen.
  private static func left(of tag: TagRecord, _ trial: Trial) async throws -> TagRecord? {
    let request = GetRequest(.tag, id: tag.id, region: ConformanceContents.first)
    let rows: RowBatch
    do throws(RegistryError) {
      rows = try await trial.registry.get(request)
    } catch {
      try trial.require(
        error.kind == .notFound || error.kind == .gone,
        "get of a tag that was deleted threw \(error.kind): \(error.message)")
      return nil
    }
    return rows.tag(at: 0)
  }

  /// What is left of a list, when the mixed image has lost so many tags.
  private static func rows(
    of list: ExpectedContents.List, without gone: Set<UniqueIdentifier>, lost: Int
  ) -> [ListedRow] {
    list.rows.filter { !gone.contains($0.id) }.map { row in
      guard case .image(var image) = row, image.id == ConformanceContents.mixed else { return row }
      image.tagCount = image.tagCount.map { $0 - Int64(lost) }
      return .image(image)
    }
  }

  // MARK: The checks

  private static func deletesOne(_ trial: Trial) async throws {
    guard trial.able.deletesTags else { return }
    let first = try tag("v10", trial)
    try await trial.delete(first)
    try await requireGone([first], trial)
    let second = try tag("strasse", trial)
    try await trial.delete(second, isForced: true)
    try await requireGone([first, second], trial)
  }

  private static func deletesSharedDigests(_ trial: Trial) async throws {
    guard trial.able.deletesTags else { return }
    let sharers = try ["v1", "V1", "v1.0"].map { try tag($0, trial) }
    if trial.able.refusesSharedDigests {
      for sharer in sharers { try await refuse([.precondition], sharer, trial) }
      try await requireGone([], trial)
      // One at a time; the last one shares with nobody any more.
      try await trial.delete(sharers[1], isForced: true)
      try await requireGone([sharers[1]], trial)
      try await refuse([.precondition], sharers[0], trial)
      try await trial.delete(sharers[0], isForced: true)
      try await trial.delete(sharers[2])
    } else {
      for sharer in sharers { try await trial.delete(sharer) }
    }
    try await requireGone(sharers, trial)
  }

  private static func sharesWithinImages(_ trial: Trial) async throws {
    guard trial.able.deletesTags else { return }
    let only = trial.expected.list(.tags(image: ConformanceContents.sameNameInProduction)).rows
    guard case .tag(let only)? = only.first else { return }
    // Its digest is that of three tags of another image, and of one in another region.
    try await trial.delete(only)
    // Two tags without a digest share none.
    let archived = try tag("9", trial)
    try await trial.delete(archived)
    let rest = try await trial.read(
      .tags(image: only.imageID), region: ConformanceContents.first,
      order: trial.order(of: mixed) ?? .createdAscending, pageSize: 1, atMost: 1)
    try trial.require(
      rest.rows.allSatisfy { $0.status == .deleting }, "'\(only.name)' was deleted and is there")
  }

  private static func deletesNoLocked(_ trial: Trial) async throws {
    guard trial.able.deletesTags else { return }
    for name in ["\u{65E5}\u{672C}", "\u{1F680}"] {
      let locked = try tag(name, trial)
      // Where it shares its digest too, either reason will do.
      try await refuse([.locked, .precondition], locked, trial)
      try await refuse([.locked], locked, trial, isForced: true)
    }
    try await refuse([.locked], try tag("\u{65E5}\u{672C}", trial), trial)
    try await requireGone([], trial)
  }

  private static func saysDeleting(_ trial: Trial) async throws {
    guard trial.able.deletesTags else { return }
    let going = try tag("e", trial)
    try await trial.delete(going)
    try await trial.delete(going, isForced: true)
  }

  private static func deletesNothingTwice(_ trial: Trial) async throws {
    guard trial.able.deletesTags else { return }
    let tag = try tag("v9", trial)
    try await trial.delete(tag)
    for isForced in [false, true] {
      // Only one that can still be seen may be asked for again.
      if try await left(of: tag, trial) != nil {
        try await trial.delete(tag, isForced: isForced)
      } else {
        try await refuse([.notFound, .gone], tag, trial, isForced: isForced)
      }
    }
    try await requireGone([tag], trial)
  }

  private static func deletesNothingMissing(_ trial: Trial) async throws {
    guard trial.able.deletesTags else { return }
    let there = try tag("v10", trial)
    var missing = there
    missing.id = ConformanceContents.id(0x0BAD_0003)
    for isForced in [false, true] {
      try await refuse([.notFound, .gone], missing, trial, isForced: isForced)
      for region in [ConformanceContents.second, "xx-none"] {
        try await refuse([.notFound, .gone], there, trial, region: region, isForced: isForced)
      }
    }
    missing.id = ConformanceContents.mixed
    try await refuse([.notFound, .gone], missing, trial)
    try await requireGone([], trial)
  }

  private static func onlyReads(_ trial: Trial) async throws {
    guard !trial.able.deletesTags else { return }
    for name in ["v10", "v1", "e"] {
      for isForced in [false, true] {
        try await refuse([.invalidRequest], try tag(name, trial), trial, isForced: isForced)
      }
    }
    try await requireGone([], trial)
  }
}
