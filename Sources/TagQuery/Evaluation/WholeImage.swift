/// All tags of an image.
struct WholeImage {
  var batches: [RowBatch]
  /// Whether the list stood still while it was read.
  var isSteady: Bool
}

extension RegistrySession {
  private static let mostPasses = 3

  /// All tags of an image, which are read once a run.
  ///
  /// A deletion hangs on them: then the list must stand still while it is read.
  func wholeImage(
    _ image: UniqueIdentifier, region: String, mustBeSteady: Bool, range: SourceRange?
  ) async throws(RunError) -> [RowBatch] {
    if let known = wholeImages[image], known.isSteady || !mustBeSteady { return known.batches }
    for pass in 1...Self.mostPasses {
      let whole = try await read(image, region: region, range: range)
      wholeImages[image] = whole
      if whole.isSteady { return whole.batches }
      if pass == Self.mostPasses, !mustBeSteady {
        warn("a list changed all the time while it was read: rows of it may be missing")
        return whole.batches
      }
    }
    throw RunError(
      .failed, "the tags of the image \(image) changed each time they were read", range: range,
      help: "nothing is deleted where it is not known what stays; try again later")
  }

  private func read(
    _ image: UniqueIdentifier, region: String, range: SourceRange?
  ) async throws(RunError) -> WholeImage {
    let pages = PageSource(
      .tags(image: image), region: region, order: anyOrder(of: .tags(image: image)),
      session: self, range: range)
    var whole = WholeImage(batches: [], isSteady: true)
    var known: Set<UniqueIdentifier> = []
    var count = 0
    var expectedTotal: Int?
    var number = 1
    while true {
      pages.askAhead(from: number)
      let page = try await pages.take(number)
      if number == 1 { expectedTotal = page.totalCount }
      for row in 0..<page.rows.count {
        guard case .uuid(let id) = page.rows.value(slot: TagSlot.id, row: row) else { continue }
        count += 1
        known.insert(id)
      }
      whole.batches.append(page.rows)
      whole.isSteady =
        whole.isSteady && page.totalCount == expectedTotal && known.count == count
      let isLast = page.totalCount.map { number * pages.pageSize >= $0 }
      if isLast ?? (page.rows.count < pages.pageSize) || page.rows.count == 0 { break }
      number += 1
    }
    if let expectedTotal, expectedTotal != count { whole.isSteady = false }
    return whole
  }
}
