import TagQuery

/// What the registries hold that are checked. Nearly every record is there for a reason: it ties
/// with another, lacks something, or looks like another one.
enum ConformanceContents {
  static let first = "fr-par"
  static let second = "nl-ams"

  /// UUIDs, whose order is that of their first number; some have the highest bit set.
  static func id(_ first: UInt64, _ second: UInt64 = 7) -> UniqueIdentifier {
    UniqueIdentifier(high: first << 32 | 0x4000, low: 0x8000_0000_0000_0000 | second)
  }

  static let web = id(0xC000_0001)
  static let production = id(0x1000_0002)
  static let emptyNamespace = id(0x8000_0003)
  static let webElsewhere = id(0x2000_0004)
  static let mixed = id(0xD000_0011)
  static let many = id(0x3000_0012)
  static let emptyImage = id(0x9000_0013)
  static let sameNameInProduction = id(0x4000_0014)
  static let elsewhere = id(0x5000_0015)

  static let all = RegistryContents(regions: [
    RegionContents(
      first, namespaces: namespaces, images: images,
      tags: mixedTags + manyTags
        + [tag(0x6000_0001, "only", of: sameNameInProduction, digest: digest(1), created: 5)]),
    RegionContents(
      second, namespaces: [namespace(webElsewhere, "web", created: 40)],
      images: [image(elsewhere, "api", in: webElsewhere, created: 41)],
      tags: [
        tag(0x7000_0001, "v1", of: elsewhere, digest: digest(1), created: 3),
        tag(0xB000_0002, "latest", of: elsewhere, digest: digest(2), created: 3),
        tag(0x0000_0003, "only-here", of: elsewhere, digest: nil, created: nil),
      ]),
  ])

  // MARK: Records

  /// Time in microseconds: some registries know no finer one.
  private static func time(_ offset: Int64?) -> Timestamp? {
    offset.map { Timestamp(nanoseconds: 1_700_000_000_000_000_000 + $0 * 1_000) }
  }

  private static func digest(_ number: UInt64) -> Digest {
    .sha256(number, 0xFFFF_0000_0000_0001, 0, number << 40)
  }

  private static func namespace(
    _ id: UniqueIdentifier, _ name: String, created: Int64?
  ) -> NamespaceRecord {
    var record = NamespaceRecord(id: id, name: name)
    record.createdAt = time(created)
    record.updatedAt = time(created.map { $0 + 1_000_000 })
    return record
  }

  private static func image(
    _ id: UniqueIdentifier, _ name: String, in namespace: UniqueIdentifier, created: Int64?
  ) -> ImageRecord {
    var record = ImageRecord(id: id, name: name, namespaceID: namespace)
    record.createdAt = time(created)
    record.updatedAt = time(created.map { $0 + 1_000_000 })
    return record
  }

  private static func tag(
    _ number: UInt64, _ name: String, of image: UniqueIdentifier, _ status: Status = .ready,
    digest: Digest?, created: Int64?
  ) -> TagRecord {
    TagRecord(
      id: id(number, 0x100), name: name, imageID: image, status: status, digest: digest,
      createdAt: time(created), updatedAt: time(created.map { $0 + 86_400_000_000 }))
  }

  // MARK: Namespaces and images

  private static var namespaces: [NamespaceRecord] {
    var described = namespace(web, "web", created: 30)
    described.description = "what users see: \"it\" \\ é"
    described.endpoint = "rg.example/web"
    described.isPublic = true
    described.size = 1 << 40
    described.projectID = id(0xAAAA_0001)
    described.organizationID = id(0xBBBB_0001)
    var failed = namespace(emptyNamespace, "empty", created: 30)
    failed.status = .error
    failed.statusMessage = "no quota"
    return [
      described, namespace(production, "Production", created: 10), failed,
      namespace(id(0x2000_0005), "caf\u{E9}", created: nil),
      namespace(id(0xE000_0006), "cafe\u{301}", created: 30),
      namespace(id(0x0000_0007), "webs", created: 20),
    ]
  }

  private static var images: [ImageRecord] {
    var large = image(many, "worker", in: web, created: 30)
    large.size = Int64.max
    large.visibility = "private"
    large.status = .locked
    large.statusMessage = "kept"
    return [
      image(mixed, "api", in: web, created: 30), large,
      image(emptyImage, "API", in: web, created: 10),
      image(id(0x2000_0016), "ap", in: web, created: nil),
      image(id(0xF000_0017), "\u{E9}t\u{E9}", in: web, created: 20),
      image(id(0x7000_0018), "e\u{301}te\u{301}", in: web, created: 20),
      image(sameNameInProduction, "api", in: production, created: 30),
    ]
  }

  // MARK: Tags

  /// More than a page of the usual largest size.
  private static var manyTags: [TagRecord] {
    (0..<105 as Range<UInt64>).map { number in
      tag(
        (number &* 0x9E37_79B1) & 0xFFFF_FF00 | 0x22, "build-\(number)", of: many,
        number % 3 == 0 ? .error : .ready, digest: digest(1_000 + number),
        created: Int64(number / 4 * 7 % 50))
    }
  }

  private static var mixedTags: [TagRecord] {
    [
      tag(0xF000_0001, "v1", of: mixed, digest: digest(1), created: 50),
      tag(0x0000_0002, "V1", of: mixed, digest: digest(1), created: 10),
      tag(0x8000_0003, "v1.0", of: mixed, .error, digest: digest(1), created: 50),
      tag(0x7000_0004, "v10", of: mixed, digest: digest(2), created: 50),
      tag(0x1000_0005, "v9", of: mixed, .unknown, digest: digest(3), created: 50),
      tag(0x3000_0006, "9", of: mixed, .other("archived"), digest: nil, created: 20),
      tag(0x2000_0007, "10", of: mixed, .other("Ready"), digest: nil, created: 20),
      tag(0xE000_0008, "\u{E9}", of: mixed, digest: digest(4), created: nil),
      tag(0x4000_0009, "e\u{301}", of: mixed, digest: digest(5), created: nil),
      tag(0xD000_000A, "e", of: mixed, .deleting, digest: digest(6), created: 0),
      tag(0x5000_000B, "stra\u{DF}e", of: mixed, digest: .other("sha512:0a"), created: 30),
      tag(0xC000_000C, "strasse", of: mixed, digest: .other("sha512:0b"), created: 30),
      tag(0x6000_000D, "\u{65E5}\u{672C}", of: mixed, .locked, digest: digest(7), created: 40),
      tag(0xB000_000E, "\u{1F680}", of: mixed, .locked, digest: digest(8), created: 40),
      tag(0x9000_000F, "\u{FB01}n", of: mixed, .error, digest: digest(8), created: 40),
      tag(0xA000_0010, "a \"b\" \\c", of: mixed, digest: digest(9), created: 1),
      tag(0x0100_0011, "a/b?c=d&e#f%20+", of: mixed, digest: digest(10), created: 2),
      tag(0xFF00_0012, "Z", of: mixed, .unknown, digest: .other("md5:not a digest"), created: 20),
    ]
  }
}
