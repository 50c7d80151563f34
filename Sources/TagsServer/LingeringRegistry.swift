import Synchronization
import TagQuery

/// A registry whose deleted tags are still seen for a while, with the status `deleting`, as in the
/// real one.
///
/// A tag is deleted in the registry behind this one at once, so nothing that was answered is lost
/// if the process ends. What lingers is kept here and put between the rows of the lists, exactly
/// where the tag was, or, ordered by status, where its new status belongs. Counts of images do not
/// include it.
///
/// Calls pass one by one, so that no list is read between a deletion and its being remembered.
struct LingeringRegistry: Registry {
  private struct Tag {
    var record: TagRecord
    var region: String
    var end: ContinuousClock.Instant
  }

  /// More would make lists slow to read; then the oldest are gone earlier.
  static let most = 10_000

  private let base: any Registry
  private let delay: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let gate = Gate()
  /// Those that were deleted first come first.
  private let tags: Tags

  /// What lingers; a class, since it is shared by copies of the registry.
  private final class Tags: Sendable {
    let all = Mutex<[Tag]>([])
  }

  init(
    _ base: any Registry, delay: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant
  ) {
    self.base = base
    self.delay = delay
    self.now = now
    tags = Tags()
  }

  var capabilities: RegistryCapabilities { base.capabilities }

  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    guard case .tags(let image) = request.kind else { return try await base.list(request) }
    return try await gate.pass { () async throws(RegistryError) in
      let lingering = remaining().filter { tag in
        tag.record.imageID == image && tag.region == request.region
          && request.name.map { $0.utf8.elementsEqual(tag.record.name.utf8) } ?? true
      }
      guard !lingering.isEmpty else { return try await base.list(request) }
      return try await merged(request, lingering.map(\.record))
    }
  }

  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    guard request.kind == .tag else { return try await base.get(request) }
    return try await gate.pass { () async throws(RegistryError) in
      guard let tag = tag(request.id, request.region) else { return try await base.get(request) }
      return RowBatch(tags: [tag], region: request.region)
    }
  }

  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    try await gate.pass { () async throws(RegistryError) in
      if tag(request.id, request.region) != nil { return DeletionAnswer(.deleting) }
      let rows = try await base.get(GetRequest(.tag, id: request.id, region: request.region))
      let answer = try await base.delete(request)
      guard var tag = rows.tag(at: 0), tag.status != .deleting else { return answer }
      tag.status = .deleting
      let lingering = Tag(record: tag, region: request.region, end: now().advanced(by: delay))
      tags.all.withLock { tags in
        tags.append(lingering)
        if tags.count > Self.most { tags.removeFirst() }
      }
      return answer
    }
  }

  private func remaining() -> [Tag] {
    let now = now()
    return tags.all.withLock { tags in
      let firstThatStays = tags.firstIndex { $0.end > now } ?? tags.count
      tags.removeFirst(firstThatStays)
      return tags
    }
  }

  private func tag(_ id: UniqueIdentifier, _ region: String) -> TagRecord? {
    remaining().first { $0.record.id == id && $0.region == region }?.record
  }

  // MARK: Lists

  /// The page of the list that has the lingering tags in their places.
  ///
  /// There are `g` of them, so the page's first row is at most `g` rows earlier in the list of the
  /// registry behind. From there on the two are merged.
  private func merged(
    _ request: ListRequest, _ lingering: [TagRecord]
  ) async throws(RegistryError) -> ListPage {
    let size = request.pageSize
    let product = (request.page - 1).multipliedReportingOverflow(by: size)
    let start = product.overflow ? Int.max - size - lingering.count : product.partialValue
    let before = TagOrder(request.order)
    let lingering = lingering.sorted(by: before.precedes)
    let window = try await self.window(
      request, from: max(0, start - lingering.count), to: start + size)
    let total = window.total.map { $0 + lingering.count }
    var index = window.start
    var rest = lingering[...]
    if window.start > 0, let first = window.rows.first {
      let earlier = rest.prefix { before.precedes($0, first) }.count
      rest = rest.dropFirst(earlier)
      index += earlier
    }
    var records: [TagRecord] = []
    func add(_ record: TagRecord) {
      if index >= start, records.count < size { records.append(record) }
      index += 1
    }
    for row in window.rows {
      while let next = rest.first, before.precedes(next, row) {
        add(next)
        rest = rest.dropFirst()
      }
      add(row)
    }
    // Behind the last row of all, not of a window that ends before.
    if window.isEnd, window.start == 0 || !window.rows.isEmpty { for tag in rest { add(tag) } }
    return ListPage(
      rows: RowBatch(tags: records, region: request.region), totalCount: total)
  }

  private struct Window {
    var start: Int
    var rows: [TagRecord] = []
    var total: Int?
    var isEnd = false
  }

  /// The rows of the registry behind from a position to before another, and maybe some more.
  private func window(
    _ request: ListRequest, from first: Int, to end: Int
  ) async throws(RegistryError) -> Window {
    var request = request
    let size = capabilities.tags.largestPage
    request.pageSize = size
    request.page = first / size + 1
    var window = Window(start: first / size * size)
    while true {
      let page = try await base.list(request)
      window.total = page.totalCount
      for row in 0..<page.rows.count {
        if let tag = page.rows.tag(at: row) { window.rows.append(tag) }
      }
      window.isEnd = page.rows.count < size
      if window.isEnd || window.start + window.rows.count >= end { return window }
      request.page += 1
    }
  }
}

/// The order of a list of tags in a registry that orders names by their bytes.
private struct TagOrder {
  private let order: ListOrder

  init(_ order: ListOrder) { self.order = order }

  /// Whether one tag comes before another.
  func precedes(_ left: TagRecord, _ right: TagRecord) -> Bool {
    switch order {
    case .createdAscending, .region: isEarlier(left, right)
    case .createdDescending: isEarlier(right, left)
    case .nameAscending: hasLesserName(left, right)
    case .nameDescending: hasLesserName(right, left)
    case .statusAscending: hasLesserStatus(left, right)
    case .statusDescending: hasLesserStatus(right, left)
    }
  }

  private func isEarlier(_ left: TagRecord, _ right: TagRecord) -> Bool {
    guard left.createdAt != right.createdAt else { return left.id < right.id }
    guard let first = left.createdAt else { return false }
    guard let second = right.createdAt else { return true }
    return first < second
  }

  private func hasLesserName(_ left: TagRecord, _ right: TagRecord) -> Bool {
    guard !left.name.utf8.elementsEqual(right.name.utf8) else { return left.id < right.id }
    return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }

  private func hasLesserStatus(_ left: TagRecord, _ right: TagRecord) -> Bool {
    left.status != right.status ? left.status < right.status : left.id < right.id
  }
}
