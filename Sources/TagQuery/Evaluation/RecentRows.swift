/// The rows that were last read of a list, to notice when it moves and to find the place again.
struct RecentRows {
  private var pages: [[UniqueIdentifier]] = []
  private var known: Set<UniqueIdentifier> = []
  private static let mostPages = 16

  var isEmpty: Bool { known.isEmpty }

  func contains(_ id: UniqueIdentifier) -> Bool { known.contains(id) }

  mutating func append(_ page: [UniqueIdentifier]) {
    pages.append(page)
    known.formUnion(page)
    if pages.count > Self.mostPages {
      for id in pages.removeFirst() { known.remove(id) }
    }
  }
}
