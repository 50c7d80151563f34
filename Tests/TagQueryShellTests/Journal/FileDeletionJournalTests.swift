import Foundation
import TagJSON
import Testing

@testable import TagQuery
@testable import TagQueryShell

/// What a journal in a file keeps, whatever happens to it.
@Suite struct FileDeletionJournalTests {
  private let path: String
  private let journal: FileDeletionJournal

  init() {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("tagq-journal-\(UUID().uuidString)/deep/journal.ndjson").path
    journal = FileDeletionJournal(path: path) { Timestamp(nanoseconds: 1_000_000_000) }
  }

  private func intent(_ number: UInt64) -> DeletionIntent {
    let id = UniqueIdentifier(high: 0x4000, low: 0x8000_0000_0000_0000 | number)
    let entry = DeletionPlan.Entry(
      region: "fr-par", id: id, imageID: id, image: "web/api", name: "t\(number)",
      reference: "host/web/api:t\(number)", digest: nil, status: .ready, createdAt: nil,
      updatedAt: nil, decision: .delete(isForced: false, losing: []))
    return DeletionIntent(registry: "demo:", planID: "p", entry: entry)
  }

  @Test func whatIsRecordedAtOnceIsAllThere() async throws {
    let other = FileDeletionJournal(path: path) { Timestamp(nanoseconds: 2_000_000_000) }
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<100 {
        let writer = number % 2 == 0 ? journal : other
        group.addTask {
          let intent = self.intent(UInt64(number))
          do throws(DeletionJournalFailure) {
            try await writer.record(intent)
            try await writer.record(
              DeletionResult(intent: intent, outcome: .deleted, requestID: "r\(number)"))
            return true
          } catch {
            return false
          }
        }
      }
      for await isWritten in group { #expect(isWritten) }
    }
    let reader = try JournalReader(path: path)
    #expect(reader.unreadableLines == 0)
    #expect(reader.deletions.count == 100)
    #expect(reader.deletions.allSatisfy { $0.outcome?.outcome == "deleted" })
  }

  @Test func aLineThatWasCutSpoilsNoOther() async throws {
    try await journal.record(intent(1))
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("{\"time\":\"2026-".utf8))
    try file.close()
    try await journal.record(intent(2))
    let reader = try JournalReader(path: path)
    #expect(reader.unreadableLines == 1)
    #expect(reader.deletions.map(\.intent.tag.name) == ["t1", "t2"])
    #expect(reader.deletions.allSatisfy { $0.outcome == nil })
  }

  @Test func aLargeFileMakesRoomAndIsStillRead() async throws {
    let small = FileDeletionJournal(path: path, largestSize: 100) {
      Timestamp(nanoseconds: 1_000_000_000)
    }
    try await small.record(intent(1))
    try await small.record(intent(2))
    try await journal.record(intent(3))
    for file in [path, path + ".1", path + ".2"] {
      #expect(FileManager.default.fileExists(atPath: file))
    }
    // What was deleted is never forgotten.
    #expect(
      try JournalReader(path: path).deletions.map(\.intent.tag.name) == ["t1", "t2", "t3"])
  }

  @Test func whatCannotBeWrittenIsAFailure() async throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
    await #expect(throws: DeletionJournalFailure.self) { try await journal.record(intent(1)) }
  }
}
