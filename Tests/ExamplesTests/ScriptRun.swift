import TagQuery
import TagQueryShell

/// A saved script, run on the demo registry at a fixed time.
struct ScriptRun {
  /// A result that was shown.
  struct Shown {
    var columns: [String]
    var rows: [[Value]]

    /// The values of a column.
    func values(_ column: String) -> [Value] {
      guard let index = columns.firstIndex(of: column) else { return [] }
      return rows.map { $0[index] }
    }
  }

  let results: [Shown]
  let plan: DeletionPlan?

  /// Four days after the demo registry's last one.
  static let environment: QueryEnvironment = {
    var environment = QueryEnvironment(now: Timestamp("2026-11-24T00:00:00Z")!)
    environment.files = ScriptFiles()
    environment.resultFileProblem = { ResultFiles.problem(with: $0) }
    return environment
  }()

  static let engine = QueryEngine(environment: environment)

  /// The text of an example.
  static func source(_ name: String) throws -> SourceText {
    SourceText(name: name, try Project.text("examples/\(name)"))
  }

  /// Runs an example; nothing is deleted.
  init(_ name: String, _ parameters: [String: String] = [:]) async throws {
    let program = try Self.engine.compile(
      try Self.source(name), parameters: parameters.mapValues { .text($0) })
    try await self.init(program)
  }

  /// Runs program text.
  init(text: String) async throws {
    try await self.init(try Self.engine.compile(SourceText(name: "query", text)))
  }

  private init(_ program: CheckedProgram) async throws {
    let output = Output()
    plan = try await Self.engine.run(program, on: MemoryRegistry.demo(), output: output).plan
    results = output.results
  }

  private final class Output: ResultOutput {
    var results: [Shown] = []

    func begin(_ columns: [ResultColumn]) throws(RunError) {
      results.append(Shown(columns: columns.map(\.name), rows: []))
    }

    func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
      results[results.count - 1].rows += rows
      return true
    }

    func end() throws(RunError) {}
    func explain(_ plan: PipelinePlan) throws(RunError) {}
  }
}

extension Value {
  /// The number, where it is one.
  var number: Int64? {
    if case .int(let number) = self { number } else { nil }
  }
}
