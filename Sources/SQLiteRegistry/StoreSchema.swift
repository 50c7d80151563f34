import GRDB

/// The tables of a store, and how to tell a store from other files.
///
/// Times are nanoseconds since 1970, and a missing one is the largest integer: so it comes last in
/// ascending order, as in every registry. A UUID is its 16 bytes, a SHA-256 digest its 32, any
/// other digest its text. How many tags an image has is kept with it, since counting 100,000 rows
/// for every page would take longer than reading the page.
enum StoreSchema {
  /// "TAGQ", which SQLite keeps in the file's header for us.
  static let applicationID: Int32 = 0x5441_4751

  /// What a missing time is stored as.
  static let missingTime = Int64.max

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: tables)
      try createTagIndexes(database)
    }
    return migrator
  }

  private static let tables = """
    CREATE TABLE namespace (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, region TEXT NOT NULL,
      name TEXT NOT NULL, description TEXT NOT NULL, endpoint TEXT, is_public INTEGER NOT NULL,
      size INTEGER, status TEXT NOT NULL, status_message TEXT, project_id BLOB,
      organization_id BLOB, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
      UNIQUE (region, name)
    );
    CREATE TABLE image (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, region TEXT NOT NULL,
      namespace_id BLOB NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, status_message TEXT,
      visibility TEXT NOT NULL, size INTEGER, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, tag_count INTEGER NOT NULL DEFAULT 0,
      UNIQUE (namespace_id, name)
    );
    CREATE INDEX image_by_region ON image (region, created_at, id);
    CREATE TABLE tag (
      number INTEGER PRIMARY KEY, id BLOB NOT NULL, image INTEGER NOT NULL, name TEXT NOT NULL,
      status TEXT NOT NULL, digest, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
    );
    """

  /// One index for each order and each question; a deep page is found in the index alone.
  private static let tagIndexes = [
    "UNIQUE INDEX tag_by_id ON tag (id)",
    "INDEX tag_by_creation ON tag (image, created_at, id)",
    "UNIQUE INDEX tag_by_name ON tag (image, name)",
    "INDEX tag_by_status ON tag (image, status, created_at, id)",
    "INDEX tag_by_digest ON tag (image, digest)",
  ]

  static func createTagIndexes(_ database: Database) throws {
    for index in tagIndexes { try database.execute(sql: "CREATE \(index)") }
  }

  /// Without their indexes many rows are written much faster; they are made again at the end.
  static func dropTagIndexes(_ database: Database) throws {
    for name in ["id", "creation", "name", "status", "digest"] {
      try database.execute(sql: "DROP INDEX tag_by_\(name)")
    }
  }
}
