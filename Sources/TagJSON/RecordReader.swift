import TagQuery

/// Reads a record from the members of a JSON object.
///
/// Only what a record cannot be without has to be there. All else may be missing or null, unknown
/// keys are passed over, and a status that is not known is kept as its text.
struct RecordReader {
  private let members = JSONMembers<RecordKey>()

  /// Goes to an object, of which the functions below then tell.
  func open(_ value: JSONValue) throws(TagJSONError) {
    guard value.isObject else {
      throw TagJSONError("it must be a JSON object, and is \(value.inWords)")
    }
    members.find(in: value)
  }

  func tag() throws(TagJSONError) -> TagRecord {
    TagRecord(
      id: try required(identifier, .id), name: try requiredText(.name),
      imageID: try required(identifier, .imageID), status: try status(),
      digest: try bytes(.digest).map(Digest.init(utf8:)), createdAt: try timestamp(.createdAt),
      updatedAt: try timestamp(.updatedAt))
  }

  /// A tag whose texts stay where they are.
  func tagLine() throws(TagJSONError) -> TagLine {
    TagLine(
      region: try required(bytes, .region), id: try required(identifier, .id),
      name: try required(bytes, .name), imageID: try required(identifier, .imageID),
      status: try status(), digest: try bytes(.digest).map(Digest.init(utf8:)),
      createdAt: try timestamp(.createdAt), updatedAt: try timestamp(.updatedAt))
  }

  /// Whether a text is there and is this one.
  func text(_ key: RecordKey, is text: StaticString) -> Bool {
    guard let bytes = members[key].bytes, bytes.count == text.utf8CodeUnitCount else {
      return false
    }
    return text.withUTF8Buffer { $0.elementsEqual(bytes) }
  }

  func image() throws(TagJSONError) -> ImageRecord {
    var image = ImageRecord(
      id: try required(identifier, .id), name: try requiredText(.name),
      namespaceID: try required(identifier, .namespaceID))
    image.status = try status()
    image.statusMessage = try text(.statusMessage)
    image.visibility = try text(.visibility) ?? image.visibility
    image.size = try count(.size)
    image.tagCount = try count(.tagCount)
    if image.tagCount == nil { image.tagCount = try namesOfTags() }
    image.createdAt = try timestamp(.createdAt)
    image.updatedAt = try timestamp(.updatedAt)
    return image
  }

  func namespace() throws(TagJSONError) -> NamespaceRecord {
    var namespace = NamespaceRecord(
      id: try required(identifier, .id), name: try requiredText(.name))
    namespace.description = try text(.description) ?? ""
    namespace.endpoint = try text(.endpoint)
    namespace.isPublic = try flag(.isPublic) ?? false
    namespace.size = try count(.size)
    namespace.imageCount = try count(.imageCount)
    namespace.status = try status()
    namespace.statusMessage = try text(.statusMessage)
    namespace.projectID = try identifier(.projectID)
    namespace.organizationID = try identifier(.organizationID)
    namespace.createdAt = try timestamp(.createdAt)
    namespace.updatedAt = try timestamp(.updatedAt)
    return namespace
  }

  /// A text that has to be there.
  func requiredText(_ key: RecordKey) throws(TagJSONError) -> String { try required(text, key) }

  /// The error of a key whose value is not what it must be.
  func mistake(_ key: RecordKey, mustBe expected: String) -> TagJSONError {
    TagJSONError("'\(key.text)' must be \(expected), and is \(members[key].inWords)")
  }
}

extension RecordReader {
  private func required<Value>(
    _ read: (RecordKey) throws(TagJSONError) -> Value?, _ key: RecordKey
  ) throws(TagJSONError) -> Value {
    if let value = try read(key) { return value }
    throw TagJSONError("'\(key.text)' is \(members[key].exists ? "null" : "missing")")
  }

  /// The value of a key as `read` understands it; nil where it is missing or null.
  private func optional<Value>(
    _ key: RecordKey, mustBe expected: String, _ read: (JSONValue) -> Value?
  ) throws(TagJSONError) -> Value? {
    let value = members[key]
    if value.isMissingOrNull { return nil }
    guard let read = read(value) else { throw mistake(key, mustBe: expected) }
    return read
  }

  private func text(_ key: RecordKey) throws(TagJSONError) -> String? {
    try optional(key, mustBe: "a text") { $0.text }
  }

  /// The bytes of a text, which live as long as the line.
  private func bytes(_ key: RecordKey) throws(TagJSONError) -> UnsafeBufferPointer<UInt8>? {
    try optional(key, mustBe: "a text") { $0.bytes }
  }

  private func flag(_ key: RecordKey) throws(TagJSONError) -> Bool? {
    try optional(key, mustBe: "true or false") { $0.flag }
  }

  private func count(_ key: RecordKey) throws(TagJSONError) -> Int64? {
    let count = try optional(key, mustBe: "a whole number") { $0.integer }
    guard count ?? 0 >= 0 else { throw mistake(key, mustBe: "a whole number, 0 or more") }
    return count
  }

  /// How many names are in the list by which the API says which tags an image has.
  private func namesOfTags() throws(TagJSONError) -> Int64? {
    let value = members[.tags]
    if value.isMissingOrNull { return nil }
    guard value.isArray else { throw mistake(.tags, mustBe: "an array of texts") }
    var count: Int64 = 0
    try value.forEach { element throws(TagJSONError) in
      guard element.bytes != nil else {
        throw TagJSONError("'tags' must be an array of texts, and has \(element.inWords)")
      }
      count += 1
    }
    return count
  }

  private func status() throws(TagJSONError) -> Status {
    try bytes(.status).map(Status.init(utf8:)) ?? .unknown
  }

  private func identifier(_ key: RecordKey) throws(TagJSONError) -> UniqueIdentifier? {
    guard let bytes = try bytes(key) else { return nil }
    guard let identifier = UniqueIdentifier(utf8: bytes) else {
      throw mistake(key, mustBe: "a UUID")
    }
    return identifier
  }

  private func timestamp(_ key: RecordKey) throws(TagJSONError) -> Timestamp? {
    guard let bytes = try bytes(key) else { return nil }
    switch Timestamp.parse(utf8: bytes) {
    case .success(let time): return time
    case .failure(let failure):
      switch failure.problem {
      case .shape: throw mistake(key, mustBe: "a time such as 2026-01-31T10:00:00Z")
      case .impossible: throw mistake(key, mustBe: "a time that there is")
      case .outOfRange: throw mistake(key, mustBe: "a time from the year 1678 to 2261")
      }
    }
  }
}
