import Testing

@testable import TagQuery

private typealias Fixture = MemoryRegistryFixture

@Suite("Registry in memory: single rows, deletions, restrictions")
struct MemoryRegistryDeleteTests {
  private let registry = Fixture.make()
  private let tags = ListedKind.tags(image: Fixture.image)

  @Test("Rows of each kind can be got by UUID, in their region only")
  func get() async throws {
    #expect(try await registry.get(.tag, 101).texts(slot: TagSlot.name) == ["z"])
    #expect(try await registry.get(.image, 11).texts(slot: ImageSlot.tagCount) == ["7"])
    #expect(try await registry.get(.namespace, 1).texts(slot: NamespaceSlot.imageCount) == ["2"])
    for kind in [GetRequest.Kind.tag, .image, .namespace] {
      for (number, region) in [(999, "fr-par"), (101, "nl-ams"), (101, "pl-waw")] {
        let kind = await failure { () throws(RegistryError) in
          try await registry.get(kind, UInt64(number), region: region)
        }
        #expect(kind == .notFound)
      }
    }
  }

  @Test("A deleted tag answers deleting and is gone at once")
  func delete() async throws {
    #expect(try await registry.delete(105) == .deleting)
    let failures = [
      await failure { () throws(RegistryError) in try await registry.get(.tag, 105) },
      await failure { () throws(RegistryError) in try await registry.delete(105) },
    ]
    #expect(failures == [.notFound, .notFound])
    #expect(try await registry.names(tags) == ["a", "B", "z", "c2", "é", "c"])
    #expect(try await registry.get(.image, 11).texts(slot: ImageSlot.tagCount) == ["6"])
  }

  @Test("A locked tag is refused, forced or not")
  func locked() async throws {
    for isForced in [false, true] {
      let kind = await failure { () throws(RegistryError) in
        try await registry.delete(103, isForced: isForced)
      }
      #expect(kind == .locked)
    }
    #expect(try await registry.get(.tag, 103).count == 1)
  }

  @Test("A tag that is being deleted answers so again and stays, whoever shares its digest")
  func deleting() async throws {
    #expect(try await registry.delete(106) == .deleting)
    #expect(try await registry.delete(106) == .deleting)
    #expect(try await registry.get(.tag, 106).texts(slot: TagSlot.status) == ["deleting"])
  }

  @Test("A shared digest needs force, which deletes the named tag only")
  func sharedDigest() async throws {
    do {
      _ = try await registry.delete(101)
      Issue.record("a tag that shares its digest was deleted without force")
    } catch {
      #expect(error.kind == .precondition)
      #expect(error.message.contains("3 other tags of its image"))
    }
    #expect(try await registry.delete(101, isForced: true) == .deleting)
    #expect(try await registry.names(tags) == ["a", "B", "c2", "b", "é", "c"])
  }

  @Test("A digest that only tags of other images have is not shared, and none is shared by none")
  func unsharedDigest() async throws {
    #expect(try await registry.delete(201) == .deleting)
    #expect(try await registry.delete(104) == .deleting)
  }

  @Test("The last tag with a digest needs no force, however the others went away")
  func lastSharer() async throws {
    try registry.remove(Fixture.identifier(101), region: Fixture.region)
    try registry.remove(Fixture.identifier(103), region: Fixture.region)
    let kind = await failure { () throws(RegistryError) in try await registry.delete(102) }
    #expect(kind == .precondition)
    // Pushed again with other content.
    try registry.insert(Fixture.tag(106, "c", created: nil), region: Fixture.region)
    #expect(try await registry.delete(102) == .deleting)
  }

  @Test("It says that it can do everything")
  func capabilities() {
    let able = Fixture.capabilities
    #expect(able.regions == ["fr-par", "nl-ams"])
    #expect(able.defaultRegions == able.regions)
    #expect(able.tags.orders == Set(ListOrder.allCases))
    #expect(able.images.orders.count == 4)
    #expect(able.namespaces == able.images)
    #expect(able.tags.nameFilter == .exact && able.tags.nameCollation == .bytes)
    #expect(able.tags.largestPage == 100 && able.tags.hasPageNumbers && able.tags.tellsTotal)
    #expect(able.deletesTags && able.refusesSharedDigests)
  }

  @Test("Capabilities that are taken away are refused")
  func restrictions() async throws {
    var able = Fixture.capabilities
    able.tags.orders = [.createdAscending]
    able.tags.largestPage = 5
    able.tags.nameFilter = .none
    able.tags.tellsTotal = false
    able.deletesTags = false
    let lesser = Fixture.make(capabilities: able)
    #expect(lesser.capabilities == able)
    let failures = [
      await failure { () throws(RegistryError) in
        try await lesser.names(tags, order: .nameAscending, pageSize: 5)
      },
      await failure { () throws(RegistryError) in try await lesser.names(tags, pageSize: 6) },
      await failure { () throws(RegistryError) in
        try await lesser.names(tags, named: "a", pageSize: 5)
      },
      await failure { () throws(RegistryError) in try await lesser.delete(105) },
    ]
    #expect(failures == Array(repeating: .invalidRequest, count: 4))
    let page = try await lesser.list(ListRequest(tags, region: Fixture.region, pageSize: 5))
    #expect(page.totalCount == nil && page.rows.count == 5)
  }

  @Test("A lesser filter, collation and guard are seen in the answers")
  func lesserAnswers() async throws {
    var able = Fixture.capabilities
    able.tags.nameFilter = .superset
    able.tags.nameCollation = .unknown
    able.refusesSharedDigests = false
    let lesser = Fixture.make(capabilities: able)
    #expect(try await lesser.names(tags, named: "c", order: .nameAscending) == ["c", "c2"])
    #expect(
      try await lesser.names(tags, order: .nameAscending) == ["a", "B", "b", "c", "c2", "z", "é"])
    #expect(try await lesser.delete(101) == .deleting)
  }
}
