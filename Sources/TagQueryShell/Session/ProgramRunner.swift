public import TagQuery

/// How programs are run from the command line.
public struct RunConfiguration: Sendable {
  /// What programs are compiled against.
  public var environment: QueryEnvironment
  /// The bounds of a run.
  public var options = RunOptions()
  /// How rows are printed.
  public var format: OutputFormat
  /// What is known of the place they are printed to.
  public var outputOptions = OutputOptions()
  /// Whether messages have colour.
  public var isColored = false
  /// Whether deletions are approved.
  public var isApproved = false
  /// Whether nothing is ever sent that changes something.
  public var isDryRun = false
  /// Whether that is so because the clock is not the machine's own.
  public var triesOtherTime = false
  /// Whether a plan is shown to its last tag.
  public var isVerbose = false
  /// Whether what a plan skips or refuses is a failure.
  public var isStrict = false
  /// Whether only errors are told.
  public var isQuiet = false
  /// Whether somebody at a terminal can be asked.
  public var canAsk = false
  /// Where deletions are written down before they are sent.
  public var journal: any DeletionJournal = MemoryDeletionJournal()
  /// Values of parameters from outside.
  public var parameters: [String: ParameterValue] = [:]

  /// A configuration.
  public init(environment: QueryEnvironment, format: OutputFormat) {
    self.environment = environment
    self.format = format
  }
}

/// How a run ended: the exit codes of the command.
public enum RunEnd: Int32, Sendable {
  /// Everything was done.
  case done = 0
  /// The registry, a file or a bound of the run.
  case failed = 1
  /// A mistake in the program or in the usage; nothing was sent.
  case mistake = 2
  /// An `assert` was not true.
  case assertionFailed = 3
  /// A deletion failed, was refused, or is not approved.
  case notDeleted = 4
  /// Ctrl-C.
  case interrupted = 130
}

/// Compiles and runs programs, and tells people what there is to tell on standard error.
public final class ProgramRunner {
  private let configuration: RunConfiguration
  private let printer: ResultPrinter
  private let messages: StandardOutput
  private let renderer: DiagnosticRenderer
  /// Requests and rows of all runs so far.
  public private(set) var summary = RunSummary()

  /// A runner that prints to these.
  public init(
    _ configuration: RunConfiguration, output: StandardOutput, messages: StandardOutput
  ) {
    self.configuration = configuration
    self.messages = messages
    printer = ResultPrinter(
      output: output, format: configuration.format, options: configuration.outputOptions,
      plans: messages)
    renderer = DiagnosticRenderer(isColored: configuration.isColored)
  }

  /// Runs programs one after another. All are checked before the first one runs; the first that
  /// does not come to its end is the last.
  public func run(_ sources: [SourceText], registry: () throws -> any Registry) async -> RunEnd {
    var environment = configuration.environment
    // A parameter may be for one of several scripts.
    environment.allowsUnknownParameters = sources.count > 1
    let engine = QueryEngine(environment: environment)
    var programs: [CheckedProgram] = []
    var hasMistakes = false
    for source in sources {
      do throws(QueryError) {
        programs.append(try engine.compile(source, parameters: configuration.parameters))
      } catch {
        tell(renderer.render(error))
        hasMistakes = true
      }
    }
    guard !hasMistakes else { return .mistake }
    let known = Set(programs.flatMap(\.parameterNames))
    let unknown = configuration.parameters.keys.filter { !known.contains($0) }.sorted()
    for name in unknown {
      let near = nearestName(to: name, among: known.sorted()).map { ": did you mean '\($0)'?" }
      tell("error: no script has a parameter '\(name)'\(near ?? "")\n")
    }
    guard unknown.isEmpty else { return .mistake }
    let opened: any Registry
    do {
      opened = try registry()
    } catch {
      let failure = error as? RegistryAddress.Failure
      tell("error: \(failure?.message ?? "\(error)")\n")
      return failure?.end ?? .mistake
    }
    for program in programs {
      let end = await run(program, engine, opened)
      if end != .done || printer.isClosed { return end }
    }
    return .done
  }

  private func run(
    _ program: CheckedProgram, _ engine: QueryEngine, _ registry: any Registry
  ) async -> RunEnd {
    if !configuration.isQuiet {
      for warning in program.warnings { tell(renderer.render(warning, in: program.sources)) }
    }
    let told = summary.warnings.count
    defer {
      if !configuration.isQuiet {
        for warning in summary.warnings[told...] { tell("warning: \(warning)\n") }
      }
    }
    do throws(RunError) {
      let plan = try await engine.run(
        program, on: registry, options: configuration.options, summary: &summary,
        output: printer, sink: ResultFiles())
      guard let plan else { return .done }
      return try await carryOut(plan, on: registry)
    } catch {
      tell(renderer.render(error, in: program.sources))
      switch error.kind {
      case .failed: return .failed
      case .assertionFailed: return .assertionFailed
      case .refused: return .notDeleted
      }
    }
  }

  // MARK: Deletion

  private func carryOut(
    _ plan: DeletionPlan, on registry: any Registry
  ) async throws(RunError) -> RunEnd {
    let readAt = ContinuousClock.now
    if !configuration.isQuiet || !configuration.isApproved {
      tell(plan.summary(sample: configuration.isVerbose ? nil : 5))
    }
    if plan.deletionCount == 0 || configuration.isDryRun {
      try print(plan, plan.plannedOutcomes)
      if configuration.triesOtherTime, configuration.isApproved || !configuration.isQuiet {
        tell("Nothing was deleted: --now is for trying.\n")
      }
      return strictEnd(plan)
    }
    guard isApproved(plan) else {
      if !configuration.canAsk {
        try print(plan, plan.plannedOutcomes)
        tell("Nothing was deleted: approve with --yes, or look with --dry-run.\n")
      } else {
        tell("Nothing was deleted.\n")
      }
      return .notDeleted
    }
    var run = DeletionRunOptions()
    // What was read a while ago may have changed.
    run.checksForChanges = ContinuousClock.now - readAt > .seconds(60)
    let outcomes = await plan.apply(to: registry, journal: configuration.journal, options: run)
    try print(plan, outcomes)
    if !configuration.isQuiet { tell(Self.closing(outcomes)) }
    return end(plan, outcomes)
  }

  private func print(_ plan: DeletionPlan, _ outcomes: [DeletionOutcome]) throws(RunError) {
    for section in plan.sections {
      let result = plan.rows(of: section, outcomes)
      try printer.begin(result.columns)
      _ = try printer.rows(result.rows)
      try printer.end()
      summary.rows += result.rows.count
    }
  }

  private func isApproved(_ plan: DeletionPlan) -> Bool {
    if configuration.isApproved { return true }
    guard configuration.canAsk else { return false }
    let count = plan.deletionCount
    let isForced = plan.entries.contains {
      if case .delete(isForced: true, _) = $0.decision { true } else { false }
    }
    let tags = count == 1 ? "1 tag" : "\(count) tags"
    if count > 100 || isForced {
      tell("Delete \(tags)? Type the number to go on: ")
      return Terminal.line() == "\(count)"
    }
    tell("Delete \(tags)? [y/N] ")
    let answer = Terminal.line()?.lowercased()
    return answer == "y" || answer == "yes"
  }

  /// What the plan itself passes over is a failure only where that is asked for.
  private func strictEnd(_ plan: DeletionPlan) -> RunEnd {
    configuration.isStrict && plan.deletionCount < plan.entries.count ? .notDeleted : .done
  }

  private func end(_ plan: DeletionPlan, _ outcomes: [DeletionOutcome]) -> RunEnd {
    let isComplete = zip(plan.entries, outcomes).allSatisfy { entry, outcome in
      !entry.decision.isDeletion || outcome == .deleted || outcome == .gone
    }
    return isComplete ? strictEnd(plan) : .notDeleted
  }

  /// Each outcome with its number.
  private static func closing(_ outcomes: [DeletionOutcome]) -> String {
    var counts: [String: Int] = [:]
    for outcome in outcomes { counts[outcome.name, default: 0] += 1 }
    let order = ["deleted", "gone", "skipped", "refused", "failed"]
    let parts = order.compactMap { name in counts[name].map { "\($0) \(name)" } }
    var reasons: [String] = []
    for case .failed(let reason) in outcomes where !reasons.contains(reason) {
      reasons.append(reason)
    }
    let failures = reasons.prefix(3).map { "  failed: \(TerminalText.sanitized($0))\n" }
    return parts.joined(separator: ", ") + "\n" + failures.joined()
  }

  private func tell(_ text: String) {
    // Nobody can be told that nobody can be told.
    try? messages.write(text)
    try? messages.flush()
  }
}
