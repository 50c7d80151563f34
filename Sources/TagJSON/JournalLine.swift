public import TagQuery

/// One line of a deletion journal (NDJSON): an intent, written before a request, or what became of
/// it.
///
///     {"time":"…","event":"intent","registry":"demo:","region":"fr-par","plan":"…","ref":"…",
///      "image":"web/api","force":false,"outcome":null,"reason":null,"request_id":null,"tag":{…}}
public struct JournalRecord: Sendable, Hashable {
  /// What a line tells.
  public enum Event: String, Sendable, Hashable {
    /// A deletion is about to be sent.
    case intent
    /// Its outcome is known.
    case outcome
  }

  /// When it was written.
  public var time: Timestamp
  /// What it tells.
  public var event: Event
  /// What the registry is called.
  public var registry: String
  /// The region.
  public var region: String
  /// The plan that the deletion belongs to.
  public var planID: String
  /// The tag as it was read.
  public var tag: TagRecord
  /// `namespace/name` of the image.
  public var image: String
  /// The full pullable reference.
  public var reference: String
  /// Whether it was sent with force.
  public var isForced: Bool
  /// What became of it: `deleted`, `gone`, `refused`, `failed`; nil for an intent.
  public var outcome: String?
  /// Why, where it was not deleted.
  public var reason: String?
  /// The name that the registry gave to the request.
  public var requestID: String?

  /// What is written of an intent at a moment.
  public init(_ intent: DeletionIntent, at time: Timestamp) {
    let entry = intent.entry
    self.time = time
    event = .intent
    registry = intent.registry
    region = entry.region
    planID = intent.planID
    tag = TagRecord(
      id: entry.id, name: entry.name, imageID: entry.imageID, status: entry.status,
      digest: entry.digest, createdAt: entry.createdAt, updatedAt: entry.updatedAt)
    image = entry.image
    reference = entry.reference
    isForced = if case .delete(isForced: true, _) = entry.decision { true } else { false }
  }

  /// What is written of a result at a moment.
  public init(_ result: DeletionResult, at time: Timestamp) {
    self.init(result.intent, at: time)
    event = .outcome
    outcome = result.outcome.name
    reason = result.outcome.reason
    requestID = result.requestID
  }

  fileprivate init(
    _ members: JSONMembers<JournalKey>, tag: (JSONValue) throws(TagJSONError) -> TagRecord
  ) throws(TagJSONError) {
    func text(_ key: JournalKey) throws(TagJSONError) -> String {
      guard let text = members[key].text else {
        throw TagJSONError("'\(key.text)' must be a text")
      }
      return text
    }
    guard let time = Timestamp(try text(.time)) else {
      throw TagJSONError("'time' must be a time such as 2026-01-31T10:00:00Z")
    }
    guard let event = Event(rawValue: try text(.event)) else {
      throw TagJSONError("'event' must be intent or outcome")
    }
    self.time = time
    self.event = event
    registry = try text(.registry)
    region = try text(.region)
    planID = try text(.plan)
    image = try text(.image)
    reference = try text(.reference)
    isForced = members[.force].flag ?? false
    outcome = members[.outcome].text
    reason = members[.reason].text
    requestID = members[.requestID].text
    self.tag = try tag(members[.tag])
  }
}

/// The keys of a journal's line.
private enum JournalKey: Int, MemberKey {
  case time, event, registry, region, plan, image, reference, force, outcome, reason, requestID, tag

  var text: String {
    switch self {
    case .reference: "ref"
    case .requestID: "request_id"
    default: "\(self)"
    }
  }
}

/// Reads and writes the lines of journals. It is for one task at a time.
public struct JournalLine {
  private let parser = JSONParser()
  private let members = JSONMembers<JournalKey>()
  private let tags = RecordReader()

  /// What reads and writes lines.
  public init() {}

  /// The record that a line stands for, which is given without its line break.
  public func record(of line: some Collection<UInt8>) throws(TagJSONError) -> JournalRecord {
    try parser.read(line) { value throws(TagJSONError) in
      guard value.isObject else {
        throw TagJSONError("it must be a JSON object, and is \(value.inWords)")
      }
      members.find(in: value)
      return try JournalRecord(members) { value throws(TagJSONError) in
        try tags.open(value)
        return try tags.tag()
      }
    }
  }

  /// The line that stands for a record, without a line break.
  public func text(of record: JournalRecord) -> String {
    var json = JSONText()
    json.object { json in
      json.member("time", record.time.description)
      json.member("event", record.event.rawValue)
      json.member("registry", record.registry)
      json.member("region", record.region)
      json.member("plan", record.planID)
      json.member("ref", record.reference)
      json.member("image", record.image)
      json.member("force", record.isForced)
      json.member("outcome", record.outcome)
      json.member("reason", record.reason)
      json.member("request_id", record.requestID)
      json.name("tag")
      json.object { $0.members(of: record.tag) }
    }
    return json.text
  }
}
