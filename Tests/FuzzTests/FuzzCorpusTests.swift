import Foundation
import Testing

/// The bytes that `make fuzz` has kept, since each does something that no other does, or did harm
/// once.
@Suite struct FuzzCorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Corpus")

  @Test(arguments: FuzzCheck.allCases) func nothingIsWrong(check: FuzzCheck) throws {
    let folder = Self.folder.appendingPathComponent(check.rawValue)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(!names.isEmpty)
    for name in names {
      let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
      #expect(check.problem(with: bytes) == nil, "\(check)/\(name)")
    }
  }
}
