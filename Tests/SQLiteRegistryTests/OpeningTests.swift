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

  /// The list of tables, then all other pages one by one; unused ones are in nobody's way.
  @Test func aFileWithAnotherPageInItIsDamaged() async throws {
    try folder.makeStore()
    let whole = try folder.bytes()
    let size = Int(whole[16]) << 8 | Int(whole[17])
    var found = 0
    for start in stride(from: 0, to: whole.count, by: size) {
      var damaged = whole
      let range = (start == 0 ? 108 : start)..<start + size
      damaged.replaceSubrange(range, with: Data(repeating: 0xA5, count: range.count))
      try folder.write(damaged)
      let names = try folder.names
      do throws(RegistryError) {
        let store = try SQLiteRegistry(path: folder.path())
        _ = try await store.counts()
      } catch {
        found += 1
        #expect(error.kind == .unavailable)
        #expect(error.message.contains("is damaged"), "page at \(start): \(error.message)")
      }
      #expect(try folder.bytes() == damaged, "page at \(start)")
      #expect(try folder.names == names, "page at \(start)")
    }
    // The tables, the image, its tags, and the index that they are listed by.
    #expect(found >= 4)
    try folder.write(whole.prefix(108) + Data(repeating: 0xA5, count: whole.count - 108))
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
