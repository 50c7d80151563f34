public import TagQuery

/// The lines of a snapshot (NDJSON): each is a tag, an image or a namespace as the Tags API tells
/// it, with its `type` and its `region`.
///
///     {"type":"tag","region":"fr-par","id":"…","name":"v1.2.0","image_id":"…","status":"ready",…}
public struct SnapshotLine {
  private let parser = JSONParser()
  private let reader = RecordReader()

  /// What reads and writes lines. It can be used for any number of them, by one task at a time.
  public init() {}

  /// The entry that a line stands for, which is given without its line break.
  ///
  /// Keys may come in any order and unknown ones are passed over. `type`, `region`, `id` and `name`
  /// have to be there, and so do `image_id` of tags and `namespace_id` of images; all else may be
  /// missing or null.
  public func entry(of line: UnsafeRawBufferPointer) throws(TagJSONError) -> RegistryEntry {
    try parser.read(line, entry)
  }

  /// The entry that a line stands for, which is given without its line break.
  public func entry(of line: some StringProtocol) throws(TagJSONError) -> RegistryEntry {
    try parser.read(line.utf8, entry)
  }

  /// Reads a line without making a record of a tag, of which there may be a great many.
  package func read<Answer>(
    _ line: UnsafeRawBufferPointer,
    tag: (TagLine) throws(TagJSONError) -> Answer,
    other: (RegistryEntry) throws(TagJSONError) -> Answer
  ) throws(TagJSONError) -> Answer {
    try parser.read(line) { value throws(TagJSONError) in
      if value.isObject {
        try reader.open(value)
        if reader.text(.type, is: "tag") { return try tag(try reader.tagLine()) }
      }
      return try other(try entry(value))
    }
  }

  private func entry(_ value: JSONValue) throws(TagJSONError) -> RegistryEntry {
    try reader.open(value)
    let type = try reader.requiredText(.type)
    let region = try reader.requiredText(.region)
    switch type {
    case "tag": return .tag(try reader.tag(), region: region)
    case "image": return .image(try reader.image(), region: region)
    case "namespace": return .namespace(try reader.namespace(), region: region)
    default: throw reader.mistake(.type, mustBe: "tag, image or namespace")
    }
  }

  /// The line that stands for an entry, without a line break. The same entry always gives the same
  /// line.
  public func text(of entry: RegistryEntry) -> String {
    var json = JSONText()
    json.object { json in
      switch entry {
      case .tag(let tag, let region):
        json.member(.type, "tag")
        json.member(.region, region)
        json.members(of: tag)
      case .image(let image, let region):
        json.member(.type, "image")
        json.member(.region, region)
        json.members(of: image)
      case .namespace(let namespace, let region):
        json.member(.type, "namespace")
        json.member(.region, region)
        json.members(of: namespace)
      }
    }
    return json.text
  }
}

/// A tag in a line of a snapshot. Its texts live no longer than the line.
package struct TagLine {
  package let region: UnsafeBufferPointer<UInt8>
  package let id: UniqueIdentifier
  package let name: UnsafeBufferPointer<UInt8>
  package let imageID: UniqueIdentifier
  package let status: Status
  package let digest: Digest?
  package let createdAt: Timestamp?
  package let updatedAt: Timestamp?
}
