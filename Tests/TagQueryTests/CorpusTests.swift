import Foundation
import Testing

@testable import TagQuery

/// Runs the corpus: programs with what they must give, in `Corpus/*.test`.
///
/// With `TAGQ_RECORD` in the environment the files are rewritten with what the programs give now.
@Suite("Corpus")
struct CorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Corpus")

  private static var paths: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".test") }.sorted()
  }

  private static let isRecording = ProcessInfo.processInfo.environment["TAGQ_RECORD"] != nil

  @Test("Every program gives what it must", arguments: paths)
  func program(path: String) async throws {
    let url = Self.folder.appending(path: path)
    var file: CorpusFile
    do {
      file = try CorpusFile(try String(contentsOf: url, encoding: .utf8))
      for index in file.cases.indices { try await check(&file.cases[index], in: url) }
    } catch let error as CorpusFile.Malformation {
      Self.record(error.message, at: error.line, of: url)
      return
    }
    if Self.isRecording { try file.text.write(to: url, atomically: true, encoding: .utf8) }
  }

  @Test("The corpus is as large as it is said to be")
  func size() throws {
    let cases = try Self.paths.reduce(0) { count, path in
      let url = Self.folder.appending(path: path)
      return count + (try CorpusFile(String(contentsOf: url, encoding: .utf8))).cases.count
    }
    #expect(cases >= 400)
  }

  private func check(_ entry: inout CorpusCase, in url: URL) async throws {
    let outcome = try await CorpusOutcome(of: entry)
    if Self.isRecording {
      entry.sections = outcome.sections
    } else if entry.sections.isEmpty {
      Self.record(
        "the case '\(entry.name)' says nothing of what it must give", at: entry.line, of: url)
    } else if let difference = Self.difference(entry.sections, outcome.sections) {
      Self.record("'\(entry.name)' gives something else:\n\(difference)", at: entry.line, of: url)
    }
    try await checkLayout(entry, outcome, in: url)
  }

  /// The canonical layout of a program means the same, and is its own.
  private func checkLayout(
    _ entry: CorpusCase, _ outcome: CorpusOutcome, in url: URL
  ) async throws {
    guard let formatted = outcome.formatted else { return }
    var again = entry
    again.program = formatted
    let second = try await CorpusOutcome(of: again)
    if second.formatted != formatted {
      Self.record(
        "formatting '\(entry.name)' twice changes it:\n\(second.formatted ?? "it does not parse")",
        at: entry.line, of: url)
    }
    if second.meaning != outcome.meaning {
      Self.record("formatting '\(entry.name)' changes its meaning", at: entry.line, of: url)
    }
  }

  /// The lines that differ, with `-` for what was expected and `+` for what is given.
  private static func difference(
    _ expected: [CorpusCase.Section], _ given: [CorpusCase.Section]
  ) -> String? {
    let old = expected.flatMap { ["--- \($0.title)"] + $0.lines }
    let new = given.flatMap { ["--- \($0.title)"] + $0.lines }
    guard old != new else { return nil }
    let changes = new.difference(from: old)
    var lines: [String] = []
    var removals: [Int: String] = [:]
    for case .remove(let offset, let line, _) in changes { removals[offset] = line }
    var insertions: [Int: String] = [:]
    for case .insert(let offset, let line, _) in changes { insertions[offset] = line }
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if let line = removals[left] {
        lines.append("- \(line)")
        left += 1
      } else if let line = insertions[right] {
        lines.append("+ \(line)")
        right += 1
      } else {
        lines.append("  \(new[right])")
        left += 1
        right += 1
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func record(_ message: String, at line: Int, of url: URL) {
    let name = url.lastPathComponent
    Issue.record(
      Comment(rawValue: "Corpus/\(name):\(line): \(message)"),
      sourceLocation: SourceLocation(
        fileID: "TagQueryTests/\(name)", filePath: url.path, line: line, column: 1))
  }
}
