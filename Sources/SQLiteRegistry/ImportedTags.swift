import GRDB
import TagQuery

/// Tags on their way into a store, by the way that is quickest for as many as they turn out to be.
///
/// What costs is not the rows but the indexes. To make one of all rows, sorted, takes a fraction of
/// the time that it takes to put each row in its place. So an import of many drops the indexes and
/// makes them at its end, all in its one transaction; one of a few leaves them.
struct ImportedTags {
  private enum Way {
    /// They go into the table as it is.
    case few
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
    // Measured: a row takes 10 µs with all indexes and 5 with one, and the others take 4 µs for
    // each row that there is in the end.
    most = existing * 4
    pending.reserveCapacity(Self.pendingMost)
    if existing == 0, try Int.fetchOne(database, sql: "SELECT 1 FROM tag LIMIT 1") == nil {
      way = .first
      try StoreSchema.dropTagIndexes(database)
      try StoreSchema.dropTagIndexByID(database)
    } else {
      way = .few
    }
  }

  /// Takes a tag of the image with this number; true where it is time to `write`.
  mutating func append(_ tag: TagRecord, image: Int64) -> Bool {
    pending.append((tag, image))
    return pending.count >= Self.pendingMost
  }

  /// Writes the tags that were taken.
  mutating func write(_ database: Database) throws {
    if way == .few, count + pending.count > most {
      way = .many
      try StoreSchema.dropTagIndexes(database)
    }
    var statement = try StoreStatement(database, way == .first ? Self.insert : Self.upsert)
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
    if way == .few { return }
    // Sorted piece by piece, as large as the processor's own cache: a third less work.
    try database.execute(sql: "PRAGMA cache_size = -4096")
    if way == .first { try StoreSchema.createTagIndexByID(database) }
    try StoreSchema.createTagIndexes(database)
  }

  private static let insert = StoreColumns.insert("tag", StoreColumns.tag)
  private static let upsert = StoreColumns.upsert("tag", StoreColumns.tag)
}
