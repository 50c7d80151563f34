extension MemoryRegistry {
  /// A made-up registry to try the language on, the same at every start: 3 namespaces, 12 images
  /// and 2,000 tags with realistic names, shared digests and every status.
  ///
  /// The namespaces `web` and `staging` are in the region `fr-par`, `prod` is in `nl-ams`. Tags
  /// were pushed from 2025-02-01 to 2026-11-20. What is in `staging` and `prod` was built in `web`,
  /// so it has the same digests there.
  public static func demo() -> MemoryRegistry {
    var maker = DemoMaker()
    return MemoryRegistry(maker.contents(), name: "demo:")
  }
}

/// Makes up what the demo registry holds.
private struct DemoMaker {
  private var random: DemoRandom
  private let organization: UniqueIdentifier
  /// What was built of the images of `web`, by their names.
  private var builds: [String: [DemoBuild]] = [:]

  init() {
    random = DemoRandom(seed: 0x7461_6771)
    organization = random.identifier()
  }

  // The numbers of tags of all images add up to 2,000.

  /// The images of `web`.
  private static func developed() -> [DemoImage] {
    [
      DemoImage(
        name: "api", tagCount: 420, start: (2025, 2, 3), nightlies: 15, pullRequests: 12,
        oddities: 8, isMonthly: true),
      DemoImage(
        name: "ui", tagCount: 310, start: (2025, 2, 10), nightlies: 12, pullRequests: 18,
        oddities: 6, isMonthly: true),
      DemoImage(
        name: "worker", tagCount: 240, start: (2025, 3, 3), nightlies: 14, pullRequests: 10,
        oddities: 5, isMonthly: true),
      DemoImage(
        name: "docs", tagCount: 90, start: (2025, 5, 12), pullRequests: 25, startsWithV: false,
        visibility: "public"),
      DemoImage(
        name: "proxy", tagCount: 110, start: (2025, 4, 1), nightlies: 8, pullRequests: 8,
        startsWithV: false),
      DemoImage(
        name: "cron", tagCount: 80, start: (2025, 6, 16), nightlies: 20, visibility: "private"),
    ]
  }

  /// The images of `staging`.
  private static func tried() -> [DemoImage] {
    [("api", 180), ("ui", 140), ("worker", 120)].map { name, tagCount in
      DemoImage(
        name: name, stage: .staging, tagCount: tagCount, start: (2025, 3, 10), nightlies: 6,
        pullRequests: 14)
    }
  }

  /// The images of `prod`.
  private static func served() -> [DemoImage] {
    [("api", 130), ("ui", 100), ("worker", 80)].map { name, tagCount in
      DemoImage(
        name: name, stage: .production, tagCount: tagCount, start: (2025, 3, 17), isMonthly: true,
        visibility: "private")
    }
  }

  mutating func contents() -> RegistryContents {
    var first = RegionContents("fr-par")
    let project = random.identifier()
    addNamespace("web", "What is built on every push.", Self.developed(), project, to: &first)
    first.namespaces[0].isPublic = true
    addNamespace(
      "staging", "What is tried before it is released.", Self.tried(), project, to: &first)
    var second = RegionContents("nl-ams")
    addNamespace(
      "prod", "What runs for customers.", Self.served(), random.identifier(), to: &second)
    return RegistryContents(regions: [first, second])
  }

  private mutating func addNamespace(
    _ name: String, _ description: String, _ images: [DemoImage], _ project: UniqueIdentifier,
    to region: inout RegionContents
  ) {
    var namespace = NamespaceRecord(id: random.identifier(), name: name)
    namespace.description = description
    namespace.endpoint = "rg.\(region.name).example/\(name)"
    namespace.projectID = project
    namespace.organizationID = organization
    let records = images.map { addImage($0, of: namespace.id, to: &region) }
    namespace.size = records.lazy.compactMap(\.size).reduce(0, +)
    // It was made on the Saturday before work on the first image began.
    let day = (images.lazy.map(\.firstDay).min() ?? DemoCalendar.lastDay) - 2
    namespace.createdAt = DemoCalendar.later(
      DemoCalendar.moment(day: day, second: 32_400), seconds: random.below(3_600), random: &random)
    namespace.updatedAt = records.lazy.compactMap(\.updatedAt).max()
    region.namespaces.append(namespace)
  }

  private mutating func addImage(
    _ image: DemoImage, of namespace: UniqueIdentifier, to region: inout RegionContents
  ) -> ImageRecord {
    let pushed: [DemoBuild]
    if image.stage == .development {
      pushed = DemoBuild.history(of: image, random: &random)
      builds[image.name] = pushed
    } else {
      pushed = DemoBuild.promoted(builds[image.name] ?? [], to: image, random: &random)
    }
    let id = random.identifier()
    // Chance of its own, so that a change to one image changes none of the others.
    let chance = DemoRandom(seed: random.next())
    let tags = DemoTags(of: image, id: id, builds: pushed, random: chance).tags
    var record = ImageRecord(id: id, name: image.name, namespaceID: namespace)
    record.visibility = image.visibility
    // An image is made by its first push.
    record.createdAt = tags.lazy.compactMap(\.createdAt).min()
    record.updatedAt = tags.lazy.compactMap(\.updatedAt).max()
    record.tagCount = Int64(tags.count)
    // All contents have the lower layers in common; each adds the upper ones.
    let contents = Int64(Set(tags.map(\.digest)).count)
    let lower = 60_000_000 + random.below(90_000_000)
    record.size = lower + contents * (900_000 + random.below(9_000_000))
    region.images.append(record)
    region.tags += tags
    return record
  }
}
