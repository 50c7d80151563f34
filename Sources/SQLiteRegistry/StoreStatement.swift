import GRDB
import GRDBSQLite
import TagQuery

/// A statement whose values go in and out as they lie in the tables, without a value object for
/// each: what an import and a page of a list spend their time on.
///
/// GRDB prepares it, keeps it for the connection and owns it; it is used only inside one access to
/// the database.
struct StoreStatement {
  private let database: Database
  /// Keeps the pointer alive, whatever happens to the cache.
  private let statement: Statement
  private let pointer: OpaquePointer
  private var next: Int32 = 1

  init(_ database: Database, _ sql: String) throws {
    self.database = database
    statement = try database.cachedStatement(sql: sql)
    pointer = statement.sqliteStatement
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }

  // MARK: In

  /// Starts again, for other values.
  mutating func rewind() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
    next = 1
  }

  mutating func bind(_ value: Int64?) {
    if let value { sqlite3_bind_int64(pointer, next, value) }
    next += 1
  }

  mutating func bind(_ value: String?) {
    if var value {
      value.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          // An empty text has no address, and no address would mean NULL.
          if let address = $0.baseAddress {
            _ = sqlite3_bind_text(pointer, next, address, Int32($0.count), Self.copied)
          } else {
            _ = sqlite3_bind_text(pointer, next, "", 0, Self.copied)
          }
        }
      }
    }
    next += 1
  }

  mutating func bind(_ value: UniqueIdentifier?) {
    if let value { bind(words: [value.high, value.low]) }
    next += 1
  }

  /// The 32 bytes of a SHA-256 digest, or the text of another.
  mutating func bind(_ value: Digest?) {
    switch value {
    case .sha256(let first, let second, let third, let fourth):
      bind(words: [first, second, third, fourth])
      next += 1
    case .other(let text): bind(text)
    case nil: next += 1
    }
  }

  /// A missing time is the largest integer.
  mutating func bind(_ value: Timestamp?) {
    bind(value?.nanoseconds ?? StoreSchema.missingTime)
  }

  private func bind(words: [UInt64]) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: words.count) { buffer in
      for (index, word) in words.enumerated() {
        buffer.initializeElement(at: index, to: word.bigEndian)
      }
      sqlite3_bind_blob(
        pointer, next, buffer.baseAddress, Int32(words.count * 8), Self.copied)
    }
  }

  /// SQLite makes a copy of what is bound.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  // MARK: Out

  /// Goes to the next row; false where there is none.
  func step() throws -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code:
      let message = String(cString: sqlite3_errmsg(database.sqliteConnection))
      throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
  }

  /// Runs it to its end and lets go of its locks.
  func run() throws {
    while try step() {}
    sqlite3_reset(pointer)
  }

  func integer(_ column: Int32) -> Int64? {
    sqlite3_column_type(pointer, column) == SQLITE_NULL
      ? nil : sqlite3_column_int64(pointer, column)
  }

  func text(_ column: Int32) -> String? {
    guard sqlite3_column_type(pointer, column) != SQLITE_NULL,
      let start = sqlite3_column_text(pointer, column)
    else { return nil }
    let count = Int(sqlite3_column_bytes(pointer, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func identifier(_ column: Int32) -> UniqueIdentifier? {
    guard let words = words(column, count: 2) else { return nil }
    return UniqueIdentifier(high: words[0], low: words[1])
  }

  func digest(_ column: Int32) -> Digest? {
    if let words = words(column, count: 4) {
      return .sha256(words[0], words[1], words[2], words[3])
    }
    return text(column).map(Digest.init(text:))
  }

  func time(_ column: Int32) -> Timestamp? {
    let value = sqlite3_column_int64(pointer, column)
    return value == StoreSchema.missingTime ? nil : Timestamp(nanoseconds: value)
  }

  private func words(_ column: Int32, count: Int) -> [UInt64]? {
    guard sqlite3_column_type(pointer, column) == SQLITE_BLOB,
      Int(sqlite3_column_bytes(pointer, column)) == count * 8,
      let start = sqlite3_column_blob(pointer, column)
    else { return nil }
    return (0..<count).map {
      UInt64(bigEndian: start.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
    }
  }
}
