import GRDB
public import TagQuery

/// The embedded registry: namespaces, images and tags in one SQLite file, which answers exactly
/// what the Tags API can be asked. Several processes may use the file at once.
public final class SQLiteRegistry: Registry {
  /// The file.
  public let path: String
  /// What this registry can be asked for; its regions are those of the moment it was opened.
  public let capabilities: RegistryCapabilities
  private let writer: DatabaseQueue
  private let readers: StoreReaders

  /// Opens a store, or makes a new one where there is no file.
  ///
  /// A page has at most `largestPage` rows, from 1 to 100; tests make it small.
  ///
  /// A file that is damaged, of another program, of a newer version, or that may not be written
  /// throws `.unavailable` with a sentence that says so, and is left as it is.
  public init(path: String, largestPage: Int = 100) throws(RegistryError) {
    self.path = path
    writer = try StoreFile.open(path)
    readers = StoreReaders(path: path)
    let regions: [String]
    do {
      regions = try writer.read { database in
        try String.fetchAll(database, sql: "SELECT DISTINCT region FROM namespace ORDER BY region")
      }
    } catch {
      throw StoreFile.failure(error, path)
    }
    capabilities = Self.capabilities(path, regions, min(max(largestPage, 1), 100))
  }

  deinit {
    // The last one to close the file tidies up the log beside it, if it may write.
    readers.close()
    try? writer.close()
  }

  private static func capabilities(
    _ path: String, _ regions: [String], _ largestPage: Int
  ) -> RegistryCapabilities {
    let names = ListCapabilities(
      nameFilter: .exact,
      orders: [.createdAscending, .createdDescending, .nameAscending, .nameDescending],
      nameCollation: .bytes, largestPage: largestPage, hasPageNumbers: true, tellsTotal: true)
    var tags = names
    tags.orders = Set(ListOrder.allCases)
    return RegistryCapabilities(
      name: "sqlite:\(path)", regions: regions, defaultRegions: regions, tags: tags,
      images: names, namespaces: names, deletesTags: true, refusesSharedDigests: true)
  }

  /// Whether there is nothing in the store.
  public var isEmpty: Bool { capabilities.regions.isEmpty }

  /// One page of a list; see `Registry`.
  public func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    let largest = capabilities.tags.largestPage
    guard request.page >= 1, (1...largest).contains(request.pageSize) else {
      throw RegistryError(
        .invalidRequest, "pages are numbered from 1 and have from 1 to \(largest) rows")
    }
    return try await read { database in try StoreList(database, request).page() }
  }

  /// One row by its UUID; see `Registry`.
  public func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    try await read { database in try StoreLookup(database).row(request) }
  }

  /// Deletes one tag; see `Registry`. It is gone when this returns.
  public func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    DeletionAnswer(
      try await write { database in try StoreLookup(database).delete(request) })
  }

  /// Begins an import. Until its `commit` nobody sees anything of it; only one import at a time can
  /// write, and another one waits for it.
  public func beginImport() throws(RegistryError) -> any RegistryImport {
    try SQLiteImport(path: path)
  }

  // MARK: Access

  private func read<Result: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Result
  ) async throws(RegistryError) -> Result {
    do {
      return try await readers.read(body)
    } catch {
      throw StoreFile.failure(error, path)
    }
  }

  private func write<Result: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Result
  ) async throws(RegistryError) -> Result {
    do {
      return try await writer.write(body)
    } catch {
      throw StoreFile.failure(error, path)
    }
  }
}
