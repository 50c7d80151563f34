import GRDB
import TagQuery

/// An import: one transaction on a connection of its own. The process may end at any moment; then
/// nothing has happened.
final class SQLiteImport: RegistryImport {
  private let path: String
  private let queue: DatabaseQueue
  /// The numbers of images that tags have named, whether they have come or not.
  private var imageNumbers: [UniqueIdentifier: Int64] = [:]
  /// Whether the tags' indexes wait for the end.
  private var hasNoIndexes = false
  private var isOpen = false

  init(path: String) throws(RegistryError) {
    self.path = path
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(StoreFile.patience)
      // The transaction is open from one call to the next.
      configuration.allowsUnsafeTransactions = true
      queue = try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw StoreFile.failure(error, path)
    }
    try access { database in
      try database.execute(sql: "PRAGMA cache_size = -262144")
      try database.execute(sql: "BEGIN IMMEDIATE")
      if try Int.fetchOne(database, sql: "SELECT 1 FROM tag LIMIT 1") == nil {
        try StoreSchema.dropTagIndexes(database)
        self.hasNoIndexes = true
      }
      self.isOpen = true
    }
  }

  deinit {
    // Without a commit nothing has happened; closing the connection rolls back as well.
    if isOpen { try? queue.inDatabase { try $0.execute(sql: "ROLLBACK") } }
    try? queue.close()
  }

  private func access<Result>(
    _ body: (Database) throws -> Result
  ) throws(RegistryError) -> Result {
    do {
      return try queue.inDatabase(body)
    } catch {
      throw (error as? RegistryError) ?? failure(error)
    }
  }

  /// A row that two entries claim is a mistake of the data, not of the store.
  private func failure(_ error: any Error) -> RegistryError {
    guard let error = error as? DatabaseError, error.resultCode == .SQLITE_CONSTRAINT else {
      return StoreFile.failure(error, path)
    }
    let message = error.message ?? ""
    if message.contains("tag.name") || message.contains("tag.image") {
      return RegistryError(.invalidRequest, "an image has two tags of one name")
    }
    if message.contains("tag.id") {
      return RegistryError(.invalidRequest, "two tags have one UUID")
    }
    return RegistryError(.invalidRequest, "two entries have one name or UUID: \(message)")
  }

  func add(_ entry: RegistryEntry) throws(RegistryError) {
    try access { database in
      switch entry {
      case .namespace(let record, let region):
        var statement = try StoreStatement(database, Self.namespace)
        statement.bind(record, region: region)
        try statement.run()
      case .image(let record, let region):
        var statement = try StoreStatement(database, Self.image)
        statement.bind(record, region: region)
        try statement.run()
      case .tag(let record, _):
        let image = try number(ofImage: record.imageID, database)
        var statement = try StoreStatement(database, hasNoIndexes ? Self.newTag : Self.tag)
        statement.bind(record, image: image)
        try statement.run()
      }
    }
  }

  private static func upsert(_ table: String, _ columns: String) -> String {
    let names = columns.split(separator: ", ")
    let places = names.map { _ in "?" }.joined(separator: ", ")
    let updates = names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    return "INSERT INTO \(table) (\(columns)) VALUES (\(places)) "
      + "ON CONFLICT (id) DO UPDATE SET \(updates)"
  }

  private static let namespace = upsert("namespace", StoreColumns.namespace)
  private static let image = upsert("image", StoreColumns.image)
  private static let tag = upsert("tag", StoreColumns.tag)
  private static let newTag =
    "INSERT INTO tag (\(StoreColumns.tag)) VALUES (?, ?, ?, ?, ?, ?, ?)"

  /// The number of an image. One that has not come yet gets a row that says so.
  private func number(ofImage id: UniqueIdentifier, _ database: Database) throws -> Int64 {
    if let known = imageNumbers[id] { return known }
    var lookup = try StoreStatement(database, "SELECT number FROM image WHERE id = ?")
    lookup.bind(id)
    var number = try lookup.step() ? lookup.integer(0) : nil
    lookup.rewind()
    if number == nil {
      var placeholder = ImageRecord(id: id, name: id.description, namespaceID: .missing)
      placeholder.status = .other(Self.awaited)
      var statement = try StoreStatement(database, Self.image)
      statement.bind(placeholder, region: "")
      try statement.run()
      number = database.lastInsertedRowID
    }
    imageNumbers[id] = number
    return number ?? 0
  }

  /// The status of an image that only its tags have named so far.
  private static let awaited = "(awaited)"

  func commit() throws(RegistryError) {
    try access { database in
      if let id = try Self.identifier(
        database, "SELECT id FROM image WHERE status = '\(Self.awaited)' LIMIT 1")
      {
        throw RegistryError(.invalidRequest, "a tag belongs to image \(id), which is not there")
      }
      if let id = try Self.identifier(
        database,
        """
        SELECT id FROM image WHERE NOT EXISTS (
          SELECT 1 FROM namespace
          WHERE namespace.id = image.namespace_id AND namespace.region = image.region) LIMIT 1
        """)
      {
        throw RegistryError(
          .invalidRequest, "the namespace of image \(id) is not there, or in another region")
      }
      if hasNoIndexes { try StoreSchema.createTagIndexes(database) }
      try database.execute(
        sql: """
          UPDATE image SET tag_count = (SELECT count(*) FROM tag WHERE tag.image = image.number)
          """)
      try database.execute(sql: "COMMIT")
      isOpen = false
    }
  }

  private static func identifier(_ database: Database, _ sql: String) throws -> UniqueIdentifier? {
    let statement = try StoreStatement(database, sql)
    defer { var copy = statement; copy.rewind() }
    return try statement.step() ? statement.identifier(0) : nil
  }
}
