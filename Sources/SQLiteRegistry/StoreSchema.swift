import GRDB
import TagQuery

/// The tables of a store, and how to tell a store from other files.
///
/// Times are nanoseconds since 1970, and a missing one is the largest integer: so it comes last in
/// ascending order, as in every registry. A UUID is its 16 bytes, a SHA-256 digest its 32, any
/// other digest its text. How many tags an image has is kept with it, since counting 100,000 rows
/// for every page would take longer than reading the page.
///
/// That names are unique is checked at the end of an import and not by an index: two entries may
/// swap their names, and whichever comes first is in nobody's way.
enum StoreSchema {
  /// "TAGQ", which SQLite keeps in the file's header for us.
  static let applicationID: Int32 = 0x5441_4751

  /// The size of a new file's pages in bytes.
  static let pageSize = 8_192

  /// What a missing time is stored as.
  static let missingTime = Int64.max

  /// Steps from an empty file to the present tables. Each is run once; a store says in its header
  /// how many it has seen.
  private static let migrations: [@Sendable (Database) throws -> Void] = [
    { database in
      try database.execute(sql: tables)
      try createTagIndexByID(database)
      try createTagIndexes(database)
    }
  ]

  /// The version of a store that has seen all migrations.
  static var version: Int32 { Int32(migrations.count) }

  /// What a file is.
  enum State: Equatable {
    /// Nothing yet.
    case empty
    /// A store of this version, or of an older one.
    case store(version: Int32)
    /// A store of a version that is not known here.
    case newer
    /// Something of another program.
    case foreign
  }

  static func state(_ database: Database) throws -> State {
    let number = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if number == applicationID { return version > Self.version ? .newer : .store(version: version) }
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
    return number == 0 && version == 0 && tables == 0 ? .empty : .foreign
  }

  /// Brings a file to the present version, in one transaction. Of two processes that do so at once
  /// the second finds it done.
  static func migrate(_ database: Database) throws {
    try database.inTransaction(.immediate) {
      let seen: Int32
      switch try state(database) {
      case .empty: seen = 0
      case .store(let version): seen = version
      case .newer, .foreign: return .rollback
      }
      for migration in migrations[Int(seen)...] { try migration(database) }
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(version)")
      return .commit
    }
  }

  static let tagColumns = """
    number INTEGER PRIMARY KEY, id BLOB NOT NULL, image INTEGER NOT NULL, name TEXT NOT NULL,
    status TEXT NOT NULL, digest, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    """

  private static let tables = """
    CREATE TABLE namespace (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, region TEXT NOT NULL,
      name TEXT NOT NULL, description TEXT NOT NULL, endpoint TEXT, is_public INTEGER NOT NULL,
      size INTEGER, status TEXT NOT NULL, status_message TEXT, project_id BLOB,
      organization_id BLOB, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    );
    CREATE INDEX namespace_by_creation ON namespace (region, created_at, id);
    CREATE INDEX namespace_by_name ON namespace (region, name, id);
    CREATE TABLE image (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, region TEXT NOT NULL,
      namespace_id BLOB NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, status_message TEXT,
      visibility TEXT NOT NULL, size INTEGER, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, tag_count INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX image_by_creation ON image (region, created_at, id);
    CREATE INDEX image_by_name ON image (region, name, id);
    CREATE INDEX image_by_namespace ON image (namespace_id, region, name, id);
    CREATE INDEX image_by_namespace_and_creation ON image (namespace_id, region, created_at, id);
    CREATE TABLE tag (\(tagColumns));
    """

  /// One index for each order and each question; a deep page is found in the index alone.
  private static let tagIndexes: KeyValuePairs = [
    "tag_by_creation": "INDEX tag_by_creation ON tag (image, created_at, id)",
    "tag_by_name": "INDEX tag_by_name ON tag (image, name)",
    "tag_by_status": "INDEX tag_by_status ON tag (image, status, id)",
    "tag_by_digest": "INDEX tag_by_digest ON tag (image, digest)",
  ]

  private static let tagIndexByID = "UNIQUE INDEX tag_by_id ON tag (id)"

  static func createTagIndexes(_ database: Database) throws {
    for (_, index) in tagIndexes { try database.execute(sql: "CREATE \(index)") }
  }

  static func createTagIndexByID(_ database: Database) throws {
    do {
      try database.execute(sql: "CREATE \(tagIndexByID)")
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      // Of several rows with one UUID the last one counts.
      try database.execute(
        sql: "DELETE FROM tag WHERE number NOT IN (SELECT max(number) FROM tag GROUP BY id)")
      try database.execute(sql: "CREATE \(tagIndexByID)")
    }
  }

  /// Without their indexes many rows are written much faster; they are made again at the end.
  static func dropTagIndexes(_ database: Database) throws {
    for (name, _) in tagIndexes { try database.execute(sql: "DROP INDEX \(name)") }
  }

  static func dropTagIndexByID(_ database: Database) throws {
    try database.execute(sql: "DROP INDEX tag_by_id")
  }
}
