internal import Synchronization

/// A registry that lives in memory and answers what the Tags API answers, exactly.
///
/// Lists of tags come in all seven orders, those of images and namespaces by `created_at` and name.
/// Names are ordered by their UTF-8 bytes and statuses by name; rows that tie are ordered by their
/// UUIDs; a missing `created_at` comes last; in the order `region` all rows of a list tie, so it is
/// the order `created_at_asc`. A descending list is the ascending one backwards.
///
/// A list is sorted when it is first asked for in an order and again only after a change of the
/// image, so that pages are quick.
public final class MemoryRegistry: Registry {
  /// What this registry can be asked for.
  public let capabilities: RegistryCapabilities

  private let regionNames: [String]
  private let regions: Mutex<[String: MemoryRegion]>

  /// A registry with these contents.
  ///
  /// Images of namespaces that are not among the contents appear only in lists of all images; tags
  /// of images that are not are left out. Of two regions with the same name the later is kept.
  ///
  /// Capabilities that are given make it a lesser registry, for tests: it refuses orders, page
  /// sizes, name filters and deletions that they lack, leaves out the total where they do not claim
  /// it, gives all names that begin with the text where they filter as a superset, and orders names
  /// without regard to case where the collation is unknown. Without them it can do everything.
  public init(
    _ contents: RegistryContents, name: String = "memory:",
    capabilities: RegistryCapabilities? = nil
  ) {
    var names: [String] = []
    var regions: [String: MemoryRegion] = [:]
    for region in contents.regions {
      if regions.updateValue(MemoryRegion(region), forKey: region.name) == nil {
        names.append(region.name)
      }
    }
    regionNames = names
    self.regions = Mutex(regions)
    self.capabilities = capabilities ?? Self.everything(name: name, regions: names)
  }

  private static func everything(name: String, regions: [String]) -> RegistryCapabilities {
    func lists(_ orders: Set<ListOrder>) -> ListCapabilities {
      ListCapabilities(
        nameFilter: .exact, orders: orders, nameCollation: .bytes, largestPage: 100,
        hasPageNumbers: true, tellsTotal: true)
    }
    let common: Set<ListOrder> = [
      .createdAscending, .createdDescending, .nameAscending, .nameDescending,
    ]
    return RegistryCapabilities(
      name: name, regions: regions, defaultRegions: regions,
      tags: lists(Set(ListOrder.allCases)), images: lists(common), namespaces: lists(common),
      deletesTags: true, refusesSharedDigests: true)
  }

  /// One page of a list.
  ///
  /// Throws `.invalidRequest` for a page below 1, a page size that is not from 1 to the largest, or
  /// an order or filter that the capabilities lack; `.notFound` where region, image or namespace do
  /// not exist.
  public func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    let able = capabilities.lists(of: request.kind)
    try capabilities.check(request)
    let page = try inRegion(request.region) { region throws(RegistryError) in
      try region.list(request, by: able)
    }
    return ListPage(
      rows: page.rows.batch(region: request.region),
      totalCount: able.tellsTotal ? page.total : nil)
  }

  /// One row by its UUID. Throws `.notFound` where there is none, or no such region.
  public func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    let row = try inRegion(request.region) { region throws(RegistryError) in
      try region.get(request)
    }
    return row.batch(region: request.region)
  }

  /// Deletes one tag, which is gone at once: the answer is `.deleting` and whoever asks again gets
  /// `.notFound`.
  ///
  /// A tag that is `deleting` already stays as it is and gives the same answer. A forced deletion
  /// takes away the named tag only: tags that share its digest stay listed here.
  ///
  /// Throws `.notFound`, `.locked`, `.precondition` where another tag of the image shares the
  /// digest and `isForced` is not set, and `.invalidRequest` where the capabilities do not include
  /// deleting.
  public func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    guard capabilities.deletesTags else {
      throw RegistryError(
        .invalidRequest, "\(capabilities.name) deletes no tags: ask a registry that does.")
    }
    let refuses = capabilities.refusesSharedDigests
    let status = try inRegion(request.region) { region throws(RegistryError) in
      try region.delete(request, refusesSharedDigests: refuses)
    }
    return DeletionAnswer(status)
  }
}

extension MemoryRegistry {
  /// All that the registry holds at the moment, with its counts. Records are ordered by UUID.
  public var contents: RegistryContents {
    regions.withLock { regions in
      RegistryContents(regions: regionNames.compactMap { regions[$0]?.contents })
    }
  }

  /// Adds a tag as if it had been pushed; one with the same UUID gives way to it. That its name is
  /// unique in the image is not checked.
  ///
  /// Throws `.notFound` where region or image do not exist.
  public func insert(_ tag: TagRecord, region: String) throws(RegistryError) {
    try inRegion(region) { region throws(RegistryError) in try region.insert(tag) }
  }

  /// Takes a tag out as if somebody else had deleted it, whatever its status and sharers.
  ///
  /// Gives the tag, or nil where there is none. Throws `.notFound` where the region does not exist.
  @discardableResult
  public func remove(_ id: UniqueIdentifier, region: String) throws(RegistryError) -> TagRecord? {
    try inRegion(region) { region throws(RegistryError) in region.remove(id) }
  }

  private func inRegion<Answer: Sendable>(
    _ name: String,
    _ body: (inout MemoryRegion) throws(RegistryError) -> Answer
  ) throws(RegistryError) -> Answer {
    try regions.withLock { regions throws(RegistryError) in
      // Looked up first and changed in place: a copy would copy every list.
      guard let index = regions.index(forKey: name) else {
        throw RegistryError(
          .notFound,
          """
          \(capabilities.name) has no region \(name): it has \
          \(regionNames.isEmpty ? "none" : regionNames.joined(separator: ", ")).
          """)
      }
      return try body(&regions.values[index])
    }
  }
}
