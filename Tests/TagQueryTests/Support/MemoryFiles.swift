@testable import TagQuery

/// Files for programs, in memory. Paths are relative to the folder of the including file.
struct MemoryFiles: ProgramFiles {
  var files: [String: [UInt8]]

  func read(_ path: String, from includer: String?) throws(ProgramFileError) -> ProgramFile {
    var parts = includer.map { $0.split(separator: "/").dropLast().map(String.init) } ?? []
    for part in path.split(separator: "/") {
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(String(part))
      }
    }
    let name = parts.joined(separator: "/")
    guard let bytes = files[name] else { throw ProgramFileError("there is no such file") }
    return ProgramFile(name: name, bytes: bytes)
  }
}

/// Takes what `into` writes, in memory. A result that was not committed is not there.
final class MemorySink: ResultSink {
  private(set) var results: [(path: String, table: CorpusTable)] = []

  func open(_ path: String, columns: [ResultColumn]) throws(RunError) -> any ResultWriter {
    Writer(path, CorpusTable(columns: columns, rows: [])) { [self] in results.append(($0, $1)) }
  }

  private final class Writer: ResultWriter {
    let path: String
    var table: CorpusTable
    let keep: (String, CorpusTable) -> Void

    init(
      _ path: String, _ table: CorpusTable, keep: @escaping (String, CorpusTable) -> Void
    ) {
      self.path = path
      self.table = table
      self.keep = keep
    }

    func write(_ values: [Value]) throws(RunError) { table.rows.append(values) }

    func commit() throws(RunError) { keep(path, table) }
  }
}

/// Takes what a program shows, in memory.
final class MemoryOutput: ResultOutput {
  enum Part {
    case table(CorpusTable, isComplete: Bool)
    case plan(PipelinePlan)
  }

  private(set) var parts: [Part] = []
  private var current: CorpusTable?

  func begin(_ columns: [ResultColumn]) throws(RunError) {
    current = CorpusTable(columns: columns, rows: [])
  }

  func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
    current?.rows += rows
    return true
  }

  func end() throws(RunError) {
    if let current { parts.append(.table(current, isComplete: true)) }
    current = nil
  }

  func explain(_ plan: PipelinePlan) throws(RunError) { parts.append(.plan(plan)) }

  /// Everything that was shown, a result that was broken off among it.
  var all: [Part] {
    parts + (current.map { [.table($0, isComplete: false)] } ?? [])
  }
}
