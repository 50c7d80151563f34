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
enum StoreFile {
  /// How long one process waits for another that is writing, in seconds.
  static let patience = 30.0

  static func open(_ path: String) throws(RegistryError) -> DatabasePool {
    try checkPath(path)
    if size(of: path) > 0 { try check(path) }
    do {
      let pool = try DatabasePool(path: path, configuration: configuration(isReadOnly: false))
      try StoreSchema.migrator.migrate(pool)
      return pool
    } catch {
      throw failure(error, path)
    }
  }

  private static func configuration(isReadOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(patience)
    configuration.prepareDatabase { database in
      // A page of 100 rows of a large store is read faster from memory than through copies.
      try database.execute(sql: "PRAGMA cache_size = -65536")
      // With a write-ahead log this loses nothing that a process was told, only, should the machine
      // itself stop, the last moments before.
      if !isReadOnly { try database.execute(sql: "PRAGMA synchronous = NORMAL") }
    }
    return configuration
  }

  private static func checkPath(_ path: String) throws(RegistryError) {
    var information = stat()
    guard stat(path, &information) == 0 else {
      guard errno == ENOENT else { throw RegistryError(.unavailable, system(path)) }
      return
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw RegistryError(.unavailable, "'\(path)' is not a file")
    }
    guard access(path, W_OK) == 0 else {
      throw RegistryError(
        .unavailable, "'\(path)' may not be written; copy it, or export it and use file:")
    }
  }

  private static func size(of path: String) -> Int {
    var information = stat()
    return stat(path, &information) == 0 ? Int(information.st_size) : 0
  }

  private static func system(_ path: String) -> String {
    "'\(path)' cannot be used: \(String(cString: strerror(errno)))"
  }

  /// Looks at a file without changing it: opening it as a store would write to its header.
  private static func check(_ path: String) throws(RegistryError) {
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration(isReadOnly: true))
      defer { try? queue.close() }
      try queue.read { database in
        let number = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        guard number == StoreSchema.applicationID else {
          throw RegistryError(
            .unavailable, "'\(path)' is a database of another program; it is left alone")
        }
        guard try !StoreSchema.migrator.hasBeenSuperseded(database) else {
          throw RegistryError(
            .unavailable, "'\(path)' was made by a newer tagq; update tagq to use it")
        }
      }
    } catch let error as RegistryError {
      throw error
    } catch {
      throw failure(error, path)
    }
  }

  /// What a failure of SQLite means to people.
  static func failure(_ error: any Error, _ path: String) -> RegistryError {
    guard let error = error as? DatabaseError else {
      return RegistryError(.unavailable, "'\(path)' cannot be used: \(error)")
    }
    switch error.resultCode {
    case .SQLITE_NOTADB: return RegistryError(.unavailable, "'\(path)' is not a store of tagq")
    case .SQLITE_CORRUPT:
      return RegistryError(
        .unavailable, "'\(path)' is damaged; import an export of it into a new store")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      return RegistryError(
        .unavailable, "'\(path)' has been busy for \(Int(patience)) s: another process writes it")
    case .SQLITE_FULL: return RegistryError(.unavailable, "the disk of '\(path)' is full")
    case .SQLITE_READONLY: return RegistryError(.unavailable, "'\(path)' may not be written")
    case .SQLITE_CANTOPEN:
      return RegistryError(.unavailable, "'\(path)' cannot be opened: is its folder there?")
    default:
      return RegistryError(
        .unavailable, "'\(path)' cannot be used: \(error.message ?? error.resultCode.description)")
    }
  }
}
