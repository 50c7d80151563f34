import GRDB
import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Opens the file of a store. What is not one, or cannot be used, is left as it is.
///
/// GRDB's `DatabasePool` would do most of this, but it writes to the file each time it is opened:
/// then a store could be opened by nobody while another process imports.
enum StoreFile {
  /// How long one process waits for another that is writing, in seconds.
  static let patience = 30.0

  /// A connection that may write, to a store of the present version.
  static func open(_ path: String) throws(RegistryError) -> DatabaseQueue {
    try checkPath(path)
    if let header = try StoreHeader(of: path) { try check(header, path) }
    do {
      return try patiently {
        let queue = try connection(path, isReadOnly: false)
        try queue.inDatabase { database in try prepare(database, path) }
        return queue
      }
    } catch {
      throw failure(error, path)
    }
  }

  private static func prepare(_ database: Database, _ path: String) throws {
    if try StoreSchema.state(database) == .empty {
      // Twice the usual: measured, deep pages and large imports take a fifth less time.
      try database.execute(sql: "PRAGMA page_size = \(StoreSchema.pageSize)")
    }
    if try StoreSchema.state(database) != .store(version: StoreSchema.version) {
      try StoreSchema.migrate(database)
    }
    switch try StoreSchema.state(database) {
    case .foreign, .empty: throw foreign(path)
    case .newer: throw newer(path)
    case .store: break
    }
    // Once the tables are there: then a store is never without its mark.
    if try String.fetchOne(database, sql: "PRAGMA journal_mode") != "wal" {
      try database.execute(sql: "PRAGMA journal_mode = WAL")
    }
  }

  /// Tries again while others are in the way. SQLite waits by itself for those that write, but not
  /// where waiting could be in vain, as for those that turn on the write-ahead log at once.
  private static func patiently<Result>(_ body: () throws -> Result) throws -> Result {
    let end = ContinuousClock.now + .seconds(patience)
    while true {
      do {
        return try body()
      } catch let error as DatabaseError
        where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < end
      {
        // A while that differs, so that two do not stay in step.
        usleep(.random(in: 1_000...20_000))
      }
    }
  }

  static func connection(_ path: String, isReadOnly: Bool) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(patience)
    // An import's transaction is open from one call to the next.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { database in
      // A page of 100 rows of a large store is read faster from memory than through copies.
      try database.execute(sql: "PRAGMA cache_size = -65536")
      guard !isReadOnly else { return }
      // With a write-ahead log this loses nothing that a process was told, only, should the machine
      // itself stop, the last moments before.
      try database.execute(sql: "PRAGMA synchronous = NORMAL")
      // What an import has made of the log is given back.
      try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  // MARK: Looking before opening

  private static func checkPath(_ path: String) throws(RegistryError) {
    var information = stat()
    guard stat(path, &information) == 0 else {
      guard errno == ENOENT else { throw systemFailure(path) }
      return
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw RegistryError(.unavailable, "'\(path)' is not a file")
    }
    // Who may write everything leaves alone what nobody is meant to write, too.
    guard information.st_mode & 0o222 != 0, access(path, W_OK) == 0 else { throw readOnly(path) }
  }

  private static func check(_ header: StoreHeader, _ path: String) throws(RegistryError) {
    guard header.isDatabase else {
      throw RegistryError(.unavailable, "'\(path)' is not a store of tagq; it is left alone")
    }
    switch header.applicationID {
    case StoreSchema.applicationID:
      if header.version > StoreSchema.version { throw newer(path) }
    case 0 where header.isEmpty: break
    default: throw foreign(path)
    }
    // With a journal beside it, a file may well be in the middle of something; and what was so when
    // it was read may have come to its end.
    if header.isTruncated, isEmpty(path + "-wal"), isEmpty(path + "-journal"),
      try StoreHeader(of: path)?.isTruncated == true
    {
      throw damaged(path)
    }
  }

  private static func isEmpty(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) != 0 || information.st_size == 0
  }

  // MARK: Failures

  static func systemFailure(_ path: String) -> RegistryError {
    RegistryError(.unavailable, "'\(path)' cannot be used: \(String(cString: strerror(errno)))")
  }

  private static func foreign(_ path: String) -> RegistryError {
    RegistryError(.unavailable, "'\(path)' is a database of another program; it is left alone")
  }

  private static func newer(_ path: String) -> RegistryError {
    RegistryError(.unavailable, "'\(path)' was made by a newer tagq; update tagq to use it")
  }

  private static func damaged(_ path: String) -> RegistryError {
    RegistryError(
      .unavailable, "'\(path)' is damaged; import an export of it into a new store")
  }

  private static func readOnly(_ path: String) -> RegistryError {
    RegistryError(
      .unavailable, "'\(path)' may not be written; copy it to where it may be and use the copy")
  }

  /// What a failure of SQLite means to people.
  static func failure(_ error: any Error, _ path: String) -> RegistryError {
    if let error = error as? RegistryError { return error }
    guard let error = error as? DatabaseError else {
      return RegistryError(.unavailable, "'\(path)' cannot be used: \(error)")
    }
    switch error.resultCode {
    case .SQLITE_NOTADB:
      return RegistryError(.unavailable, "'\(path)' is not a store of tagq; it is left alone")
    case .SQLITE_CORRUPT: return damaged(path)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return RegistryError(
        .unavailable, "'\(path)' has been busy for \(Int(patience)) s: another process writes it")
    case .SQLITE_FULL: return RegistryError(.unavailable, "the disk of '\(path)' is full")
    case .SQLITE_READONLY: return readOnly(path)
    case .SQLITE_CANTOPEN:
      return RegistryError(
        .unavailable, "'\(path)' cannot be opened: is its folder there, and may it be written?")
    default:
      return RegistryError(
        .unavailable, "'\(path)' cannot be used: \(error.message ?? error.resultCode.description)")
    }
  }
}
