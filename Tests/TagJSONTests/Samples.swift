import TagQuery

enum Samples {
  static let tag = TagRecord(
    id: UniqueIdentifier("11111111-1111-1111-1111-111111111111")!, name: "v1.2.0",
    imageID: UniqueIdentifier("22222222-2222-2222-2222-222222222222")!, status: .ready,
    digest: Digest(text: "sha256:" + String(repeating: "ab", count: 32)),
    createdAt: Timestamp("2026-01-31T10:00:00.123456789Z"),
    updatedAt: Timestamp("2026-02-01T00:00:00Z"))

  static let bareTag = TagRecord(
    id: UniqueIdentifier("99999999-1111-1111-1111-111111111111")!, name: "\"\u{7}é\\",
    imageID: UniqueIdentifier("22222222-2222-2222-2222-222222222222")!,
    status: .other("half\nway"), digest: Digest(text: "md5:1"), createdAt: nil, updatedAt: nil)

  static let image = {
    var image = ImageRecord(
      id: UniqueIdentifier("22222222-2222-2222-2222-222222222222")!, name: "api",
      namespaceID: UniqueIdentifier("33333333-3333-3333-3333-333333333333")!)
    image.status = .locked
    image.statusMessage = "wait"
    image.visibility = "private"
    image.size = .max
    image.tagCount = 2
    image.createdAt = Timestamp("2020-02-29T23:59:59.1Z")
    return image
  }()

  static let bareImage = ImageRecord(
    id: UniqueIdentifier("29999999-2222-2222-2222-222222222222")!, name: "",
    namespaceID: UniqueIdentifier("33333333-3333-3333-3333-333333333333")!)

  static let namespace = {
    var namespace = NamespaceRecord(
      id: UniqueIdentifier("33333333-3333-3333-3333-333333333333")!, name: "web")
    namespace.description = "what we show"
    namespace.endpoint = "rg.fr-par.scw.cloud/web"
    namespace.isPublic = true
    namespace.size = 0
    namespace.imageCount = 12
    namespace.status = .error
    namespace.statusMessage = ""
    namespace.projectID = UniqueIdentifier("44444444-4444-4444-4444-444444444444")
    namespace.organizationID = UniqueIdentifier("55555555-5555-5555-5555-555555555555")
    namespace.updatedAt = Timestamp("1969-12-31T23:59:59.999999Z")
    return namespace
  }()

  static let entries: [RegistryEntry] = [
    .tag(tag, region: "fr-par"), .tag(bareTag, region: ""), .image(image, region: "nl-ams"),
    .image(bareImage, region: "é"), .namespace(namespace, region: "pl-waw"),
    .namespace(NamespaceRecord(id: namespace.id, name: "n"), region: "pl-waw"),
  ]

  /// The line of a tag of which some members are other JSON, or not there.
  static func line(_ changes: [String: String?]) -> String {
    var members: [String: String?] = [
      "type": #""tag""#, "region": #""fr-par""#, "name": #""a""#,
      "id": #""11111111-1111-1111-1111-111111111111""#,
      "image_id": #""22222222-2222-2222-2222-222222222222""#,
    ]
    for (key, value) in changes { members[key] = .some(value) }
    let texts = members.sorted { $0.key < $1.key }.compactMap { key, value in
      value.map { "\"\(key)\":\($0)" }
    }
    return "{" + texts.joined(separator: ",") + "}"
  }
}
