/// Gathers the tags of one image into rows without making records of them: for registries that have
/// a great many.
package struct TagRowsBuilder {
  private let capacity: Int
  private var count = 0
  private let identifiers: UnsafeMutablePointer<Int64>
  private let digestWords: UnsafeMutablePointer<Int64>
  private let created: UnsafeMutablePointer<Int64>
  private let updated: UnsafeMutablePointer<Int64>
  private let namePlaces: UnsafeMutablePointer<Int64>
  private let isPresent: UnsafeMutablePointer<UInt8>
  private let digestFlags: UnsafeMutablePointer<UInt8>
  private var names: ContiguousArray<UInt8> = []
  private var statuses = ColumnBuilder(type: .status)
  private var values: ContiguousArray<Value> = []

  /// Room for exactly so many tags. It has to be built when they are there.
  package init(count capacity: Int) {
    self.capacity = capacity
    identifiers = .allocate(capacity: capacity * 2)
    digestWords = .allocate(capacity: capacity * 4)
    created = .allocate(capacity: capacity)
    updated = .allocate(capacity: capacity)
    namePlaces = .allocate(capacity: capacity * 2)
    isPresent = .allocate(capacity: capacity)
    digestFlags = .allocate(capacity: capacity)
    names.reserveCapacity(capacity * 24)
  }

  /// Appends a tag. Its moments are nanoseconds since 1970; the smallest integer is a missing one.
  package mutating func append(
    id: UniqueIdentifier, name: UnsafeRawBufferPointer, status: Status, digest: Digest?,
    createdAt: Int64, updatedAt: Int64
  ) {
    precondition(count < capacity, "there is no room for another tag")
    identifiers[count * 2] = Int64(bitPattern: id.high)
    identifiers[count * 2 + 1] = Int64(bitPattern: id.low)
    isPresent[count] = 1
    namePlaces[count * 2] = Int64(names.count)
    namePlaces[count * 2 + 1] = Int64(name.count)
    names.append(contentsOf: name)
    statuses.append(.status(status), values: &values)
    let words = digestWords + count * 4
    switch digest {
    case .sha256(let first, let second, let third, let fourth):
      words[0] = Int64(bitPattern: first)
      words[1] = Int64(bitPattern: second)
      words[2] = Int64(bitPattern: third)
      words[3] = Int64(bitPattern: fourth)
      digestFlags[count] = 1
    case .other?:
      words.update(repeating: 0, count: 4)
      words[0] = Int64(values.count)
      values.append(digest.map(Value.digest) ?? .null)
      digestFlags[count] = 2
    case nil:
      words.update(repeating: 0, count: 4)
      digestFlags[count] = 0
    }
    created[count] = createdAt
    updated[count] = updatedAt
    count += 1
  }

  /// The rows of these tags, which are of this image. It is called once.
  package consuming func build(imageID: UniqueIdentifier, region: String) -> RowBatch {
    precondition(count == capacity, "there is room for more tags")
    var columns = [Column](repeating: Column(), count: Resource.tags.fields.count)
    func column(
      _ slot: Int, _ kind: Column.Kind, words: UnsafeMutablePointer<Int64>?,
      flags: UnsafeMutablePointer<UInt8>? = nil, text: UnsafeMutablePointer<UInt8>? = nil
    ) {
      columns[slot].kind = kind
      columns[slot].wordType = Resource.tags.fields[slot].type
      columns[slot].words = words
      columns[slot].flags = flags
      columns[slot].text = text
    }
    let text = UnsafeMutablePointer<UInt8>.allocate(capacity: max(names.count, 1))
    names.withUnsafeBufferPointer { names in
      if let start = names.baseAddress { text.initialize(from: start, count: names.count) }
    }
    column(TagSlot.id, .identifiers, words: identifiers, flags: isPresent)
    column(TagSlot.name, .texts, words: namePlaces, text: text)
    column(TagSlot.digest, .digests, words: digestWords, flags: digestFlags)
    column(TagSlot.createdAt, .words, words: created)
    column(TagSlot.updatedAt, .words, words: updated)
    var values = values
    columns[TagSlot.status] = statuses.build()
    for (slot, value) in [
      (TagSlot.imageID, Value.uuid(imageID)), (TagSlot.region, .string(region)),
    ] {
      var builder = ColumnBuilder(type: Resource.tags.fields[slot].type)
      builder.append(value, values: &values)
      columns[slot] = builder.build(isConstant: true)
    }
    return RowBatch(resource: .tags, count: count, columns: columns, values: values)
  }
}
