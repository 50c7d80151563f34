import GRDB
import TagQuery

/// An import: one transaction on a connection of its own. The process may end at any moment; then
/// nothing has happened. A failure ends it, and nothing has happened either.
final class SQLiteImport: RegistryImport {
  private let path: String
  private let queue: DatabaseQueue
  /// The images that tags have named, and where the tags say they are.
  private var namedImages: [UniqueIdentifier: (number: Int64, region: String)] = [:]
  /// Those among them that have not come yet.
  private var awaitedImages: Set<UniqueIdentifier> = []
  /// Whether the store had no tags: then their indexes wait for the end.
  private var isFirst = false
  private var isOver = false

  init(path: String) throws(RegistryError) {
    self.path = path
    do {
      queue = try StoreFile.connection(path, isReadOnly: false)
    } catch {
      throw StoreFile.failure(error, path)
    }
    try access { database in
      // What is kept here need not be written twice, once on the way and once at the end.
      try database.execute(sql: "PRAGMA cache_size = -262144")
      try database.execute(sql: "BEGIN IMMEDIATE")
      if try Int.fetchOne(database, sql: "SELECT 1 FROM tag LIMIT 1") == nil {
        try StoreSchema.dropTagIndexes(database)
        isFirst = true
      }
    }
  }

  deinit {
    if !isOver { queue.inDatabase(Self.rollBack) }
    try? queue.close()
  }

  private static func rollBack(_ database: Database) {
    // A full disk has made SQLite do so itself.
    if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
  }

  private func access<Result>(
    _ body: (Database) throws -> Result
  ) throws(RegistryError) -> Result {
    guard !isOver else {
      throw RegistryError(.invalidRequest, "this import is over; begin another one")
    }
    do {
      return try queue.inDatabase(body)
    } catch {
      queue.inDatabase(Self.rollBack)
      isOver = true
      throw StoreFile.failure(error, path)
    }
  }

  // MARK: Entries

  func add(_ entry: RegistryEntry) throws(RegistryError) {
    try access { database in
      switch entry {
      case .namespace(let record, let region):
        var statement = try StoreStatement(database, Self.namespace)
        statement.bind(record, region: region)
        try statement.run()
      case .image(let record, let region):
        awaitedImages.remove(record.id)
        var statement = try StoreStatement(database, Self.image)
        statement.bind(record, region: region)
        try statement.run()
      case .tag(let record, let region):
        let image = try number(ofImage: record.imageID, region: region, database)
        var statement = try StoreStatement(database, isFirst ? Self.firstTag : Self.tag)
        statement.bind(record, image: image)
        try statement.run()
      }
    }
  }

  private static func insert(_ table: String, _ columns: String) -> String {
    let places = columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO \(table) (\(columns)) VALUES (\(places))"
  }

  private static func upsert(_ table: String, _ columns: String) -> String {
    let updates = columns.split(separator: ", ").map { "\($0) = excluded.\($0)" }
    return insert(table, columns)
      + " ON CONFLICT (id) DO UPDATE SET \(updates.joined(separator: ", "))"
  }

  private static let namespace = upsert("namespace", StoreColumns.namespace)
  private static let image = upsert("image", StoreColumns.image)
  private static let tag = upsert("tag", StoreColumns.tag)
  /// Without the index of UUIDs there is no conflict yet: it is settled when the index is made.
  private static let firstTag = insert("tag", StoreColumns.tag)

  /// The number of an image. One that has not come yet gets a row that keeps its place.
  private func number(
    ofImage id: UniqueIdentifier, region: String, _ database: Database
  ) throws -> Int64 {
    if let named = namedImages[id] {
      guard named.region == region else { throw Self.misplaced(id) }
      return named.number
    }
    var number: Int64
    if let known = try Self.image(id, database) {
      number = known.number
    } else {
      var statement = try StoreStatement(database, Self.image)
      statement.bind(ImageRecord(id: id, name: "", namespaceID: .missing), region: region)
      try statement.run()
      number = database.lastInsertedRowID
      awaitedImages.insert(id)
    }
    namedImages[id] = (number, region)
    return number
  }

  private static func image(
    _ id: UniqueIdentifier, _ database: Database
  ) throws -> (number: Int64, region: String)? {
    var statement = try StoreStatement(database, "SELECT number, region FROM image WHERE id = ?")
    statement.bind(id)
    defer { statement.rewind() }
    guard try statement.step() else { return nil }
    return (statement.integer(0) ?? 0, statement.text(1) ?? "")
  }

  // MARK: The end

  func commit() throws(RegistryError) {
    try access { database in
      try checkParents(database)
      if isFirst {
        // Sorted piece by piece, as large as the processor's own cache: a third less work.
        try database.execute(sql: "PRAGMA cache_size = -4096")
        try StoreSchema.createTagIndexes(database)
      }
      try checkNames(database)
      try database.execute(
        sql: """
          UPDATE image SET tag_count = (SELECT count(*) FROM tag WHERE tag.image = image.number)
          """)
      try database.execute(sql: "COMMIT")
    }
    isOver = true
  }

  private func checkParents(_ database: Database) throws {
    if let id = awaitedImages.min() {
      throw RegistryError(.invalidRequest, "a tag belongs to image \(id), which is not there")
    }
    for (id, named) in namedImages where try Self.image(id, database)?.region != named.region {
      throw Self.misplaced(id)
    }
    let orphan = try StoreStatement(
      database,
      """
      SELECT id FROM image WHERE NOT EXISTS (
        SELECT 1 FROM namespace
        WHERE namespace.id = image.namespace_id AND namespace.region = image.region) LIMIT 1
      """)
    if try orphan.step(), let id = orphan.identifier(0) {
      throw RegistryError(
        .invalidRequest, "the namespace of image \(id) is not there, or in another region")
    }
  }

  private static func misplaced(_ image: UniqueIdentifier) -> RegistryError {
    RegistryError(.invalidRequest, "a tag of image \(image) is in another region than the image")
  }

  private func checkNames(_ database: Database) throws {
    try checkNames(
      database, "SELECT name FROM namespace GROUP BY region, name HAVING count(*) > 1",
      "two namespaces of a region")
    try checkNames(
      database,
      "SELECT name FROM image GROUP BY namespace_id, region, name HAVING count(*) > 1",
      "two images of a namespace")
    for image in namedImages.values {
      try checkNames(
        database, "SELECT name FROM tag WHERE image = ? GROUP BY name HAVING count(*) > 1",
        "two tags of an image", in: image.number)
    }
  }

  private func checkNames(
    _ database: Database, _ sql: String, _ what: String, in image: Int64? = nil
  ) throws {
    var statement = try StoreStatement(database, sql)
    if let image { statement.bind(image) }
    defer { statement.rewind() }
    if try statement.step() {
      throw RegistryError(.invalidRequest, "\(what) are named '\(statement.text(0) ?? "")'")
    }
  }
}
