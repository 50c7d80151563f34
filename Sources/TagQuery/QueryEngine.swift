/// The language from end to end: text → syntax tree → checked program → plan → rows.
public struct QueryEngine: Sendable {
  /// What programs are compiled against.
  public var environment: QueryEnvironment

  /// An engine for an environment.
  public init(environment: QueryEnvironment) { self.environment = environment }

  /// Reads and checks a program. Parameters are values from outside, by name.
  ///
  /// Throws everything that is wrong with it, in the order of the text.
  public func compile(
    _ source: SourceText, parameters: [String: ParameterValue] = [:]
  ) throws(QueryError) -> CheckedProgram {
    var diagnostics = DiagnosticList(limit: environment.limits.reportedErrors)
    let sources = SourceMap(source)
    let syntax = Analyser.parse(source, file: 0, environment, &diagnostics)
    var analyser = Analyser(
      environment: environment, sources: sources, diagnostics: diagnostics, parameters: parameters)
    if let syntax { analyser.analyse(syntax, file: 0) }
    guard !analyser.diagnostics.hasErrors else {
      throw QueryError(
        diagnostics: analyser.diagnostics.sorted,
        omittedErrors: analyser.diagnostics.omittedErrors, sources: analyser.sources)
    }
    return analyser.program
  }

  /// The plan of each pipeline of a program, in the order of the text. Nothing is sent.
  public func plans(
    _ program: CheckedProgram, for capabilities: RegistryCapabilities
  ) -> [PipelinePlan] {
    let planner = Planner(program: program, capabilities: capabilities)
    return onDeepStack(if: program.isDeep) {
      program.actions.map { action in
        switch action {
        case .run(let pipeline), .explain(let pipeline): planner.plan(pipeline)
        }
      }
    }
  }

  /// Runs a program: hands its rows to `output`, its files to `sink`, and returns the plan of its
  /// deletions, of which nothing has been sent; nil where it has none.
  ///
  /// Throws where the run ends before its end; what was handed on before stays.
  public func run(
    _ program: CheckedProgram, on registry: any Registry, options: RunOptions = RunOptions(),
    output: any ResultOutput, sink: (any ResultSink)? = nil
  ) async throws(RunError) -> (plan: DeletionPlan?, summary: RunSummary) {
    var summary = RunSummary()
    let plan = try await run(
      program, on: registry, options: options, summary: &summary, output: output, sink: sink)
    return (plan, summary)
  }

  /// Runs a program as the other `run` does, and adds what it came to, also where it throws.
  public func run(
    _ program: CheckedProgram, on registry: any Registry, options: RunOptions = RunOptions(),
    summary: inout RunSummary, output: any ResultOutput, sink: (any ResultSink)? = nil
  ) async throws(RunError) -> DeletionPlan? {
    let bounds = [program.settings.requests, options.requests].compactMap { $0 }
    let session = RegistrySession(
      registry: registry, defaultRegions: options.regions ?? program.settings.regions,
      requestLimit: bounds.min(),
      timeout: [program.settings.timeout, options.timeout].compactMap { $0 }.min(),
      concurrency: min(options.concurrency, program.settings.concurrency ?? .max))
    var run = ProgramRun(
      program: program, session: session, options: options, output: output, sink: sink)
    defer {
      summary.requests += session.requests
      summary.rows += run.shownRows
      summary.warnings += session.warnings
    }
    do {
      return try await run.run()
    } catch {
      throw error.naming(
        unknownRegionOf: program, given: options.regions, known: registry.capabilities.regions)
    }
  }

  /// The canonical layout of a program. It means the same, keeps every comment, and formatting it
  /// again changes nothing.
  ///
  /// Throws where the form of the program is wrong.
  public func format(_ source: SourceText) throws(QueryError) -> String {
    try Formatter.format(source, environment: environment)
  }
}
