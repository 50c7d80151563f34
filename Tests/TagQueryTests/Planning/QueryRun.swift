@testable import TagQuery

/// What a program gives on a registry.
struct QueryRun {
  var rows: [[Value]] = []
  var requests = 0
  var warnings: [String] = []
  var failure: RunError?
  var plan: DeletionPlan?

  private final class Output: ResultOutput {
    var all: [[Value]] = []

    func begin(_ columns: [ResultColumn]) {}
    func rows(_ rows: [[Value]]) -> Bool {
      all += rows
      return true
    }
    func end() {}
    func explain(_ plan: PipelinePlan) {}
  }

  init(
    _ text: String, on registry: any Registry, now: Timestamp = LargeImage.now,
    options: RunOptions = RunOptions()
  ) async throws {
    let engine = QueryEngine(environment: QueryEnvironment(now: now))
    let program = try engine.compile(SourceText(name: "test", text))
    let output = Output()
    do throws(RunError) {
      let (plan, summary) = try await engine.run(
        program, on: registry, options: options, output: output)
      requests = summary.requests
      warnings = summary.warnings
      self.plan = plan
    } catch {
      failure = error
    }
    rows = output.all
  }
}
