@testable import TagQuery

/// A registry that can be held in mind: two regions, three namespaces (two of one name), four
/// images, seventeen tags. `Corpus/README.md` shows it as a table.
enum SmallRegistry {
  /// What `now()` is unless a case says otherwise: a Tuesday.
  static let now = "2026-12-01T12:00:00Z"

  /// The registry; it asks all of its regions unless others are given.
  static func make(defaultRegions: [String]? = nil) -> MemoryRegistry {
    let registry = MemoryRegistry(contents, name: "small:")
    guard let defaultRegions else { return registry }
    var capabilities = registry.capabilities
    capabilities.defaultRegions = defaultRegions
    return MemoryRegistry(contents, name: "small:", capabilities: capabilities)
  }

  /// Nothing but the regions.
  static func makeEmpty() -> MemoryRegistry {
    MemoryRegistry(
      RegistryContents(regions: [RegionContents("fr-par"), RegionContents("nl-ams")]),
      name: "empty:")
  }

  private static var contents: RegistryContents {
    RegistryContents(regions: [
      RegionContents(
        "fr-par",
        namespaces: [
          namespace(1, "web", "what is built", "fr-par", size: 5_000_000, "2025-11-01"),
          namespace(2, "staging", "", "fr-par", size: nil, "2025-12-01"),
        ],
        images: [
          image(0x11, "api", in: 1, size: 3_000_000, "public", "2025-12-01", "2026-11-30"),
          image(0x12, "ui", in: 1, size: 1_500_000, "inherit", "2026-04-01", "2026-11-15"),
          image(0x21, "api", in: 2, size: nil, "inherit", "2026-03-02", "2026-08-08"),
        ], tags: firstRegion),
      RegionContents(
        "nl-ams",
        namespaces: [namespace(3, "web", "what is served", "nl-ams", size: 7, "2026-01-01")],
        images: [image(0x31, "api", in: 3, size: 10, "private", "2026-01-06", "2026-11-30")],
        tags: secondRegion),
    ])
  }

  private static var firstRegion: [TagRecord] {
    [
      tag(0x101, "1.0.0", of: 0x11, .ready, "a", "2026-01-05T10:00:00Z"),
      tag(0x102, "v1.2.0", of: 0x11, .ready, "b", "2026-03-01T08:30:00Z"),
      tag(0x103, "1.2.0-rc.1", of: 0x11, .ready, "c", "2026-02-20"),
      tag(0x104, "1.10.0", of: 0x11, .ready, "d", "2026-06-15T09:00:00Z"),
      tag(0x105, "2.0.0+build.7", of: 0x11, .ready, "e", "2026-09-30T23:59:59.123Z"),
      tag(0x106, "latest", of: 0x11, .ready, "e", "2025-12-01", "2026-11-30T18:00:00Z"),
      tag(0x107, "pr-7", of: 0x11, .error, "f", nil, "2026-05-01"),
      tag(0x108, "pr-12", of: 0x11, .ready, "1", "2026-11-28"),
      tag(0x201, "1.0.0", of: 0x12, .locked, "2", "2026-04-01"),
      tag(0x202, "main", of: 0x12, .ready, "3", "2026-10-01", "2026-11-15"),
      tag(0x203, "old", of: 0x12, .deleting, "4", "1969-07-20T20:17:40Z"),
      tag(0x204, "Main", of: 0x12, .unknown, nil, nil),
      tag(0x301, "1.2.0", of: 0x21, .ready, "b", "2026-03-02"),
      tag(0x302, "nightly_2026", of: 0x21, .other("archived"), "5", "2026-08-08"),
    ]
  }

  private static var secondRegion: [TagRecord] {
    [
      tag(0x401, "1.0.0", of: 0x31, .ready, "a", "2026-01-06"),
      tag(0x402, "hotfix", of: 0x31, .ready, "6", "2026-11-30T12:00:00Z"),
      tag(0x403, "hotfix-again", of: 0x31, .ready, "6", "2026-11-30T12:00:00Z"),
    ]
  }

  private static func identifier(_ number: UInt64) -> UniqueIdentifier {
    UniqueIdentifier(high: 0x4000, low: 0x8000_0000_0000_0000 | number)
  }

  private static func tag(
    _ number: UInt64, _ name: String, of image: UInt64, _ status: Status, _ digit: String?,
    _ created: String?, _ updated: String? = nil
  ) -> TagRecord {
    let digest = digit.map { Digest(text: "sha256:" + String(repeating: $0, count: 64)) }
    return TagRecord(
      id: identifier(number), name: name, imageID: identifier(image), status: status,
      digest: digest, createdAt: created.flatMap(Timestamp.init),
      updatedAt: (updated ?? created).flatMap(Timestamp.init))
  }

  private static func image(
    _ number: UInt64, _ name: String, in namespace: UInt64, size: Int64?, _ visibility: String,
    _ created: String, _ updated: String
  ) -> ImageRecord {
    var image = ImageRecord(
      id: identifier(number), name: name, namespaceID: identifier(namespace))
    image.size = size
    image.visibility = visibility
    image.createdAt = Timestamp(created)
    image.updatedAt = Timestamp(updated)
    return image
  }

  private static func namespace(
    _ number: UInt64, _ name: String, _ description: String, _ region: String, size: Int64?,
    _ created: String
  ) -> NamespaceRecord {
    var namespace = NamespaceRecord(id: identifier(number), name: name)
    namespace.description = description
    namespace.endpoint = "rg.\(region).example/\(name)"
    namespace.isPublic = size != nil
    namespace.size = size
    namespace.createdAt = Timestamp(created)
    namespace.updatedAt = Timestamp(created)
    return namespace
  }
}
