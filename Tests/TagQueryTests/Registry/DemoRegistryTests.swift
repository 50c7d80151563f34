import Testing

@testable import TagQuery

@Suite("Registry for demonstrations")
struct DemoRegistryTests {
  private let contents = MemoryRegistry.demo().contents
  private var images: [ImageRecord] { contents.regions.flatMap(\.images) }
  private var tags: [TagRecord] { contents.regions.flatMap(\.tags) }

  /// The tags of `namespace/image`.
  private func tags(of reference: String) throws -> [TagRecord] {
    let parts = reference.split(separator: "/")
    let region = try #require(
      contents.regions.first { $0.namespaces.contains { $0.name == parts[0] } })
    let namespace = try #require(region.namespaces.first { $0.name == parts[0] })
    let image = try #require(
      region.images.first { $0.namespaceID == namespace.id && $0.name == parts[1] })
    return region.tags.filter { $0.imageID == image.id }
  }

  private func digests(of reference: String) throws -> Set<Digest?> {
    Set(try tags(of: reference).map(\.digest))
  }

  @Test("It has 3 namespaces, 12 images and 2,000 tags where they are said to be")
  func counts() throws {
    #expect(contents.regions.map(\.name) == ["fr-par", "nl-ams"])
    let names = contents.regions.map { Set($0.namespaces.map(\.name)) }
    #expect(names == [["web", "staging"], ["prod"]])
    #expect(images.count == 12)
    #expect(tags.count == 2_000)
    #expect(try tags(of: "web/api").count == 420)
    for image in images { #expect((image.tagCount ?? 0) >= 60) }
    #expect(images.compactMap(\.tagCount).reduce(0, +) == 2_000)
    #expect(contents.regions.flatMap(\.namespaces).compactMap(\.imageCount).sorted() == [3, 3, 6])
    #expect(MemoryRegistry.demo().capabilities.name == "demo:")
  }

  @Test("It is the same every time")
  func sameness() throws {
    #expect(contents == MemoryRegistry.demo().contents)
    // With every compiler and version too, or scripts that name its tags would break.
    let api = try #require(images.first { $0.tagCount == 420 })
    #expect(api.id.description == "e0e7753c-0a92-4e01-a0bf-26601f413f44")
    var texts: [String] = []
    for region in contents.regions {
      texts += RowBatch(namespaces: region.namespaces, region: region.name).allTexts
      texts += RowBatch(images: region.images, region: region.name).allTexts
      texts += RowBatch(tags: region.tags, region: region.name).allTexts
    }
    #expect(checksum(of: texts) == 13_442_342_768_961_463_060)
  }

  /// FNV-1a.
  private func checksum(of texts: [String]) -> UInt64 {
    texts.flatMap(\.utf8).reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  @Test("UUIDs are unique and of version 4, names unique in their images and allowed")
  func identity() {
    let identifiers = tags.map(\.id) + images.map(\.id)
    #expect(Set(identifiers).count == 2_012)
    for identifier in identifiers {
      #expect(identifier.high >> 12 & 0xF == 4)
      #expect(identifier.low >> 62 == 2)
    }
    #expect(Set(tags.map { "\($0.imageID) \($0.name)" }).count == 2_000)
    for tag in tags {
      let isAllowed = tag.name.utf8.allSatisfy {
        isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F
      }
      #expect(isAllowed && tag.name.utf8.count <= 128)
    }
  }

  @Test("Every status is there, and most tags are ready")
  func statuses() {
    let counts = Dictionary(grouping: tags, by: \.status).mapValues(\.count)
    #expect(counts.count == 5)
    for count in counts.values { #expect(count >= 5) }
    #expect(counts[.ready, default: 0] > 1_800)
  }

  @Test("Times are from 2025-02-01 to 2026-11-20, in order, with 6 and with 9 digits")
  func times() throws {
    let first = try #require(Timestamp("2025-02-01"))
    let end = try #require(Timestamp("2026-11-21"))
    var digits: [Int: Int] = [:]
    for tag in tags {
      let created = try #require(tag.createdAt)
      let updated = try #require(tag.updatedAt)
      #expect(first <= created && created <= updated && updated < end)
      digits[created.nanoseconds % 1_000 == 0 ? 6 : 9, default: 0] += 1
    }
    #expect(digits[6, default: 0] > 800 && digits[9, default: 0] > 800)
    let moved = tags.filter { $0.createdAt != $0.updatedAt }
    #expect(moved.count > 50 && moved.count < 400)
    #expect(moved.contains { $0.name == "latest" } && moved.contains { $0.name == "main" })
    #expect(moved.contains { $0.name.hasPrefix("nightly-") })
    for region in contents.regions {
      for image in region.images {
        let parent = try #require(region.namespaces.first { $0.id == image.namespaceID })
        let (opened, made) = try (#require(parent.createdAt), #require(image.createdAt))
        #expect(first <= opened && opened < made)
      }
    }
  }

  @Test("Names are of every kind that people use")
  func names() throws {
    let names = try tags(of: "web/api").map(\.name)
    for prefix in ["ci-", "pr-", "sha-", "nightly-202", "release-202", "v1.", "v2"] {
      #expect(names.contains { $0.hasPrefix(prefix) }, "\(prefix)")
    }
    for part in ["-rc.", "-build."] { #expect(names.contains { $0.contains(part) }, "\(part)") }
    #expect(names.contains { $0.hasPrefix("1.") || $0.hasPrefix("2.") })
    #expect(names.count { SemanticVersion($0) != nil } > 40)
    for image in images {
      let names = contents.regions.flatMap(\.tags).filter { $0.imageID == image.id }.map(\.name)
      #expect(names.contains("latest"))
    }
  }

  @Test("Digests are shared in an image and with what was built in web")
  func digests() throws {
    for name in ["web/api", "web/docs", "staging/ui", "prod/worker"] {
      let tags = try tags(of: name)
      let latest = try #require(tags.first { $0.name == "latest" })
      let versions = tags.compactMap { tag in
        SemanticVersion(tag.name).flatMap { $0.prerelease == nil ? (tag, $0) : nil }
      }
      let newest = try #require(versions.max { $0.1.precedence(to: $1.1) < 0 })
      #expect(newest.0.digest == latest.digest, "\(name)")
      #expect(try #require(newest.0.createdAt) <= #require(latest.updatedAt), "\(name)")
      #expect(try digests(of: name).count < tags.count * 9 / 10)
    }
    for image in ["api", "ui", "worker"] {
      let built = try digests(of: "web/\(image)")
      let served = try digests(of: "prod/\(image)")
      #expect(served.intersection(built).count * 10 > served.count * 6)
      #expect(try digests(of: "staging/\(image)").intersection(served).count > 5)
    }
  }

  @Test("Namespaces are described, one is public, and sizes add up")
  func namespaces() {
    for region in contents.regions {
      for namespace in region.namespaces {
        #expect(namespace.endpoint == "rg.\(region.name).example/\(namespace.name)")
        #expect(namespace.projectID != nil && namespace.organizationID != nil)
        let images = region.images.filter { $0.namespaceID == namespace.id }
        #expect(namespace.size == images.compactMap(\.size).reduce(0, +))
      }
    }
    #expect(contents.regions.flatMap(\.namespaces).count(where: \.isPublic) == 1)
  }

  @Test("All pages of every order give all tags", arguments: [7, 100])
  func pages(size: Int) async throws {
    let registry = MemoryRegistry.demo()
    for region in contents.regions {
      for image in region.images {
        for order in ListOrder.allCases {
          let listed = try await registry.identifiers(
            .tags(image: image.id), region: region.name, order: order, pageSize: size)
          #expect(listed.count == Int(image.tagCount ?? 0))
          #expect(Set(listed).count == listed.count)
        }
      }
    }
  }
}

extension RowBatch {
  /// The texts of all stored fields.
  fileprivate var allTexts: [String] {
    resource.fields.indices.flatMap { columns[$0].kind == .absent ? [] : texts(slot: $0) }
  }
}
