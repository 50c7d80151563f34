@testable import TagQuery

/// What the engine makes of a program, in the form in which the naive meaning tells it.
enum EngineOutcome {
  static func environment(_ program: TestProgram) -> QueryEnvironment {
    var environment = QueryEnvironment(now: RandomRegistry.now)
    environment.files = TestFiles(files: program.files)
    environment.resultFileProblem = { _ in nil }
    return environment
  }

  static func compile(_ program: TestProgram) throws(QueryError) -> CheckedProgram {
    try QueryEngine(environment: environment(program)).compile(
      SourceText(name: "main", program.text), parameters: program.parameters)
  }

  static func run(
    _ checked: CheckedProgram, _ program: TestProgram, _ registry: any Registry
  ) async -> ProgramOutcome {
    let output = Recording()
    let engine = QueryEngine(environment: environment(program))
    do throws(RunError) {
      let plan = try await engine.run(checked, on: registry, output: output, sink: output).plan
      for section in plan?.sections ?? [] {
        output.outcome.results.append(
          ProgramOutcome.Result(
            columns: section.columns, rows: section.rows.map(\.values), kind: "delete"))
      }
    } catch {
      output.outcome.failure = error.kind == .assertionFailed ? "assertion" : "failed"
      output.message = error.message
    }
    return output.outcome
  }

  private final class Recording: ResultOutput, ResultSink {
    var outcome = ProgramOutcome()
    var message = ""
    private var current: ProgramOutcome.Result?

    func begin(_ columns: [ResultColumn]) throws(RunError) {
      current = ProgramOutcome.Result(columns: columns, rows: [], kind: "show")
    }

    func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
      current?.rows += rows
      return true
    }

    func end() throws(RunError) {
      if let current { outcome.results.append(current) }
      current = nil
    }

    func explain(_ plan: PipelinePlan) throws(RunError) {}

    func open(_ path: String, columns: [ResultColumn]) throws(RunError) -> any ResultWriter {
      Writer(path, columns, self)
    }

    private final class Writer: ResultWriter {
      private var result: ProgramOutcome.Result
      private let recording: Recording

      init(_ path: String, _ columns: [ResultColumn], _ recording: Recording) {
        result = ProgramOutcome.Result(columns: columns, rows: [], kind: "into \(path)")
        self.recording = recording
      }

      func write(_ values: [Value]) throws(RunError) { result.rows.append(values) }

      func commit() throws(RunError) { recording.outcome.results.append(result) }
    }
  }
}
