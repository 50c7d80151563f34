import Foundation
import SQLiteRegistry
import TagQuery
import Testing

/// A file that is no store, or not one for us, gives a sentence that says so, and stays as it is.
@Suite struct OpeningTests {
  private let folder: StoreFolder

  init() throws { folder = try StoreFolder() }

  /// Opens the file and, where it can be opened, reads all of it.
  private func expectLeftAlone(_ sentence: String, _ comment: Comment? = nil) async throws {
    let bytes = try folder.bytes()
    let names = try folder.names
    let error = await #expect(throws: RegistryError.self, comment) {
      let store = try SQLiteRegistry(path: folder.path())
      for order in ListOrder.allCases {
        for page in 1...4 {
          _ = try await store.list(
            ListRequest(
              .tags(image: Sample.image), region: Sample.region, order: order, page: page,
              pageSize: 100))
        }
      }
    }
    #expect(error?.kind == .unavailable, comment)
    #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains(folder.path()) == true)
    #expect(try folder.bytes() == bytes, comment)
    #expect(try folder.names == names, comment)
  }

  @Test func aCutFileIsDamaged() async throws {
    try folder.makeStore()
    let whole = try folder.bytes()
    for count in [whole.count - 1, whole.count / 2, 4_096, 200] {
      try folder.write(whole.prefix(count))
      try await expectLeftAlone("is damaged", "\(count) bytes")
    }
  }

  @Test func aFileWithAnotherPageInItIsDamaged() async throws {
    try folder.makeStore()
    let whole = try folder.bytes()
    // The list of tables, then all pages behind it one by one; unused ones are in nobody's way.
    for page in 0..<whole.count / 4_096 {
      var damaged = whole
      let start = page * 4_096 + (page == 0 ? 108 : 0)
      damaged.replaceSubrange(
        start..<page * 4_096 + 4_096,
        with: Data(repeating: 0xA5, count: page * 4_096 + 4_096 - start))
      try folder.write(damaged)
      let names = try folder.names
      do throws(RegistryError) {
        let store = try SQLiteRegistry(path: folder.path())
        _ = try await store.counts()
      } catch {
        #expect(error.kind == .unavailable)
        #expect(error.message.contains("is damaged"), "page \(page): \(error.message)")
      }
      #expect(try folder.bytes() == damaged, "page \(page)")
      #expect(try folder.names == names, "page \(page)")
    }
    var damaged = whole
    damaged.replaceSubrange(108..<4_096, with: Data(repeating: 0xA5, count: 4_096 - 108))
    try folder.write(damaged)
    try await expectLeftAlone("is damaged")
  }

  @Test(arguments: [
    "{\"type\":\"tag\"}\n", "SQLite format 3", String(repeating: "x", count: 9_000),
  ])
  func otherFilesAreNoStores(text: String) async throws {
    try folder.write(Data(text.utf8))
    try await expectLeftAlone("is not a store of tagq")
  }

  @Test(arguments: ["", "PRAGMA journal_mode = WAL;", "PRAGMA application_id = 7;"])
  func databasesOfOthersAreLeftAlone(setting: String) async throws {
    try folder.execute("\(setting) CREATE TABLE tag (name TEXT); INSERT INTO tag VALUES ('a')")
    try await expectLeftAlone("is a database of another program")
  }

  @Test func aDatabaseWithoutTablesMayBeAnothers() async throws {
    try folder.execute("PRAGMA application_id = 7; CREATE TABLE a (b); DROP TABLE a")
    try await expectLeftAlone("is a database of another program")
  }

  @Test func aNewerStoreIsLeftAlone() async throws {
    try folder.makeStore()
    try folder.execute("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)")
    try await expectLeftAlone("was made by a newer tagq")
  }

  @Test func aStoreThatMayNotBeWrittenIsLeftAlone() async throws {
    try folder.makeStore()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o444], ofItemAtPath: folder.path())
    try await expectLeftAlone("may not be written")
  }

  @Test func aFolderIsNoStore() async throws {
    try FileManager.default.createDirectory(
      atPath: folder.path(), withIntermediateDirectories: true)
    let error = #expect(throws: RegistryError.self) { try SQLiteRegistry(path: folder.path()) }
    #expect(error?.message.contains("is not a file") == true)
  }

  @Test func aFolderThatIsNotThereIsSaid() async throws {
    let error = #expect(throws: RegistryError.self) {
      try SQLiteRegistry(path: folder.path("none/store.db"))
    }
    #expect(error?.message.contains("is its folder there") == true)
  }

  @Test func anEmptyFileBecomesAStore() async throws {
    try folder.write(Data())
    #expect(try SQLiteRegistry(path: folder.path()).isEmpty)
  }

  @Test func openingAgainChangesNothing() async throws {
    try folder.makeStore()
    let bytes = try folder.bytes()
    #expect(try await SQLiteRegistry(path: folder.path()).total() == 300)
    #expect(try folder.bytes() == bytes)
    #expect(try folder.names == ["store.db"])
  }
}
