import SQLiteRegistry
import TagQuery
import Testing

/// What an import takes, what it refuses, and what is there afterwards.
@Suite struct ImportTests {
  private let folder: StoreFolder

  init() throws { folder = try StoreFolder() }

  private func beginImport() throws -> any RegistryImport {
    try SQLiteRegistry(path: folder.path()).beginImport()
  }

  private func fill(_ entries: [RegistryEntry]) throws {
    let filling = try beginImport()
    for entry in entries { try filling.add(entry) }
    try filling.commit()
  }

  private func tag(_ number: Int) async throws -> TagRecord? {
    let request = GetRequest(.tag, id: Sample.id(3, number), region: Sample.region)
    return try await SQLiteRegistry(path: folder.path()).get(request).tag(at: 0)
  }

  /// A refusal, at whatever call, leaves nothing, and the import is over.
  private func expectRefused(_ entries: [RegistryEntry], leaving count: Int) async throws {
    let filling = try beginImport()
    let error = #expect(throws: RegistryError.self) {
      for entry in entries { try filling.add(entry) }
      try filling.commit()
    }
    #expect(error?.kind == .invalidRequest)
    #expect(throws: RegistryError.self) { try filling.add(Sample.namespaceEntry()) }
    #expect(throws: RegistryError.self) { try filling.commit() }
    // Nor is it in the way of the next one, which takes it all.
    try withExtendedLifetime(filling) { _ = try beginImport() }
    #expect(try await SQLiteRegistry(path: folder.path()).total() == count)
  }

  @Test func ofTwoTagsWithOneUUIDTheLaterStays() async throws {
    let later = RegistryEntry.tag(Sample.tag(1, "later"), region: Sample.region)
    // Into an empty store, then many into a small one, then a few, then many into a large one.
    for count in [3, 5_000, 3, 5_000] {
      try fill(Sample.entries(count: count) + [later])
      #expect(try await tag(1)?.name == "later")
      let total = try await SQLiteRegistry(path: folder.path()).total()
      try fill(Sample.entries(count: 2))
      #expect(try await tag(1)?.name == "v1")
      #expect(try await SQLiteRegistry(path: folder.path()).total() == total)
    }
    #expect(try await SQLiteRegistry(path: folder.path()).total() == 5_000)
  }

  @Test func twoTagsMaySwapTheirNames() async throws {
    try fill(Sample.entries(count: 10))
    try fill([
      .tag(Sample.tag(1, "v2"), region: Sample.region),
      .tag(Sample.tag(2, "v1"), region: Sample.region),
    ])
    #expect(try await tag(1)?.name == "v2")
    #expect(try await tag(2)?.name == "v1")
  }

  @Test(arguments: [0, 3, 10])
  func namesAreUnique(existing: Int) async throws {
    if existing > 0 { try fill(Sample.entries(count: existing)) }
    let same = RegistryEntry.tag(Sample.tag(100, "v1"), region: Sample.region)
    try await expectRefused(Sample.entries(count: 3) + [same], leaving: existing)
    if existing > 0 { try await expectRefused([same], leaving: existing) }
    try await expectRefused(
      [Sample.namespaceEntry(), Sample.namespaceEntry(Sample.id(1, 2))], leaving: existing)
    try await expectRefused(
      [Sample.namespaceEntry(), Sample.imageEntry(), Sample.imageEntry(Sample.id(2, 2))],
      leaving: existing)
  }

  @Test func namesThatUnicodeHoldsToBeEqualAreTwo() async throws {
    try fill(
      Sample.entries(count: 0) + [
        .tag(Sample.tag(1, "\u{E9}"), region: Sample.region),
        .tag(Sample.tag(2, "e\u{301}"), region: Sample.region),
      ])
    #expect(try await SQLiteRegistry(path: folder.path()).total() == 2)
  }

  @Test func aTagIsInTheRegionOfItsImage() async throws {
    let astray = RegistryEntry.tag(Sample.tag(1), region: "nl-ams")
    try await expectRefused(Sample.entries(count: 0) + [astray], leaving: 0)
    try await expectRefused([astray] + Sample.entries(count: 0), leaving: 0)
    try await expectRefused([astray] + Sample.entries(count: 3), leaving: 0)
    try fill(Sample.entries(count: 3))
    try await expectRefused([astray], leaving: 3)
  }

  @Test func whatBelongsToNothingIsRefused() async throws {
    let tag = RegistryEntry.tag(Sample.tag(1), region: Sample.region)
    try await expectRefused([tag], leaving: 0)
    try await expectRefused([Sample.imageEntry(), tag], leaving: 0)
    try await expectRefused(
      [Sample.namespaceEntry(region: "nl-ams"), Sample.imageEntry(), tag], leaving: 0)
  }

  @Test func whatIsLetGoOfLeavesNothing() async throws {
    try fill(Sample.entries(count: 3))
    for count in [2, 5_000] {
      var unfinished: (any RegistryImport)? = try beginImport()
      for entry in Sample.entries(count: count) { try unfinished?.add(entry) }
      unfinished = nil
      #expect(try await SQLiteRegistry(path: folder.path()).total() == 3)
    }
    try fill(Sample.entries(count: 4))
    #expect(try await SQLiteRegistry(path: folder.path()).total() == 4)
  }
}
