public import TagQuery

/// Reads what the Tags API answers, from the bytes of a body.
///
/// Keys may come in any order and with any blanks between them, and unknown ones are passed over.
/// `id` and `name` have to be there, and so do `image_id` of tags and `namespace_id` of images; all
/// else may be missing or null. A status that is not known is kept as its text, and times may have
/// 0 to 9 fractional digits. How many tags an image has is its `tag_count`, or else the length of
/// its `tags`, which is what the API itself tells.
///
/// A `TagJSONError` says what is wrong with a body. No input crashes: what is nested deeper than
/// 1024 levels, is no UTF-8, or has a number out of all bounds, is an error too.
public enum TagsAPIReader {
  /// A page of an image's tags.
  public static func tagPage(
    _ body: some Collection<UInt8>
  ) throws(TagJSONError) -> RecordPage<TagRecord> {
    try page(body, .tags) { reader throws(TagJSONError) in try reader.tag() }
  }

  /// A page of images.
  public static func imagePage(
    _ body: some Collection<UInt8>
  ) throws(TagJSONError) -> RecordPage<ImageRecord> {
    try page(body, .images) { reader throws(TagJSONError) in try reader.image() }
  }

  /// A page of namespaces.
  public static func namespacePage(
    _ body: some Collection<UInt8>
  ) throws(TagJSONError) -> RecordPage<NamespaceRecord> {
    try page(body, .namespaces) { reader throws(TagJSONError) in try reader.namespace() }
  }

  /// One tag.
  public static func tag(_ body: some Collection<UInt8>) throws(TagJSONError) -> TagRecord {
    try record(body) { reader throws(TagJSONError) in try reader.tag() }
  }

  /// One image.
  public static func image(_ body: some Collection<UInt8>) throws(TagJSONError) -> ImageRecord {
    try record(body) { reader throws(TagJSONError) in try reader.image() }
  }

  /// One namespace.
  public static func namespace(
    _ body: some Collection<UInt8>
  ) throws(TagJSONError) -> NamespaceRecord {
    try record(body) { reader throws(TagJSONError) in try reader.namespace() }
  }

  private static func record<Record>(
    _ body: some Collection<UInt8>,
    _ read: (RecordReader) throws(TagJSONError) -> Record
  ) throws(TagJSONError) -> Record {
    try JSONParser().read(body) { value throws(TagJSONError) in
      let reader = RecordReader()
      try reader.open(value)
      return try read(reader)
    }
  }

  private static func page<Record>(
    _ body: some Collection<UInt8>, _ key: PageKey,
    _ read: (RecordReader) throws(TagJSONError) -> Record
  ) throws(TagJSONError) -> RecordPage<Record> {
    try JSONParser().read(body) { value throws(TagJSONError) in
      guard value.isObject else {
        throw TagJSONError("it must be a JSON object, and is \(value.inWords)")
      }
      let members = JSONMembers<PageKey>()
      members.find(in: value)
      var page = RecordPage<Record>([], totalCount: try total(members[.totalCount]))
      let list = members[key]
      // Servers leave out a list that is empty, or make it null.
      if list.isMissingOrNull, page.totalCount != nil { return page }
      guard list.exists else { throw TagJSONError("'\(key.text)' is missing") }
      guard list.isArray else {
        throw TagJSONError("'\(key.text)' must be an array, and is \(list.inWords)")
      }
      let reader = RecordReader()
      try list.forEach { element throws(TagJSONError) in
        do throws(TagJSONError) {
          try reader.open(element)
          page.records.append(try read(reader))
        } catch {
          throw TagJSONError("'\(key.text)' at \(page.records.count): \(error.message)")
        }
      }
      return page
    }
  }

  private static func total(_ value: JSONValue) throws(TagJSONError) -> Int? {
    if value.isMissingOrNull { return nil }
    guard let total = value.integer.flatMap(Int.init(exactly:)), total >= 0 else {
      throw TagJSONError(
        "'\(PageKey.totalCount.text)' must be a whole number, 0 or more, and is \(value.inWords)")
    }
    return total
  }
}
