import Foundation
import SnapshotRegistry
import TagQuery
import TagQueryShell
import Testing

/// What an export gives, whatever the registry does meanwhile.
@Suite struct ExportTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tagq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// The image whose tags fill five pages, in the region `fr-par`.
  private func largestImage(of demo: MemoryRegistry) throws -> ImageRecord {
    let images = demo.contents.regions.first { $0.name == "fr-par" }?.images ?? []
    return try #require(images.max { $0.tagCount ?? 0 < $1.tagCount ?? 0 })
  }

  private func write(_ entries: [RegistryEntry], to name: String) throws {
    let output = try SnapshotOutput(path: path(name))
    for entry in entries { try output.write(entry) }
    try output.finish()
  }

  @Test func answersInTheWrongOrderAreStillThoseOfTheirCalls() async throws {
    let demo = MemoryRegistry.demo()
    // Of the calls that are made together the last one is answered first.
    let reversed = ReversingRegistry(demo)
    let expected = try await entries(of: demo)
    #expect(try await entries(of: reversed) == expected)
    #expect(reversed.mostAtOnce > 1)
  }

  @Test(arguments: ["tags.ndjson", "tags.ndjson.gz"])
  func aFileIsExportedAsItIs(name: String) async throws {
    try write(try await entries(of: .demo()), to: "first.ndjson")
    let snapshot = try SnapshotRegistry(path: path("first.ndjson"))
    try write(try await entries(of: snapshot), to: name)
    let again = try SnapshotRegistry(path: path(name))
    try write(try await entries(of: again), to: "third.ndjson")
    #expect(
      try Data(contentsOf: folder.appendingPathComponent("third.ndjson"))
        == Data(contentsOf: folder.appendingPathComponent("first.ndjson")))
  }

  @Test func compressedFilesMayBeJoined() async throws {
    let all = try await entries(of: .demo())
    try write(Array(all.prefix(1_000)), to: "one.gz")
    try write(Array(all.dropFirst(1_000)), to: "two.gz")
    let joined =
      try Data(contentsOf: folder.appendingPathComponent("one.gz"))
      + Data(contentsOf: folder.appendingPathComponent("two.gz"))
    try joined.write(to: folder.appendingPathComponent("both"))
    #expect(try await entries(of: SnapshotRegistry(path: path("both"))) == all)
  }

  @Test(arguments: [1, 2, 1_000]) func aListThatShrinksEndsTheExport(call: Int) async throws {
    let demo = MemoryRegistry.demo()
    let region = "fr-par"
    let image = try largestImage(of: demo)
    let tags = demo.contents.regions.first { $0.name == region }?.tags
    let old = try #require(tags?.first { $0.imageID == image.id })
    let changing = ChangingRegistry(demo, image: image.id, call: call) {
      _ = try? demo.remove(old.id, region: region)
    }
    if call == 1_000 {
      // It never comes to that, so nothing changes.
      #expect(try await entries(of: changing).count == 2_015)
      return
    }
    let error = await #expect(throws: RunError.self) {
      _ = try await entries(of: changing)
    }
    #expect(error?.message.contains("api changed while they were read") == true)
    #expect(error?.help == "export again")
  }

  @Test func aListThatGrowsDoesNotEndIt() async throws {
    let demo = MemoryRegistry.demo()
    let image = try largestImage(of: demo)
    let new = TagRecord(
      id: UniqueIdentifier(high: 1, low: 1), name: "pushed-now", imageID: image.id, status: .ready,
      digest: nil, createdAt: Timestamp("2030-01-01T00:00:00Z"), updatedAt: nil)
    let before = Set(try await entries(of: demo))
    let changing = ChangingRegistry(demo, image: image.id, call: 1) {
      try? demo.insert(new, region: "fr-par")
    }
    let after = Set(try await entries(of: changing))
    #expect(after.filter(\.isTag).isSuperset(of: before.filter(\.isTag)))
  }

  @Test func whoeverHasEnoughGetsNoMore() async throws {
    let demo = MemoryRegistry.demo()
    var count = 0
    try await RegistryExport(demo).run { (entry: RegistryEntry) throws(RunError) in
      count += 1
      return count < 20
    }
    #expect(count == 20)
  }

  @Test func aReaderThatGoesAwayEndsItQuietly() async throws {
    // Commands do so; otherwise the first write would end the process.
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    let output = SnapshotOutput(StandardOutput(descriptor: descriptor, capacity: 1_024))
    var progress = EntryProgress(on: nil, verb: "exported")
    let count = try await RegistryExport(MemoryRegistry.demo()).run(to: output, progress: &progress)
    #expect(count == nil)
    withExtendedLifetime(pipe) {}
  }

  @Test func aFailedExportLeavesNoFile() async throws {
    let demo = MemoryRegistry.demo()
    let image = try #require(demo.contents.regions.first?.images.first)
    let failing = ChangingRegistry(demo, image: image.id, call: 0, fails: true) {}
    var progress = EntryProgress(on: nil, verb: "exported")
    var output: SnapshotOutput? = try SnapshotOutput(path: path("tags.ndjson"))
    let error = await #expect(throws: RunError.self) {
      _ = try await RegistryExport(failing).run(to: #require(output), progress: &progress)
    }
    output = nil
    #expect(error?.message == "it is gone")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}

extension RegistryEntry {
  fileprivate var isTag: Bool { if case .tag = self { true } else { false } }
}

private func entries(of registry: MemoryRegistry) async throws -> [RegistryEntry] {
  try await entries(of: registry as any Registry)
}

private func entries(of registry: any Registry) async throws -> [RegistryEntry] {
  var entries: [RegistryEntry] = []
  try await RegistryExport(registry).run { (entry: RegistryEntry) throws(RunError) in
    entries.append(entry)
    return true
  }
  return entries
}
