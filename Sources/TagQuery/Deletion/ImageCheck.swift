/// Another look at an image before tags of it are deleted.
struct ImageCheck {
  let registry: any Registry
  let imageID: UniqueIdentifier
  let region: String

  /// A tag as it is now.
  private struct Tag {
    let name: String
    let digest: Digest?
    let updatedAt: Timestamp?
  }

  /// What is not to be deleted any more, and why. Where the image cannot be read, that is all.
  ///
  /// Of tags that are deleted with force, one that has changed or come since saves all that share
  /// its digest. With `onlyForced` nothing else is looked at.
  func changes(
    of entries: [(index: Int, entry: DeletionPlan.Entry)], onlyForced: Bool
  ) async -> [(index: Int, outcome: DeletionOutcome)] {
    let tags: [UniqueIdentifier: Tag]
    do throws(RegistryError) {
      tags = try await self.tags()
    } catch {
      if error.kind == .notFound || error.kind == .gone {
        return entries.map { ($0.index, .gone) }
      }
      return entries.map {
        ($0.index, .failed("not sent: its image could not be listed again: \(error.message)"))
      }
    }
    var sharers: [Digest: [UniqueIdentifier]] = [:]
    for (id, tag) in tags {
      if let digest = tag.digest { sharers[digest, default: []].append(id) }
    }
    let planned = Set(entries.map(\.entry.id))
    let changed = Set(
      entries.filter { hasChanged($0.entry, tags[$0.entry.id]) }.map(\.entry.id))
    return entries.compactMap { index, entry in
      guard tags[entry.id] != nil else { return nil }
      if changed.contains(entry.id) {
        return (index, .refused("it was pushed again or changed since the plan was made"))
      }
      guard let digest = entry.digest else { return nil }
      let others = (sharers[digest] ?? []).filter { $0 != entry.id }
      guard case .delete(isForced: true, let losing) = entry.decision else {
        guard !onlyForced, let other = others.first, let tag = tags[other] else { return nil }
        return (index, .refused("it shares its digest with '\(tag.name)' by now"))
      }
      let mayStay = Set(losing)
      let strangers = others.filter {
        !planned.contains($0) && !mayStay.contains(tags[$0]?.name ?? "")
      }
      if let stranger = strangers.first, let tag = tags[stranger] {
        return (
          index, .refused("'\(tag.name)' has come to share its digest since the plan was made")
        )
      }
      let moved = entries.contains { changed.contains($0.entry.id) && $0.entry.digest == digest }
      return moved ? (index, .refused("a tag that shared its digest has changed since")) : nil
    }
  }

  private func hasChanged(_ entry: DeletionPlan.Entry, _ tag: Tag?) -> Bool {
    guard let tag else { return false }
    // Two readings of one tag may differ below the microsecond.
    func microseconds(_ time: Timestamp?) -> Int64? { time.map { $0.nanoseconds / 1000 } }
    return tag.digest != entry.digest
      || microseconds(tag.updatedAt) != microseconds(entry.updatedAt)
  }

  /// All tags of the image, read in a pass in which nothing moved.
  private func tags() async throws(RegistryError) -> [UniqueIdentifier: Tag] {
    for _ in 0..<Self.mostPasses {
      if let tags = try await steadyTags() { return tags }
    }
    throw RegistryError(.unavailable, "its list changed each time it was read.")
  }

  private static let mostPasses = 3

  /// All tags of the image; nil where the list moved meanwhile.
  private func steadyTags() async throws(RegistryError) -> [UniqueIdentifier: Tag]? {
    let able = registry.capabilities.tags
    let order =
      able.orders.contains(.createdAscending)
      ? .createdAscending : able.orders.min { $0.rawValue < $1.rawValue } ?? .createdAscending
    var found: [UniqueIdentifier: Tag] = [:]
    var (page, seen) = (1, 0)
    var total: Int?
    while true {
      let answer = try await registry.list(
        ListRequest(
          .tags(image: imageID), region: region, order: order, page: page,
          pageSize: able.largestPage))
      if page > 1, answer.totalCount != total { return nil }
      total = answer.totalCount
      seen += answer.rows.count
      for row in 0..<answer.rows.count {
        guard let tag = answer.rows.tag(at: row) else { continue }
        found[tag.id] = Tag(name: tag.name, digest: tag.digest, updatedAt: tag.updatedAt)
      }
      let isLast = total.map { seen >= $0 } ?? (answer.rows.count < able.largestPage)
      if isLast || answer.rows.count == 0 { break }
      page += 1
    }
    return found.count == seen && seen == total ?? seen ? found : nil
  }
}
