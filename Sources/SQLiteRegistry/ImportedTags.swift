import GRDB
import TagQuery

/// Tags on their way into a store, by the way that is quickest for as many as they turn out to be.
///
/// What costs is not the rows but the indexes. To make one of all rows, sorted, takes a fraction of
/// the time that it takes to put each row in its place. So an import of many drops the indexes and
/// makes them at its end, all in its one transaction; one of a few leaves them.
struct ImportedTags {
  private enum Way {
    /// The tags wait in a table of their own until it is known whether they are many.
    case aside
    /// They go into the table, of which only the UUIDs are indexed: those may be there already.
    case many
    /// They go into an empty table without any index.
    case first
  }

  private var way: Way
  /// More than this many are many.
  private let most: Int
  private var count = 0
  /// What has not been written yet, so that not every tag takes a turn of its own.
  private var pending: [(tag: TagRecord, image: Int64)] = []

  private static let pendingMost = 512

  init(_ database: Database) throws {
    let existing = try Int.fetchOne(database, sql: "SELECT sum(tag_count) FROM image") ?? 0
    // Measured: with more than this the indexes are made sooner than kept.
    most = existing / 5
    pending.reserveCapacity(Self.pendingMost)
    if existing == 0, try Int.fetchOne(database, sql: "SELECT 1 FROM tag LIMIT 1") == nil {
      way = .first
      try StoreSchema.dropTagIndexes(database)
      try StoreSchema.dropTagIndexByID(database)
    } else {
      way = .aside
      try database.execute(sql: "CREATE TEMP TABLE incoming (\(StoreSchema.tagColumns))")
    }
  }

  /// Takes a tag of the image with this number; true where it is time to `write`.
  mutating func append(_ tag: TagRecord, image: Int64) -> Bool {
    pending.append((tag, image))
    return pending.count >= Self.pendingMost
  }

  /// Writes the tags that were taken.
  mutating func write(_ database: Database) throws {
    if way == .aside, count + pending.count > most {
      way = .many
      try StoreSchema.dropTagIndexes(database)
      try moveIn(database)
    }
    let sql =
      switch way {
      case .aside: StoreColumns.insert("incoming", StoreColumns.tag)
      case .many: Self.upsert
      case .first: StoreColumns.insert("tag", StoreColumns.tag)
      }
    var statement = try StoreStatement(database, sql)
    for (tag, image) in pending {
      statement.rewind()
      statement.bind(tag, image: image)
      try statement.run()
    }
    count += pending.count
    pending.removeAll(keepingCapacity: true)
  }

  /// Writes what is left, and the indexes. Of tags with one UUID the last one is there then.
  mutating func finish(_ database: Database) throws {
    try write(database)
    if way != .aside {
      // Sorted piece by piece, as large as the processor's own cache: a third less work.
      try database.execute(sql: "PRAGMA cache_size = -4096")
    }
    switch way {
    case .aside: try moveIn(database)
    case .first:
      try StoreSchema.createTagIndexByID(database)
      try StoreSchema.createTagIndexes(database)
    case .many: try StoreSchema.createTagIndexes(database)
    }
  }

  private func moveIn(_ database: Database) throws {
    try database.execute(
      sql: """
        INSERT INTO tag (\(StoreColumns.tag)) SELECT \(StoreColumns.tag) FROM incoming
        WHERE true ORDER BY number \(StoreColumns.replacement(StoreColumns.tag, in: "tag"));
        DROP TABLE incoming
        """)
  }

  private static let upsert = StoreColumns.upsert("tag", StoreColumns.tag)
}
