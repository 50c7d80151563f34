/// One list that a source covers, and what its rows are to be known by.
struct ListSource {
  let kind: ListedKind
  let region: String
  /// The exact name that is asked for; nil for all.
  var name: String?
  let listing: Listing
  /// Lists of one group come in one order together.
  var group: Int
  /// What all rows have in common, apart from what the registry tells.
  var constants: [(slot: Int, value: Value)] = []
  /// What the registry itself tells that all rows have in common.
  var told: [(slot: Int, value: Value)] = []
  /// What the registry does not tell of each row, and it is not the same for all.
  var complete: (RowBatch) -> RowBatch = { $0 }
  /// What the source itself asks of the rows.
  var conditions: [ResolvedImage.Condition] = []

  /// The rows of a page, with all that is known of them.
  func rows(_ page: RowBatch) -> [Row] {
    var batch = complete(page)
    if !constants.isEmpty { batch = RowBatch(adding: constants, to: batch) }
    return (0..<batch.count).map { Row(batch: batch, index: $0) }
  }

  /// A row that stands for all of them, with what they have in common.
  func representative(of resource: Resource) -> Row {
    var builder = RowBatchBuilder(resource: resource)
    builder.append(told + constants)
    return Row(batch: builder.build(), index: 0)
  }

  /// Whether the source lets a row pass.
  func passes(_ row: Row) -> Bool {
    conditions.isEmpty
      || conditions.contains { condition in
        (condition.tag.map { .string($0) == row.value(slot: TagSlot.name) } ?? true)
          && (condition.digest.map { .digest($0) == row.value(slot: TagSlot.digest) } ?? true)
      }
  }
}

extension ListSource {
  /// The tags of an image.
  init(tagsOf image: ResolvedImage, group: Int, listing: Listing) {
    self.init(
      kind: .tags(image: image.id), region: image.region, listing: listing, group: group,
      constants: image.constants,
      told: [(TagSlot.imageID, .uuid(image.id)), (TagSlot.region, .string(image.region))],
      conditions: image.conditions)
  }
}
