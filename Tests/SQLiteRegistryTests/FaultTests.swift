import Foundation
import SQLiteRegistry
import TagQuery
import Testing

/// Whatever happens to an import, all of it is there or nothing.
@Suite(.serialized) struct FaultTests {
  private let folder: StoreFolder
  private let tagCount = 6_000

  init() throws { folder = try StoreFolder() }

  private func total() async throws -> Int {
    try await SQLiteRegistry(path: folder.path()).total()
  }

  private func fill(_ series: Int, pause: Int? = nil) throws -> StoreProcess {
    let arguments = [folder.path(), "\(series)", "\(tagCount)"]
    return if let pause {
      try StoreProcess("fill", arguments[0], arguments[1], arguments[2], "\(pause)")
    } else {
      try StoreProcess("fill", arguments[0], arguments[1], arguments[2])
    }
  }

  @Test(arguments: [0, 300])
  func aProcessThatIsKilledLeavesNothing(existing: Int) async throws {
    if existing > 0 { try folder.makeStore(count: existing) }
    for pause in [1, 3_000, tagCount] {
      let process = try fill(1, pause: pause)
      #expect(process.line() == "begun")
      #expect(process.line() == "paused")
      process.kill()
      #expect(try await total() == existing)
    }
    let whole = try fill(1)
    #expect(whole.end().lines == ["begun", "added", "committed"])
    #expect(try await total() == existing + tagCount)
  }

  /// Somewhere in its last step, which cannot be told from outside.
  @Test func aProcessThatIsKilledWhileItCommitsLeavesAllOrNothing() async throws {
    var expected = 0
    for series in 1...4 {
      let process = try fill(series, pause: tagCount)
      while let line = process.line(), line != "paused" {}
      process.goOn()
      #expect(process.line() == "added")
      process.kill()
      let found = try await total()
      #expect([expected, expected + tagCount].contains(found))
      expected = found
    }
    #expect(try fill(9).end().code == 0)
    #expect(try await total() == expected + tagCount)
  }

  @Test func ofTwoImportersBothComeToTheirEnd() async throws {
    let first = try fill(1, pause: 3_000)
    #expect(first.line() == "begun")
    #expect(first.line() == "paused")
    // It can only begin once the first one has ended.
    let second = try fill(2)
    first.goOn()
    #expect(first.end().lines == ["added", "committed"])
    #expect(second.end().lines == ["begun", "added", "committed"])
    #expect(try await total() == tagCount * 2)
  }

  /// Without patience one in about 150 processes finds another in its way.
  @Test func processesMakeAStoreAtOnce() async throws {
    for round in 0..<5 {
      let name = "new-\(round).db"
      let processes = try (0..<12).map { _ in try StoreProcess("open", folder.path(name)) }
      for process in processes {
        let end = process.end()
        #expect(end.lines == ["empty"])
        #expect(end.code == 0)
      }
    }
    let importers = try (1...4).map { try fill($0) }
    for importer in importers { #expect(importer.end().lines == ["begun", "added", "committed"]) }
    #expect(try await total() == tagCount * 4)
  }

  @Test func aReaderSeesOldOrNew() async throws {
    try folder.makeStore(count: 300)
    let reader = try SQLiteRegistry(path: folder.path())
    let importer = try fill(1, pause: 3_000)
    #expect(importer.line() == "begun")
    #expect(importer.line() == "paused")
    #expect(try await reader.total() == 300)
    #expect(try await total() == 300)
    importer.goOn()
    #expect(importer.line() == "added")
    // While the importer ends, everything is read again and again, old or new.
    let large = UniqueIdentifier(high: 1, low: 1 << 40)
    var isThere = false
    while !isThere, importer.isRunning {
      #expect(try await reader.counts() == [300, 100])
      do {
        #expect(try await reader.counts(large) == [1_000, 100])
        isThere = true
      } catch {
        #expect(error.kind == .notFound)
      }
    }
    #expect(importer.end().lines == ["committed"])
    #expect(try await reader.total() == 300 + tagCount)
  }

  @Test func deletionsWaitForAnImport() async throws {
    try folder.makeStore(count: 300)
    let store = try SQLiteRegistry(path: folder.path())
    let importer = try fill(1, pause: 3_000)
    #expect(importer.line() == "begun")
    #expect(importer.line() == "paused")
    let request = DeleteRequest(id: Sample.id(3, 7), region: Sample.region, isForced: false)
    async let deletion = store.delete(request)
    importer.goOn()
    #expect(try await deletion.status == .deleting)
    #expect(importer.end().lines == ["added", "committed"])
    #expect(try await store.total() == 299 + tagCount)
  }

  @Test(.enabled(if: SmallDisk.isThere, "a small disk can be mounted by root only"))
  func aFullDiskLeavesNothing() async throws {
    let disk = try SmallDisk(in: folder, megabytes: 3)
    let path = disk.path("store.db")
    let filling = try SQLiteRegistry(path: path).beginImport()
    for entry in Sample.entries(count: 100) { try filling.add(entry) }
    try filling.commit()
    let tooLarge = try SQLiteRegistry(path: path).beginImport()
    let error = #expect(throws: RegistryError.self) {
      for entry in Sample.entries(count: 30_000) { try tooLarge.add(entry) }
      try tooLarge.commit()
    }
    #expect(error?.kind == .unavailable)
    #expect(error?.message.contains("full") == true)
    let over = #expect(throws: RegistryError.self) { try tooLarge.add(Sample.namespaceEntry()) }
    #expect(over?.kind == .invalidRequest)
    #expect(throws: RegistryError.self) { try tooLarge.commit() }
    #expect(try await SQLiteRegistry(path: path).total() == 100)
    // There is room for a few.
    let few = try SQLiteRegistry(path: path).beginImport()
    for entry in Sample.entries(count: 110) { try few.add(entry) }
    try few.commit()
    #expect(try await SQLiteRegistry(path: path).total() == 110)
  }
}

/// A small disk in memory.
private struct SmallDisk: ~Copyable {
  private let folder: URL

  /// Whether one can be mounted here.
  static let isThere: Bool = {
    guard let folder = try? StoreFolder() else { return false }
    return (try? SmallDisk(in: folder, megabytes: 1)) != nil
  }()

  init(in folder: StoreFolder, megabytes: Int) throws {
    self.folder = folder.url.appendingPathComponent("disk")
    try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
    try Self.run(
      "/bin/mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", self.folder.path)
  }

  deinit { try? Self.run("/bin/umount", "-l", folder.path) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private static func run(_ command: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
