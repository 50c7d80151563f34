import Testing

@testable import TagQuery

/// Lists that others change while they are read.
@Suite("Lists that move")
struct MovingListTests {
  /// A way of reading, and whether the order of its rows can be compared.
  static let queries: [String] = [
    "select id, name", "order by created desc select id, name", "order by name select id, name",
    "order by name desc select id, name",
    "where created >= \(LargeImage.time(600, of: 1_500)) select id, name",
    "where created < \(LargeImage.time(900, of: 1_500)) select id, name",
    """
    where created between \(LargeImage.time(300, of: 1_500))
    and \(LargeImage.time(1_200, of: 1_500))
    select id, name
    """,
    """
    where created < \(LargeImage.time(900, of: 1_500)) order by created desc | limit 450
    select id, name
    """,
    "where status = error select id, name", "where name like 'w*' select id, name",
    "order by version desc select id, name", "where siblings >= 0 select id, name",
  ]

  enum Change: Sendable, CaseIterable {
    case push, delete, both
  }

  private static let count = 1_500

  @Test(
    "Nothing comes twice, and what was there all the time is there", arguments: queries,
    Change.allCases)
  func changes(_ query: String, _ change: Change) async throws {
    let image = LargeImage(Self.count)
    for period in [1, 2, 3, 7] {
      let base = MemoryRegistry(image.contents)
      let still = try await QueryRun("\(LargeImage.source) \(query)", on: base)
      let registry = CountingRegistry(base) { call, base in
        guard call % period == 0 else { return }
        Self.apply(change, call: call, to: base, image)
      }
      var options = RunOptions()
      options.concurrency = period == 3 ? 1 : 8
      let run = try await QueryRun(
        "\(LargeImage.source) \(query)", on: registry, options: options)
      #expect(run.failure == nil)
      let ids = run.rows.map { $0[0] }
      #expect(Set(ids).count == ids.count, "a row comes twice")
      guard run.warnings.isEmpty, !query.contains("limit") else { continue }
      let left = Set(base.contents.regions[0].tags.map { Value.uuid($0.id) })
      let missing = Set(still.rows.map { $0[0] }).intersection(left).subtracting(ids)
      #expect(missing.isEmpty, "\(missing.count) rows are missing, every \(period) calls")
    }
  }

  private static func apply(
    _ change: Change, call: Int, to base: MemoryRegistry, _ image: LargeImage
  ) {
    let number = call * 7_919 % image.tags.count
    if change != .push, change == .delete || call % 2 == 0 {
      _ = try? base.remove(image.tags[number].id, region: "fr-par")
    }
    if change != .delete, change == .push || call % 2 == 1 {
      var tag = image.tags[number]
      tag = TagRecord(
        id: LargeImage.identifier(100_000 + call), name: tag.name + "-again", imageID: tag.imageID,
        status: call % 3 == 0 ? .error : .ready, digest: tag.digest,
        createdAt: LargeImage.now, updatedAt: LargeImage.now)
      try? base.insert(tag, region: "fr-par")
    }
  }

  @Test("A list that moves now and then is read without a warning")
  func rareChanges() async throws {
    let image = LargeImage(Self.count)
    for change in Change.allCases {
      let registry = CountingRegistry(MemoryRegistry(image.contents)) { call, base in
        if call == 5 || call == 9 { Self.apply(change, call: call, to: base, image) }
      }
      let run = try await QueryRun("\(LargeImage.source) order by name", on: registry)
      #expect(run.warnings == [])
      #expect(run.failure == nil)
    }
  }

  @Test("A list that always moves says so")
  func constantChanges() async throws {
    let image = LargeImage(Self.count)
    let registry = CountingRegistry(MemoryRegistry(image.contents)) { call, base in
      Self.apply(.push, call: call, to: base, image)
    }
    let run = try await QueryRun("\(LargeImage.source) order by created desc", on: registry)
    #expect(run.warnings.count == 1)
  }

  @Test("A deletion stops where the list moves at each reading", arguments: Change.allCases)
  func deletions(_ change: Change) async throws {
    let image = LargeImage(Self.count)
    let registry = CountingRegistry(MemoryRegistry(image.contents)) { call, base in
      Self.apply(change, call: call, to: base, image)
    }
    let run = try await QueryRun(
      "\(LargeImage.source) order by created desc | skip 1490 | delete", on: registry)
    #expect(run.failure?.message.contains("changed each time") ?? false)
    #expect(run.plan == nil)
  }

  @Test("A deletion reads again when the list has moved once")
  func steadyAtLast() async throws {
    let image = LargeImage(Self.count)
    let registry = CountingRegistry(MemoryRegistry(image.contents)) { call, base in
      if call == 4 { Self.apply(.delete, call: call, to: base, image) }
    }
    let run = try await QueryRun(
      "\(LargeImage.source) order by created desc | skip 1490 | delete", on: registry)
    #expect(run.failure == nil)
    #expect(run.plan?.entries.count == 9)
    // Twice all pages, and the image and its namespace.
    #expect(run.requests == 32)
  }
}
