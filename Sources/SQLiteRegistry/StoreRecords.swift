import GRDB
import TagQuery

/// The columns of the tables, in the order in which they are written and read.
enum StoreColumns {
  static let namespace = """
    id, region, name, description, endpoint, is_public, size, status, status_message, project_id, \
    organization_id, created_at, updated_at
    """
  static let image = """
    id, region, namespace_id, name, status, status_message, visibility, size, created_at, updated_at
    """
  static let tag = "id, image, name, status, digest, created_at, updated_at"

  /// A statement that writes a row.
  static func insert(_ table: String, _ columns: String) -> String {
    let places = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO \(table) (\(columns)) VALUES (\(places))"
  }

  /// A statement that writes a row in the place of the one with its UUID.
  static func upsert(_ table: String, _ columns: String) -> String {
    "\(insert(table, columns)) \(replacement(columns, in: table))"
  }

  /// What is to happen where the UUID is there already. Nothing is written where nothing changes.
  static func replacement(_ columns: String, in table: String) -> String {
    let names = columns.split(separator: ", ").filter { $0 != "id" }
    let updates = names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    let changes = names.map { "\(table).\($0) IS NOT excluded.\($0)" }
    return """
      ON CONFLICT (id) DO UPDATE SET \(updates) WHERE \(changes.joined(separator: " OR "))
      """
  }
}

extension StoreStatement {
  mutating func bind(_ record: NamespaceRecord, region: String) {
    bind(record.id)
    bind(region)
    bind(record.name)
    bind(record.description)
    bind(record.endpoint)
    bind(record.isPublic ? 1 : 0)
    bind(record.size)
    bind(record.status.description)
    bind(record.statusMessage)
    bind(record.projectID)
    bind(record.organizationID)
    bind(record.createdAt)
    bind(record.updatedAt)
  }

  /// A namespace and, behind its columns, how many images it has.
  func namespace() -> NamespaceRecord {
    var record = NamespaceRecord(id: identifier(0) ?? .missing, name: text(2) ?? "")
    record.description = text(3) ?? ""
    record.endpoint = text(4)
    record.isPublic = integer(5) == 1
    record.size = integer(6)
    record.status = Status(text: text(7) ?? "unknown")
    record.statusMessage = text(8)
    record.projectID = identifier(9)
    record.organizationID = identifier(10)
    record.createdAt = time(11)
    record.updatedAt = time(12)
    record.imageCount = integer(13)
    return record
  }

  mutating func bind(_ record: ImageRecord, region: String) {
    bind(record.id)
    bind(region)
    bind(record.namespaceID)
    bind(record.name)
    bind(record.status.description)
    bind(record.statusMessage)
    bind(record.visibility)
    bind(record.size)
    bind(record.createdAt)
    bind(record.updatedAt)
  }

  /// An image and, behind its columns, how many tags it has.
  func image() -> ImageRecord {
    var record = ImageRecord(
      id: identifier(0) ?? .missing, name: text(3) ?? "", namespaceID: identifier(2) ?? .missing)
    record.status = Status(text: text(4) ?? "unknown")
    record.statusMessage = text(5)
    record.visibility = text(6) ?? ""
    record.size = integer(7)
    record.createdAt = time(8)
    record.updatedAt = time(9)
    record.tagCount = integer(10)
    return record
  }

  mutating func bind(_ record: TagRecord, image: Int64) {
    bind(record.id)
    bind(image)
    bind(record.name)
    bind(record.status.description)
    bind(record.digest)
    bind(record.createdAt)
    bind(record.updatedAt)
  }

  func tag(of image: UniqueIdentifier) -> TagRecord {
    TagRecord(
      id: identifier(0) ?? .missing, name: text(2) ?? "", imageID: image,
      status: Status(text: text(3) ?? "unknown"), digest: digest(4), createdAt: time(5),
      updatedAt: time(6))
  }
}

extension UniqueIdentifier {
  /// What stands for a UUID that a damaged row does not have.
  static let missing = UniqueIdentifier(high: 0, low: 0)
}
