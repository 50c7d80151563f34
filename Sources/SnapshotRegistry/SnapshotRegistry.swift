internal import Synchronization
public import TagQuery

/// A snapshot as a registry: what a file of tags, images and namespaces says, and no change to it.
///
/// The file is read once, when the registry is made, and kept column by column (about 100 bytes a
/// tag and its name). Lists have the orders, filters and order of `MemoryRegistry`: names by their
/// UTF-8 bytes, rows that tie by their UUIDs, a missing `created_at` last. A list is sorted when it
/// is first asked for in an order. How many tags an image has and how many images a namespace is
/// counted here, whatever the file says.
public final class SnapshotRegistry: Registry {
  /// What this registry can be asked for; everything but deletions.
  public let capabilities: RegistryCapabilities

  private let regions: [String: SnapshotRegion]
  private let lists = Mutex<[SortedList: [UInt32]]>([:])

  /// A list in an order.
  private struct SortedList: Hashable {
    let region: String
    let list: SnapshotRegion.List
    let key: SortKey
  }

  /// The registry that a file holds, compressed with gzip or not.
  ///
  /// Throws where the file cannot be read, where a line of it is no entry, where two have the same
  /// UUID or name, and where an entry belongs to one that is not there; nearly always with the
  /// line.
  public convenience init(path: String) throws(SnapshotError) {
    try self.init(SnapshotReader(path: path), name: "file:\(path)")
  }

  /// The registry that a reader has yet to read, and what people call it. Throws as `init(path:)`.
  public init(_ reader: SnapshotReader, name: String) throws(SnapshotError) {
    let loaded = try SnapshotLoader.regions(of: reader)
    regions = Dictionary(uniqueKeysWithValues: loaded.map { ($0.name, $0) })
    let names = loaded.map(\.name).sorted { orderOfBytes($0.utf8, $1.utf8) < 0 }
    func lists(_ orders: Set<ListOrder>) -> ListCapabilities {
      ListCapabilities(
        nameFilter: .exact, orders: orders, nameCollation: .bytes, largestPage: 1_000,
        hasPageNumbers: true, tellsTotal: true)
    }
    let common: Set<ListOrder> = [
      .createdAscending, .createdDescending, .nameAscending, .nameDescending,
    ]
    capabilities = RegistryCapabilities(
      name: TerminalText.sanitized(name), regions: names, defaultRegions: names,
      tags: lists(Set(ListOrder.allCases)), images: lists(common), namespaces: lists(common),
      deletesTags: false, refusesSharedDigests: true)
  }

  /// One page of a list.
  ///
  /// Throws `.invalidRequest` for a page, a page size or an order that there is not; `.notFound`
  /// where region, image or namespace do not exist.
  public func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    try capabilities.check(request)
    let region = try region(request.region)
    let list = try region.list(request.kind)
    let (key, isBackwards) = SortKey.of(request.order)
    var rows: [UInt32]
    if let name = request.name {
      rows = region.rows(of: list, named: name, among: sorted(list, of: region, by: .name), by: key)
    } else {
      rows = sorted(list, of: region, by: key)
    }
    let total = rows.count
    // Divided, since the page's first row need not fit in an integer.
    if request.page - 1 > total / request.pageSize {
      rows = []
    } else {
      let start = (request.page - 1) * request.pageSize
      let end = min(start + request.pageSize, total)
      // A descending page is an ascending one from the other end.
      rows = isBackwards ? rows[total - end..<total - start].reversed() : Array(rows[start..<end])
    }
    return ListPage(rows: region.batch(of: list, rows), totalCount: total)
  }

  /// One row by its UUID. Throws `.notFound` where there is none, or no such region.
  public func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    try region(request.region).get(request)
  }

  /// Throws `.invalidRequest` always: a snapshot does not change.
  public func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    throw RegistryError(
      .invalidRequest,
      "\(capabilities.name) is a snapshot, which can only be read: delete in the registry itself.")
  }

  private func region(_ name: String) throws(RegistryError) -> SnapshotRegion {
    if let region = regions[name] { return region }
    let known = capabilities.regions.joined(separator: ", ")
    throw RegistryError(
      .notFound,
      "\(capabilities.name) has no region \(name): it has \(known.isEmpty ? "none" : known).")
  }

  private func sorted(
    _ list: SnapshotRegion.List, of region: SnapshotRegion, by key: SortKey
  ) -> [UInt32] {
    let place = SortedList(region: region.name, list: list, key: key)
    return lists.withLock { lists in
      if let rows = lists[place] { return rows }
      let rows = region.sorted(list, by: key)
      lists[place] = rows
      return rows
    }
  }
}
