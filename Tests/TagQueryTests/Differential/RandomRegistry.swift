@testable import TagQuery

/// Makes up small registries in which all that a query could stumble over is likely: equal names in
/// two regions, equal times, missing times, shared digests, statuses of tomorrow, odd names.
struct RandomRegistry {
  static let regions = ["fr-par", "nl-ams"]
  static let namespaceNames = ["web", "prod", "Zoo"]
  static let imageNames = ["api", "ui", "Worker"]
  static let tagNames = [
    "latest", "main", "v1.2.3", "1.2.3", "1.2.3-rc.1", "1.2.3-rc.10", "v1.2.4-rc.2", "1.10.0",
    "1.9.0", "1.9.0-rc.1", "v2.0.0+build.5", "2.0.0+build.7", "0.0.3", "0.2.1", "pr-12", "pr-7",
    "PR-7", "\u{E9}", "e\u{301}", "Stra\u{DF}e", "\u{1D4B3}y", "a b", "a'b", "a\"b\\", "a/b", "%_",
    "[x", "01.2.3", "1.2", "build-2026-01-31", "\u{130}x", "",
  ]
  static let statuses: [Status] = [
    .ready, .ready, .ready, .unknown, .deleting, .error, .locked, .other("archived"),
  ]
  static let digests: [Digest?] = [
    .sha256(1, 2, 3, 4), .sha256(1, 2, 3, 5), .sha256(0xF000_0000_0000_0000, 0, 0, 0),
    .other("sha512:abcdef"), nil,
  ]
  static let now = Timestamp(nanoseconds: 1_769_949_296_789_000_000)

  private var random: SeededRandom
  private var lastIdentifier: UInt64 = 0

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func contents() -> RegistryContents {
    RegistryContents(regions: Self.regions.map { region($0) })
  }

  private mutating func identifier() -> UniqueIdentifier {
    // Neither ascending nor the same in all bytes, and never twice the same.
    lastIdentifier += 1
    return UniqueIdentifier(
      high: random.next() << 16 | lastIdentifier, low: random.next() | 1 << 63)
  }

  /// A moment of the last weeks, of which several fall together, or none.
  private mutating func moment() -> Timestamp? {
    if random.chance(15) { return nil }
    let day: Int64 = 86_400_000_000_000
    let back = Int64(random.pick([0, 1, 2, 2, 3, 5, 8, 13, 21, 34, 55, 400, 20_000]))
    let rest = Int64(random.pick([0, 0, 1, 1_500_000_000, 3_600_000_000_000]))
    return Timestamp(nanoseconds: Self.now.nanoseconds - back * day - rest)
  }

  private mutating func region(_ name: String) -> RegionContents {
    var region = RegionContents(name)
    for name in Self.namespaceNames where random.chance(75) {
      var namespace = NamespaceRecord(id: identifier(), name: name)
      namespace.description = random.pick(["", "for \u{E9}veryone", name])
      namespace.endpoint = random.chance(85) ? "rg.\(region.name).example/\(name)" : nil
      namespace.isPublic = random.chance(40)
      namespace.size = random.pick([nil, 0, 1_000, 5_000_000])
      namespace.status = random.pick(Self.statuses)
      namespace.statusMessage = random.pick([nil, "all is well"])
      namespace.projectID = random.chance(70) ? identifier() : nil
      namespace.createdAt = moment()
      namespace.updatedAt = moment()
      region.namespaces.append(namespace)
    }
    for namespace in region.namespaces {
      for name in Self.imageNames where random.chance(65) {
        var image = ImageRecord(id: identifier(), name: name, namespaceID: namespace.id)
        image.status = random.pick(Self.statuses)
        image.statusMessage = random.pick([nil, "", "broken"])
        image.visibility = random.pick(["inherit", "public", "private"])
        image.size = random.pick([nil, 0, 1_500, 1_500, 10_000_000, .max])
        image.createdAt = moment()
        image.updatedAt = moment()
        region.images.append(image)
        addTags(to: image, in: &region)
      }
    }
    return region
  }

  private mutating func addTags(to image: ImageRecord, in region: inout RegionContents) {
    let count = random.pick([0, 1, 2, 4, 6, 9])
    for name in random.shuffled(Self.tagNames).prefix(count) {
      let created = moment()
      region.tags.append(
        TagRecord(
          id: identifier(), name: name, imageID: image.id, status: random.pick(Self.statuses),
          digest: random.pick(Self.digests), createdAt: created,
          updatedAt: random.chance(50) ? created : moment()))
    }
  }
}

extension RegistryContents {
  /// A registry of these contents that can do some of what registries can, by chance.
  ///
  /// Where the order of names is not told, it is taken to be by bytes until a page shows that it is
  /// not: a page need not. So programs that may end before the last page are told.
  func registry(seed: UInt64, for program: TestProgram) -> MemoryRegistry {
    var random = SeededRandom(seed: seed ^ 0xCAFE)
    var capabilities = MemoryRegistry(self).capabilities
    let mayStop =
      program.text.contains("limit") || program.files.values.contains { $0.contains("limit") }
    func lessen(_ lists: inout ListCapabilities) {
      lists.largestPage = random.pick([1, 2, 3, 7, 100])
      if random.chance(25) {
        lists.nameFilter = random.pick([.none, .superset])
      }
      if random.chance(40) {
        let orders = lists.orders.sorted { $0.rawValue < $1.rawValue }
        lists.orders = Set(orders.filter { _ in random.chance(60) })
        if lists.orders.isEmpty { lists.orders = [random.pick(orders)] }
      }
      if random.chance(20), !mayStop { lists.nameCollation = .unknown }
      if random.chance(15) { lists.hasPageNumbers = false }
      if random.chance(20) { lists.tellsTotal = false }
    }
    lessen(&capabilities.tags)
    lessen(&capabilities.images)
    lessen(&capabilities.namespaces)
    return MemoryRegistry(self, capabilities: capabilities)
  }
}
