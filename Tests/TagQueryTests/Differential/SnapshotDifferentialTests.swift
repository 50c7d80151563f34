import Foundation
import SnapshotRegistry
import TagJSON
import Testing

@testable import TagQuery

@Suite("The same programs on a snapshot of a registry")
struct SnapshotDifferentialTests {
  private static let blocks = 4
  private static let blockSize: UInt64 = 60 * DifferentialCase.scale

  @Test("A snapshot gives the rows of what it was taken of", arguments: 0..<blocks)
  func rows(block: Int) async throws {
    let first = DifferentialCase.firstSeed + 2_000_000 + UInt64(block) * Self.blockSize
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tagq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("snapshot.ndjson")
    var compared: UInt64 = 0
    for seed in first..<first + Self.blockSize {
      let differential = DifferentialCase(seed: seed)
      let program = differential.program
      // A snapshot knows no region in which there is nothing.
      guard differential.contents.regions.allSatisfy({ !$0.namespaces.isEmpty }),
        let checked = try? EngineOutcome.compile(program)
      else { continue }
      try Data(Self.text(of: differential.contents).utf8).write(to: path)
      for pageSize in [1, 2, 7, 100] {
        let snapshot = try SnapshotRegistry(path: path.path, largestPage: pageSize)
        var capabilities = snapshot.capabilities
        capabilities.name = "memory:"
        let memory = MemoryRegistry(differential.contents, capabilities: capabilities)
        let found = await EngineOutcome.run(checked, program, snapshot)
        let expected = await EngineOutcome.run(checked, program, memory)
        let difference = found.difference(from: expected)
        #expect(difference == nil, "TAGQ_SEED=\(seed) pages of \(pageSize)\n\(program.text)")
        compared += 1
      }
    }
    #expect(compared > Self.blockSize)
  }

  private static func text(of contents: RegistryContents) -> String {
    let format = SnapshotLine()
    var text = ""
    func add(_ entry: RegistryEntry) { text += format.text(of: entry) + "\n" }
    for region in contents.regions {
      for tag in region.tags { add(.tag(tag, region: region.name)) }
      for image in region.images { add(.image(image, region: region.name)) }
      for namespace in region.namespaces { add(.namespace(namespace, region: region.name)) }
    }
    return text
  }
}
