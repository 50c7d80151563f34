import GRDB
import TagQuery

/// An import: one transaction on a connection of its own. The process may end at any moment; then
/// nothing has happened. A failure ends it, and nothing has happened either.
final class SQLiteImport: RegistryImport {
  private let path: String
  private let queue: DatabaseQueue
  private var tags: ImportedTags?
  /// The images that tags have named, and where the tags say they are.
  private var namedImages: [UniqueIdentifier: NamedImage] = [:]
  /// The one that the last tag named: most often the next one does so too.
  private var lastImage: (id: UniqueIdentifier, named: NamedImage)?
  /// The images that came, and where they are.
  private var regions: [UniqueIdentifier: String] = [:]
  /// Images that tags have named, and that are neither in the store nor came yet.
  private var awaitedImages: Set<UniqueIdentifier> = []
  private var isOver = false

  private struct NamedImage {
    let number: Int64
    let region: String
  }

  init(path: String) throws(RegistryError) {
    self.path = path
    do {
      queue = try StoreFile.connection(path, isReadOnly: false)
    } catch {
      throw StoreFile.failure(error, path)
    }
    tags = try access { database in
      try database.execute(sql: "BEGIN IMMEDIATE")
      // What is kept here need not be read again and again for rows that come in any order.
      try database.execute(sql: "PRAGMA cache_size = -262144")
      return try ImportedTags(database)
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
    try checkIsOpen()
    do {
      return try queue.inDatabase(body)
    } catch {
      throw end(StoreFile.failure(error, path))
    }
  }

  private func checkIsOpen() throws(RegistryError) {
    guard !isOver else {
      throw RegistryError(.invalidRequest, "this import is over; begin another one")
    }
  }

  /// Ends the import without a trace.
  private func end(_ error: RegistryError) -> RegistryError {
    queue.inDatabase(Self.rollBack)
    isOver = true
    return error
  }

  // MARK: Entries

  func add(_ entry: RegistryEntry) throws(RegistryError) {
    try checkIsOpen()
    switch entry {
    case .namespace(let record, let region):
      try access { database in
        var statement = try StoreStatement(database, Self.namespace)
        statement.bind(record, region: region)
        try statement.run()
      }
    case .image(let record, let region):
      if let named = namedImages[record.id], named.region != region {
        throw end(Self.misplaced(record.id))
      }
      regions[record.id] = region
      awaitedImages.remove(record.id)
      try access { database in
        var statement = try StoreStatement(database, Self.image)
        statement.bind(record, region: region)
        try statement.run()
      }
    case .tag(let record, let region):
      let image = try image(of: record, in: region)
      if tags?.append(record, image: image) == true {
        try access { database in try tags?.write(database) }
      }
    }
  }

  private static let namespace = StoreColumns.upsert("namespace", StoreColumns.namespace)
  private static let image = StoreColumns.upsert("image", StoreColumns.image)

  /// The number of a tag's image. One that is not there yet gets a row that keeps its place.
  private func image(of tag: TagRecord, in region: String) throws(RegistryError) -> Int64 {
    let id = tag.imageID
    let named: NamedImage
    if let lastImage, lastImage.id == id {
      named = lastImage.named
    } else if let known = namedImages[id] {
      named = known
    } else {
      if let told = regions[id], told != region { throw end(Self.misplaced(id)) }
      named = NamedImage(
        number: try access { database in try number(ofImage: id, region: region, database) },
        region: region)
      namedImages[id] = named
    }
    lastImage = (id, named)
    guard named.region == region else { throw end(Self.misplaced(id)) }
    return named.number
  }

  private func number(
    ofImage id: UniqueIdentifier, region: String, _ database: Database
  ) throws -> Int64 {
    if let known = try Self.image(id, database) { return known.number }
    awaitedImages.insert(id)
    var statement = try StoreStatement(database, Self.image)
    statement.bind(ImageRecord(id: id, name: "", namespaceID: .missing), region: region)
    try statement.run()
    return database.lastInsertedRowID
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

  private static func misplaced(_ image: UniqueIdentifier) -> RegistryError {
    RegistryError(.invalidRequest, "a tag of image \(image) is in another region than the image")
  }

  // MARK: The end

  func commit() throws(RegistryError) {
    try access { database in
      try checkParents(database)
      try tags?.finish(database)
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
