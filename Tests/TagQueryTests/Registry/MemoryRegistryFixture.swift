@testable import TagQuery

/// A small registry in which every rule of a list can be seen, and short ways to ask it.
struct MemoryRegistryFixture {
  static let region = "fr-par"
  static let namespace = identifier(1)
  static let otherNamespace = identifier(2)
  static let emptyNamespace = identifier(3)
  static let image = identifier(11)
  static let otherImage = identifier(12)
  static let emptyImage = identifier(13)
  static let shared = Digest.sha256(1, 1, 1, 1)

  static func identifier(_ number: UInt64) -> UniqueIdentifier {
    UniqueIdentifier(high: 0x4000, low: 0x8000_0000_0000_0000 | number)
  }

  /// A tag of `image`, made so many seconds after 1970 began.
  static func tag(
    _ number: UInt64, _ name: String, created: Int64?, status: Status = .ready,
    digest: Digest? = nil, image: UniqueIdentifier = image
  ) -> TagRecord {
    let moment = created.map { Timestamp(nanoseconds: $0 * 1_000_000_000) }
    return TagRecord(
      id: identifier(number), name: name, imageID: image, status: status, digest: digest,
      createdAt: moment, updatedAt: moment)
  }

  static func contents() -> RegistryContents {
    var images = [
      ImageRecord(id: image, name: "api", namespaceID: namespace),
      ImageRecord(id: otherImage, name: "api", namespaceID: otherNamespace),
      ImageRecord(id: emptyImage, name: "Worker", namespaceID: namespace),
    ]
    for (index, seconds) in [30, 10, 20].enumerated() {
      images[index].createdAt = Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000)
    }
    let tags = [
      tag(105, "b", created: 50, status: .error),
      tag(104, "B", created: 10, status: .unknown),
      tag(103, "a", created: 10, status: .locked, digest: shared),
      tag(102, "é", created: nil, digest: shared),
      tag(101, "z", created: 20, digest: shared),
      tag(106, "c", created: nil, status: .deleting, digest: shared),
      tag(107, "c2", created: 20, status: .other("aging")),
      tag(201, "a", created: 1, digest: shared, image: otherImage),
    ]
    return RegistryContents(regions: [
      RegionContents(
        region,
        namespaces: [
          NamespaceRecord(id: otherNamespace, name: "web"),
          NamespaceRecord(id: namespace, name: "Zoo"),
          NamespaceRecord(id: emptyNamespace, name: "api"),
        ], images: images, tags: tags),
      RegionContents("nl-ams"),
    ])
  }

  static func make(capabilities: RegistryCapabilities? = nil) -> MemoryRegistry {
    MemoryRegistry(contents(), capabilities: capabilities)
  }

  /// What the fixture can do, for tests to take something away from.
  static var capabilities: RegistryCapabilities { make().capabilities }
}

extension MemoryRegistry {
  /// The names on one page.
  func names(
    _ kind: ListedKind, named name: String? = nil, order: ListOrder = .createdAscending,
    page: Int = 1, pageSize: Int = 100
  ) async throws(RegistryError) -> [String] {
    try await list(
      ListRequest(
        kind, region: MemoryRegistryFixture.region, name: name, order: order, page: page,
        pageSize: pageSize)
    ).rows.texts(slot: 1)
  }

  /// The UUIDs of all rows, read in pages of this size until one is empty.
  func identifiers(
    _ kind: ListedKind, region: String = MemoryRegistryFixture.region, order: ListOrder,
    pageSize: Int
  ) async throws(RegistryError) -> [UniqueIdentifier] {
    var identifiers: [UniqueIdentifier] = []
    var page = 1
    while true {
      let answer = try await list(
        ListRequest(kind, region: region, order: order, page: page, pageSize: pageSize))
      if answer.rows.count == 0 { return identifiers }
      for row in 0..<answer.rows.count {
        if case .uuid(let id) = answer.rows.value(slot: 0, row: row) { identifiers.append(id) }
      }
      page += 1
    }
  }

  func delete(_ number: UInt64, isForced: Bool = false) async throws(RegistryError) -> Status {
    try await delete(
      DeleteRequest(
        id: MemoryRegistryFixture.identifier(number), region: MemoryRegistryFixture.region,
        isForced: isForced)
    ).status
  }

  func get(
    _ kind: GetRequest.Kind, _ number: UInt64, region: String = MemoryRegistryFixture.region
  ) async throws(RegistryError) -> RowBatch {
    try await get(
      GetRequest(kind, id: MemoryRegistryFixture.identifier(number), region: region))
  }
}

extension RowBatch {
  /// The values of one slot as texts, `null` for null.
  func texts(slot: Int) -> [String] {
    (0..<count).map { value(slot: slot, row: $0).text ?? "null" }
  }
}

/// The kind of failure that a call ends in; nil where it succeeds.
func failure<Answer>(
  of call: () async throws(RegistryError) -> Answer
) async -> RegistryError.Kind? {
  do {
    _ = try await call()
    return nil
  } catch {
    return error.kind
  }
}
