import Foundation
import SQLiteRegistry
import SnapshotRegistry
import TagQuery
import TagQueryShell
import Testing

/// A registry goes into a file and out of it again, and into the embedded registry.
@Suite struct SnapshotTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tagq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func entries(of registry: any Registry) async throws -> [RegistryEntry] {
    var entries: [RegistryEntry] = []
    try await RegistryExport(registry).run { (entry: RegistryEntry) throws(RunError) in
      entries.append(entry)
      return true
    }
    return entries
  }

  private func export(_ registry: any Registry, to name: String) async throws {
    let output = try SnapshotOutput(path: path(name))
    for entry in try await entries(of: registry) { try output.write(entry) }
    try output.finish()
  }

  @Test(arguments: ["tags.ndjson", "tags.ndjson.gz"])
  func aSnapshotHoldsTheWholeRegistry(name: String) async throws {
    let demo = MemoryRegistry.demo()
    try await export(demo, to: name)
    let snapshot = try SnapshotRegistry(path: path(name))
    let expected = try await entries(of: demo)
    #expect(expected.count == 3 + 12 + 2_000)
    #expect(try await entries(of: snapshot) == expected)
    #expect(!snapshot.capabilities.deletesTags)
  }

  @Test func aBadLineIsToldWithItsNumber() async throws {
    try await export(MemoryRegistry.demo(), to: "good.ndjson")
    var lines = try String(contentsOfFile: path("good.ndjson"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    lines[16] = "{\"type\":\"tag\",\"name\":3}"
    try lines.joined(separator: "\n").write(
      toFile: path("bad.ndjson"), atomically: true, encoding: .utf8)
    let error = #expect(throws: SnapshotError.self) {
      try SnapshotRegistry(path: path("bad.ndjson"))
    }
    #expect(error?.line == 17)
  }

  @Test func aCutArchiveIsNoSnapshot() async throws {
    try await export(MemoryRegistry.demo(), to: "tags.ndjson.gz")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path("tags.ndjson.gz")))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: path("cut.ndjson.gz")))
    #expect(throws: SnapshotError.self) { try SnapshotRegistry(path: path("cut.ndjson.gz")) }
  }

  @Test func anImportComesWholeOrNotAtAll() async throws {
    let demo = try await entries(of: MemoryRegistry.demo())
    let store = path("store.db")
    var unfinished: (any RegistryImport)? = try SQLiteRegistry(path: store).beginImport()
    for entry in demo { try unfinished?.add(entry) }
    #expect(try SQLiteRegistry(path: store).isEmpty)
    unfinished = nil
    #expect(try SQLiteRegistry(path: store).isEmpty)
    let imported = try SQLiteRegistry(path: store).beginImport()
    // Any order will do.
    for entry in demo.reversed() { try imported.add(entry) }
    try imported.commit()
    #expect(try await entries(of: SQLiteRegistry(path: store)) == demo)
  }

  @Test func programsGiveTheSameRowsEverywhere() async throws {
    let demo = MemoryRegistry.demo()
    try await export(demo, to: "tags.ndjson")
    let imported = try SQLiteRegistry(path: path("store.db")).beginImport()
    for entry in try await entries(of: demo) { try imported.add(entry) }
    try imported.commit()
    let stores = try [1, 7, 100].map {
      try SQLiteRegistry(path: path("store.db"), largestPage: $0)
    }
    let engine = QueryEngine(environment: QueryEnvironment(now: Timestamp("2026-11-24")!))
    for text in [
      "tags image=web/api where name ~ /^v/ order by version desc, id | limit 20",
      "tags namespace=web | summarize count() as n, max(created) as newest by image",
      "tags image=prod/* where status != ready | select ref, siblings, digest",
      "images | select namespace, name, tag_count, size order by namespace, name",
      "namespaces",
    ] {
      let program = try engine.compile(SourceText(name: "query", text))
      let expected = try await rows(program, engine, demo)
      #expect(!expected.isEmpty)
      let snapshot = try SnapshotRegistry(path: path("tags.ndjson"))
      #expect(try await rows(program, engine, snapshot) == expected)
      for store in stores { #expect(try await rows(program, engine, store) == expected) }
    }
  }

  private func rows(
    _ program: CheckedProgram, _ engine: QueryEngine, _ registry: any Registry
  ) async throws -> [[Value]] {
    let output = CollectedRows()
    _ = try await engine.run(program, on: registry, output: output)
    return output.collected
  }
}

private final class CollectedRows: ResultOutput {
  var collected: [[Value]] = []

  func begin(_ columns: [ResultColumn]) throws(RunError) {}
  func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
    collected += rows
    return true
  }
  func end() throws(RunError) {}
  func explain(_ plan: PipelinePlan) throws(RunError) {}
}
