import Foundation
import Testing

/// The bytes that `make fuzz` has kept, since each does something that no other does, or did harm
/// once.
@Suite struct FuzzCorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Corpus")

  @Test(arguments: FuzzCheck.allCases) func nothingIsWrong(check: FuzzCheck) async throws {
    let folder = Self.folder.appendingPathComponent(check.rawValue)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
      #expect(await Self.problem(check, bytes) == nil, "\(check)/\(name)")
    }
  }

  /// A check waits for what it starts: on a thread that tasks share it could wait for ever.
  private static func problem(_ check: FuzzCheck, _ bytes: [UInt8]) async -> String? {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: check.problem(with: bytes)) }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}
