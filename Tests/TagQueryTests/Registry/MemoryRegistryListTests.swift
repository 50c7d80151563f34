import Testing

@testable import TagQuery

private typealias Fixture = MemoryRegistryFixture

@Suite("Registry in memory: lists")
struct MemoryRegistryListTests {
  private let registry = Fixture.make()
  private let tags = ListedKind.tags(image: Fixture.image)

  @Test(
    "Tags come in all seven orders, ties by UUID",
    arguments: [
      (ListOrder.createdAscending, ["a", "B", "z", "c2", "b", "é", "c"]),
      (.createdDescending, ["c", "é", "b", "c2", "z", "B", "a"]),
      (.region, ["a", "B", "z", "c2", "b", "é", "c"]),
      (.nameAscending, ["B", "a", "b", "c", "c2", "z", "é"]),
      (.nameDescending, ["é", "z", "c2", "c", "b", "a", "B"]),
      (.statusAscending, ["c2", "c", "b", "a", "z", "é", "B"]),
      (.statusDescending, ["B", "é", "z", "a", "b", "c", "c2"]),
    ])
  func ordersOfTags(order: ListOrder, expected: [String]) async throws {
    #expect(try await registry.names(tags, order: order) == expected)
  }

  @Test(
    "Images and namespaces come by created_at and name",
    arguments: [
      (ListOrder.createdAscending, [12, 13, 11], ["Zoo", "web", "api"]),
      (.createdDescending, [11, 13, 12], ["api", "web", "Zoo"]),
      (.nameAscending, [13, 11, 12], ["Zoo", "api", "web"]),
      (.nameDescending, [12, 11, 13], ["web", "api", "Zoo"]),
    ])
  func ordersOfOthers(order: ListOrder, images: [UInt64], namespaces: [String]) async throws {
    let listed = try await registry.identifiers(
      .images(namespace: nil), order: order, pageSize: 100)
    #expect(listed == images.map(Fixture.identifier))
    #expect(try await registry.names(.namespaces, order: order) == namespaces)
  }

  @Test("Orders that images and namespaces do not have are refused")
  func ordersOfTagsOnly() async {
    for order in [ListOrder.region, .statusAscending, .statusDescending] {
      for kind in [ListedKind.images(namespace: nil), .namespaces] {
        let kind = await failure { () throws(RegistryError) in
          try await registry.names(kind, order: order)
        }
        #expect(kind == .invalidRequest)
      }
    }
  }

  @Test("Any page size gives the same list", arguments: ListOrder.allCases)
  func pageSizes(order: ListOrder) async throws {
    let whole = try await registry.identifiers(tags, order: order, pageSize: 100)
    #expect(whole.count == 7)
    for size in [1, 2, 3, 7, 8] {
      #expect(try await registry.identifiers(tags, order: order, pageSize: size) == whole)
    }
  }

  @Test("A page tells the total, one past the end too", arguments: [1, 3, 4, 5, 1_000, Int.max])
  func totals(page: Int) async throws {
    let answer = try await registry.list(
      ListRequest(tags, region: Fixture.region, page: page, pageSize: 3))
    #expect(answer.totalCount == 7)
    #expect(answer.rows.count == [1: 3, 3: 1][page, default: 0])
  }

  @Test("Pages and page sizes that there cannot be are refused")
  func impossiblePages() async {
    for (page, size) in [(0, 10), (-1, 10), (Int.min, 10), (1, 0), (1, -1), (1, 101)] {
      let kind = await failure { () throws(RegistryError) in
        try await registry.names(tags, page: page, pageSize: size)
      }
      #expect(kind == .invalidRequest)
    }
  }

  @Test("Names are matched whole and byte by byte")
  func nameFilter() async throws {
    #expect(try await registry.names(tags, named: "b") == ["b"])
    #expect(try await registry.names(tags, named: "c") == ["c"])
    #expect(try await registry.names(tags, named: "é") == ["é"])
    // The same letter to Unicode, in other bytes.
    #expect(try await registry.names(tags, named: "e\u{301}") == [])
    #expect(try await registry.names(tags, named: "") == [])
    #expect(try await registry.names(.namespaces, named: "web") == ["web"])
    let images = ListedKind.images(namespace: nil)
    #expect(try await registry.names(images, named: "api", pageSize: 1) == ["api"])
    let page = try await registry.list(
      ListRequest(images, region: Fixture.region, name: "api", page: 2, pageSize: 1))
    #expect(page.totalCount == 2)
    #expect(page.rows.value(slot: ImageSlot.id, row: 0) == .uuid(Fixture.image))
  }

  @Test("Images can be listed by namespace, an empty one too")
  func parents() async throws {
    let images = ListedKind.images(namespace: Fixture.namespace)
    #expect(try await registry.names(images, order: .nameAscending) == ["Worker", "api"])
    #expect(try await registry.names(.images(namespace: Fixture.emptyNamespace)) == [])
    #expect(try await registry.names(.tags(image: Fixture.emptyImage)) == [])
  }

  @Test("An unknown region, image or namespace is not found")
  func unknownParents() async {
    let absent = Fixture.identifier(999)
    for kind in [ListedKind.tags(image: absent), .images(namespace: absent)] {
      let kind = await failure { () throws(RegistryError) in try await registry.names(kind) }
      #expect(kind == .notFound)
    }
    do {
      _ = try await registry.list(ListRequest(.namespaces, region: "pl-waw", pageSize: 10))
      Issue.record("a region that is not there was listed")
    } catch {
      #expect(error.kind == .notFound)
      #expect(error.message == "memory: has no region pl-waw: it has fr-par, nl-ams.")
    }
  }

  @Test("Rows carry what the records say, and counts of what there is")
  func rows() async throws {
    let page = try await registry.list(
      ListRequest(tags, region: Fixture.region, name: "z", pageSize: 1))
    #expect(page.rows.value(slot: TagSlot.imageID, row: 0) == .uuid(Fixture.image))
    #expect(page.rows.value(slot: TagSlot.status, row: 0) == .status(.ready))
    #expect(page.rows.value(slot: TagSlot.digest, row: 0) == .digest(Fixture.shared))
    #expect(page.rows.value(slot: TagSlot.region, row: 0) == .string("fr-par"))
    let images = try await registry.list(
      ListRequest(.images(namespace: nil), region: Fixture.region, pageSize: 10))
    #expect(images.rows.texts(slot: ImageSlot.tagCount) == ["1", "0", "7"])
    let namespaces = try await registry.list(
      ListRequest(.namespaces, region: Fixture.region, order: .nameAscending, pageSize: 10))
    #expect(namespaces.rows.texts(slot: NamespaceSlot.imageCount) == ["2", "0", "1"])
  }

  @Test("A list follows each change")
  func changes() async throws {
    #expect(try await registry.names(tags, order: .nameAscending).first == "B")
    try registry.insert(Fixture.tag(300, "A", created: 5), region: Fixture.region)
    #expect(try await registry.names(tags, order: .nameAscending).first == "A")
    #expect(try await registry.names(tags).first == "A")
    #expect(try await registry.names(tags, named: "A") == ["A"])
    // The same UUID: the tag was renamed.
    try registry.insert(Fixture.tag(300, "A2", created: 5), region: Fixture.region)
    #expect(try await registry.names(tags, named: "A") == [])
    #expect(try await registry.names(tags).count == 8)
    let removed = try registry.remove(Fixture.identifier(300), region: Fixture.region)
    #expect(removed?.name == "A2")
    #expect(try registry.remove(Fixture.identifier(300), region: Fixture.region) == nil)
    #expect(try await registry.names(tags, order: .nameAscending).first == "B")
    #expect(throws: RegistryError.self) {
      try registry.insert(
        Fixture.tag(301, "x", created: 1, image: Fixture.identifier(999)), region: Fixture.region)
    }
  }
}
