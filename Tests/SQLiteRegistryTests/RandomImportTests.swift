import SQLiteRegistry
import TagQuery
import Testing

/// Imports of any size, over each other, leave what a registry in memory would hold.
@Suite struct RandomImportTests {
  /// SplitMix64, so that a failure happens again.
  private struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private let folder: StoreFolder

  init() throws { folder = try StoreFolder() }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func leaveWhatMemoryHolds(seed: UInt64) async throws {
    var random = Random(state: seed)
    var model: [Int: TagRecord] = [:]
    for sizes in [0...3, 1...900, 1...40, 1_000...2_500, 1...200] {
      let filling = try SQLiteRegistry(path: folder.path()).beginImport()
      var entries = [Sample.namespaceEntry()]
      for image in 0..<3 { entries.append(Sample.imageEntry(Sample.id(2, image), "i\(image)")) }
      for _ in 0..<Int.random(in: sizes, using: &random) {
        let number = Int.random(in: 0..<3_000, using: &random)
        // The UUID is in the name, so names do not collide, whatever gives way to what.
        var tag = Sample.tag(
          number, "\(Int.random(in: 0..<3, using: &random))-\(number)",
          of: Sample.id(2, Int.random(in: 0..<3, using: &random)))
        tag.status = [.ready, .error, .locked, .other("new")].randomElement(using: &random)!
        tag.createdAt = Bool.random(using: &random) ? tag.createdAt : nil
        tag.digest = Bool.random(using: &random) ? tag.digest : nil
        model[number] = tag
        entries.append(.tag(tag, region: Sample.region))
      }
      // Where images come last, their tags wait for them.
      if Bool.random(using: &random) { entries = Array(entries[4...] + entries[..<4]) }
      for entry in entries { try filling.add(entry) }
      try filling.commit()
      let memory = MemoryRegistry(contents(of: model))
      try await expectSame(SQLiteRegistry(path: folder.path()), memory)
    }
  }

  private func contents(of model: [Int: TagRecord]) -> RegistryContents {
    let images = (0..<3).map {
      ImageRecord(id: Sample.id(2, $0), name: "i\($0)", namespaceID: Sample.namespace)
    }
    return RegistryContents(regions: [
      RegionContents(
        Sample.region, namespaces: [NamespaceRecord(id: Sample.namespace, name: "web")],
        images: images, tags: Array(model.values))
    ])
  }

  private func expectSame(_ store: SQLiteRegistry, _ memory: MemoryRegistry) async throws {
    for image in 0..<3 {
      for order in ListOrder.allCases {
        var request = ListRequest(
          .tags(image: Sample.id(2, image)), region: Sample.region, order: order, pageSize: 97)
        while true {
          let expected = try await memory.list(request)
          let page = try await store.list(request)
          #expect(page.totalCount == expected.totalCount)
          let rows = (0..<page.rows.count).map(page.rows.tag(at:))
          #expect(rows == (0..<expected.rows.count).map(expected.rows.tag(at:)))
          if expected.rows.count == 0 || rows.isEmpty { break }
          request.page += 1
        }
      }
    }
  }
}
