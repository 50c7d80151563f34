import TagQuery
import Testing

/// Rows that are gathered tag by tag are those that records give.
@Suite struct TagRowsBuilderTests {
  @Test(arguments: [0, 1, 5]) func theyAreTheRowsOfTheRecords(count: Int) {
    let statuses: [Status] = [.ready, .other("aging"), .error, .unknown, .locked]
    let digests: [Digest?] = [
      .sha256(1, 2, 3, .max), nil, .other("md5:1"), .sha256(0, 0, 0, 0), .other(""),
    ]
    let image = UniqueIdentifier(high: 7, low: 8)
    var tags: [TagRecord] = []
    for index in 0..<count {
      let created = Timestamp(nanoseconds: Int64(index))
      tags.append(
        TagRecord(
          id: UniqueIdentifier(high: .max, low: UInt64(index)),
          name: index == 3 ? "" : "é\(index)", imageID: image, status: statuses[index],
          digest: digests[index], createdAt: index == 2 ? nil : created,
          updatedAt: Timestamp(nanoseconds: -1)))
    }
    var builder = TagRowsBuilder(count: count)
    for tag in tags {
      Array(tag.name.utf8).withUnsafeBytes { name in
        builder.append(
          id: tag.id, name: name, status: tag.status, digest: tag.digest,
          createdAt: tag.createdAt?.nanoseconds ?? .min,
          updatedAt: tag.updatedAt?.nanoseconds ?? .min)
      }
    }
    let rows = builder.build(imageID: image, region: "fr-par")
    let expected = RowBatch(tags: tags, region: "fr-par")
    #expect(rows.count == expected.count)
    for row in 0..<rows.count {
      for slot in Resource.tags.fields.indices {
        #expect(rows.value(slot: slot, row: row) == expected.value(slot: slot, row: row))
      }
      #expect(rows.tag(at: row) == tags[row])
    }
  }
}
