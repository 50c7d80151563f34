import Testing

@testable import TagQuery

/// What queries over several images, and deletions, take.
@Suite("Requests over several images")
struct ManyImagesTests {
  /// Twelve images of 250 tags each.
  private static let contents: RegistryContents = {
    var namespace = NamespaceRecord(id: LargeImage.namespace, name: "web")
    namespace.endpoint = "rg.example/web"
    var region = RegionContents("fr-par", namespaces: [namespace])
    let tags = LargeImage(3_000).tags
    for number in 0..<12 {
      let id = UniqueIdentifier(high: 0x4000, low: 0x9000_0000_0000_0000 | UInt64(number))
      var image = ImageRecord(id: id, name: "image-\(number)", namespaceID: namespace.id)
      image.createdAt = Timestamp(nanoseconds: Int64(number))
      region.images.append(image)
      region.tags += stride(from: number, to: tags.count, by: 12).map { index in
        var tag = tags[index]
        tag.imageID = id
        return tag
      }
    }
    return RegistryContents(regions: [region])
  }()

  private static let registry = MemoryRegistry(contents)

  private func expect(
    _ text: String, most: Int, isRowOrderFixed: Bool = true,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let run = try await QueryRun(text, on: Self.registry)
    var capabilities = Self.registry.capabilities
    capabilities.tags.orders = [.createdAscending]
    capabilities.tags.nameFilter = .none
    capabilities.tags.tellsTotal = false
    let plain = try await QueryRun(
      text, on: CountingRegistry(Self.registry, capabilities: capabilities))
    #expect(run.failure == nil, sourceLocation: sourceLocation)
    #expect(run.rows == plain.rows, sourceLocation: sourceLocation)
    #expect(run.requests <= most, sourceLocation: sourceLocation)
  }

  @Test("Lists in one order are merged, each read no further than it is wanted")
  func merging() async throws {
    // A namespace and a page of its images; then a page of each of them.
    try await expect("tags order by created desc limit 10", most: 2 + 12)
    try await expect("tags order by created desc limit 10 | select name, image", most: 2 + 12)
    try await expect("tags order by name desc | skip 5 | limit 20", most: 2 + 12)
    try await expect("tags order by created desc limit 900", most: 2 + 12)
    try await expect("tags order by created desc", most: 2 + 36)
    try await expect("tags limit 300", most: 2 + 4)
    try await expect("tags | skip 100 | limit 300", most: 2 + 5)
  }

  @Test("Totals and names take a request an image")
  func totals() async throws {
    try await expect("tags count", most: 2 + 12)
    try await expect("tags | summarize count(), min(created) by image", most: 2 + 12)
    try await expect("tags | summarize count() as n by namespace, region", most: 2 + 12)
    try await expect("tags where name = '\(LargeImage.name(40))'", most: 2 + 12)
    try await expect("tags where name = '\(LargeImage.name(40))' | count", most: 2 + 12)
    try await expect("tags namespace=web where created > 2026-11-01 | count", most: 2 + 12 * 3)
    try await expect("tags image=web/image-3 count", most: 2 + 1)
    try await expect("tags where image = 'web/image-3' | count", most: 2 + 1)
    try await expect("tags where image in ('web/image-3', 'web/image-4')", most: 2 + 6)
    try await expect("tags where image = 'web/image-3' order by created desc limit 5", most: 2 + 1)
    try await expect("tags where region = 'nl-ams'", most: 2)
    try await expect("images count", most: 1)
    try await expect("images order by name desc limit 2", most: 2)
    try await expect("namespaces count", most: 1)
    try await expect("tags image=web/image-3:\(LargeImage.name(3))", most: 2 + 1)
  }

  @Test("A deletion reads each image once, and names once a run")
  func deletions() async throws {
    let retention = try await QueryRun(
      "tags namespace=web order by created desc | skip 240 per image | delete", on: Self.registry)
    #expect(retention.plan?.entries.count == 120)
    #expect(retention.requests == 2 + 36)
    let shared = try await QueryRun(
      """
      let all = tags image=web/image-5
      let newest = $all order by created desc | limit 10
      let old = $all where created < 2026-08-01
      $all | except $newest | except $old | delete
      """, on: Self.registry)
    #expect(shared.failure == nil)
    #expect(shared.requests == 2 + 3)
    let twice = try await QueryRun(
      """
      tags image=web/image-5 where name like 'w1*' | delete
      tags image=web/image-5 where status = error | delete
      """, on: Self.registry)
    #expect(twice.requests == 2 + 3)
  }
}
