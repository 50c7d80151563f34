import GRDB
import TagQuery

/// One row by its UUID, and the deletion of one tag.
struct StoreLookup {
  private let database: Database

  init(_ database: Database) { self.database = database }

  static let namespaceColumns =
    StoreColumns.namespace
    + ", (SELECT count(*) FROM image WHERE image.namespace_id = namespace.id)"

  private static let tagColumns = StoreColumns.tag.split(separator: ", ").map { "tag.\($0)" }
    .joined(separator: ", ")

  func row(_ request: GetRequest) throws -> RowBatch {
    switch request.kind {
    case .tag:
      guard let found = try tag(request.id, region: request.region) else { throw missing(request) }
      return RowBatch(tags: [found.record], region: request.region)
    case .image:
      return try one(request, "SELECT \(StoreColumns.image), tag_count FROM image") {
        RowBatch(images: [$0.image()], region: request.region)
      }
    case .namespace:
      return try one(request, "SELECT \(Self.namespaceColumns) FROM namespace") {
        RowBatch(namespaces: [$0.namespace()], region: request.region)
      }
    }
  }

  private func one(
    _ request: GetRequest, _ select: String, _ read: (StoreStatement) -> RowBatch
  ) throws -> RowBatch {
    var statement = try StoreStatement(database, select + " WHERE id = ? AND region = ?")
    statement.bind(request.id)
    statement.bind(request.region)
    defer { statement.rewind() }
    guard try statement.step() else { throw missing(request) }
    return read(statement)
  }

  private func missing(_ request: GetRequest) -> RegistryError {
    RegistryError(.notFound, "there is no \(request.kind) \(request.id) in \(request.region)")
  }

  private func tag(
    _ id: UniqueIdentifier, region: String
  ) throws -> (record: TagRecord, image: Int64)? {
    var statement = try StoreStatement(
      database,
      """
      SELECT \(Self.tagColumns), image.id FROM tag JOIN image ON image.number = tag.image
      WHERE tag.id = ? AND image.region = ?
      """)
    statement.bind(id)
    statement.bind(region)
    defer { statement.rewind() }
    guard try statement.step() else { return nil }
    let image = statement.identifier(7) ?? .missing
    return (statement.tag(of: image), statement.integer(1) ?? 0)
  }

  func delete(_ request: DeleteRequest) throws -> Status {
    guard let (record, image) = try tag(request.id, region: request.region) else {
      throw RegistryError(.notFound, "there is no tag \(request.id) in \(request.region)")
    }
    if record.status == .locked {
      throw RegistryError(.locked, "the tag '\(record.name)' is locked")
    }
    if record.status == .deleting { return .deleting }
    if !request.isForced, let digest = record.digest, try isShared(digest, image, record.id) {
      throw RegistryError(
        .precondition,
        "another tag of the image has the digest of '\(record.name)'; only force deletes it")
    }
    var deletion = try StoreStatement(database, "DELETE FROM tag WHERE id = ?")
    deletion.bind(record.id)
    try deletion.run()
    var update = try StoreStatement(
      database, "UPDATE image SET tag_count = tag_count - 1 WHERE number = ?")
    update.bind(image)
    try update.run()
    return .deleting
  }

  private func isShared(_ digest: Digest, _ image: Int64, _ id: UniqueIdentifier) throws -> Bool {
    var statement = try StoreStatement(
      database, "SELECT 1 FROM tag WHERE image = ? AND digest = ? AND id <> ? LIMIT 1")
    statement.bind(image)
    statement.bind(digest)
    statement.bind(id)
    defer { statement.rewind() }
    return try statement.step()
  }
}
