/// Where the rows of a program go. Calls come in order: `begin`, `rows` any number of times, `end`,
/// for each pipeline that shows rows.
public protocol ResultOutput: AnyObject {
  /// A result begins.
  func begin(_ columns: [ResultColumn]) throws(RunError)
  /// Some rows of it, each with a value for every column. Answers whether more are wanted.
  func rows(_ rows: [[Value]]) throws(RunError) -> Bool
  /// The result is complete.
  func end() throws(RunError)
  /// A pipeline is explained instead of run.
  func explain(_ plan: PipelinePlan) throws(RunError)
}

/// What a run came to.
public struct RunSummary: Sendable {
  /// Requests that were sent.
  public var requests = 0
  /// Rows that were shown.
  public var rows = 0
  /// What may not be as it was asked for, such as a list that changed while it was read.
  public var warnings: [String] = []

  /// Nothing yet.
  public init(requests: Int = 0, rows: Int = 0, warnings: [String] = []) {
    self.requests = requests
    self.rows = rows
    self.warnings = warnings
  }
}

/// Runs a program against a registry: reads everything, checks every assertion, and makes the plan
/// of its deletions, of which nothing is sent here.
struct ProgramRun {
  let program: CheckedProgram
  let session: RegistrySession
  let options: RunOptions
  let output: any ResultOutput
  let sink: (any ResultSink)?

  private let watched: Set<Int>
  private let observations = DeletionObservations()
  private var results: [Int: PipelineResult] = [:]
  private(set) var shownRows = 0

  init(
    program: CheckedProgram, session: RegistrySession, options: RunOptions,
    output: any ResultOutput, sink: (any ResultSink)?
  ) {
    self.program = program
    self.session = session
    self.options = options
    self.output = output
    self.sink = sink
    watched = program.actions.reduce(into: []) { watched, action in
      if case .run(let pipeline) = action { watched.formUnion(pipeline.deletionDependencies) }
    }
  }

  /// Reads everything; the plan is nil where nothing is to be deleted.
  mutating func run() async throws(RunError) -> DeletionPlan? {
    var deletions: [DeletionPlanner.Request] = []
    try await readForEffect()
    for action in program.actions {
      switch action {
      case .explain(let pipeline):
        let planner = Planner(
          program: program, capabilities: session.capabilities,
          defaultRegions: session.defaultRegions)
        try output.explain(onDeepStack(if: program.isDeep) { planner.plan(pipeline) })
      case .run(let pipeline):
        guard let deletion = pipeline.deletion else {
          try await show(pipeline)
          continue
        }
        try await prepare(pipeline)
        let result = try await read(pipeline, isWatched: true)
        try checkEmptiness(of: pipeline)
        let context = context()
        let values = pipeline.columns.map { ExpressionMeaning(context: context).value($0.value) }
        deletions.append(
          DeletionPlanner.Request(
            rows: result.rows, columns: pipeline.columns.map { ResultColumn($0) },
            values: values, isForced: deletion.isForced, range: deletion.range,
            isCertain: !pipeline.deletionDependencies.contains { self.result($0).isUncertain }))
      }
    }
    guard !deletions.isEmpty else { return nil }
    let planner = DeletionPlanner(
      session: session, observations: observations, options: options,
      settings: program.settings, now: program.now)
    return try await planner.plan(deletions)
  }

  // MARK: Pipelines

  private mutating func show(_ pipeline: CheckedPipeline) async throws(RunError) {
    try await prepare(pipeline)
    // A result that ends in a file is not printed as well.
    if case .into? = pipeline.stages.last?.kind {
      _ = try await read(pipeline, isWatched: false)
      return
    }
    let columns = pipeline.columns.map { ResultColumn($0) }
    let context = context()
    let values = onDeepStack(if: program.isDeep) {
      pipeline.columns.map { ExpressionMeaning(context: context).value($0.value) }
    }
    let output = output
    var shown = 0
    _ = try await stream(pipeline, isWatched: false) { rows throws(RunError) in
      guard !rows.isEmpty else { return true }
      let shownValues = rows.map { row in values.map { $0(row) } }
      if let failure = context.failure { throw RunError(failure) }
      // A result that fails before its first row has not begun.
      if shown == 0 { try output.begin(columns) }
      shown += rows.count
      return try output.rows(shownValues)
    }
    shownRows += shown
    if shown == 0 { try output.begin(columns) }
    try output.end()
  }

  private func read(
    _ pipeline: CheckedPipeline, isWatched: Bool
  ) async throws(RunError) -> PipelineResult {
    var rows: [Row] = []
    let run = try await stream(pipeline, isWatched: isWatched) { chunk throws(RunError) in
      rows += chunk
      return true
    }
    return PipelineResult(
      rows: rows, uncertain: run.uncertain + rows.filter(\.hasUnknownKey),
      isUncertain: run.isUncertain)
  }

  /// Reads the bindings that do more than to hand on rows, whether or not somebody uses them: an
  /// assertion is checked wherever it stands.
  private mutating func readForEffect() async throws(RunError) {
    for (number, binding) in program.bindings.enumerated() where binding.hasEffect {
      try await prepare(binding)
      if results[number] == nil {
        results[number] = try await read(binding, isWatched: watched.contains(number))
      }
    }
  }

  /// Reads the bindings that a pipeline needs, each at most once a run.
  private mutating func prepare(_ pipeline: CheckedPipeline) async throws(RunError) {
    for number in pipeline.allDependencies(in: program) where results[number] == nil {
      results[number] = try await read(
        program.bindings[number], isWatched: watched.contains(number))
    }
  }

  /// Sends the rows of a pipeline's source through its stages, and hands on what comes out.
  private func stream(
    _ pipeline: CheckedPipeline, isWatched: Bool,
    deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) -> PipelineRun {
    guard case .resource(let query) = pipeline.source else {
      var run = try start(pipeline, nil, isWatched: isWatched)
      if case .binding(let number) = pipeline.source {
        // The result is the binding's own; its rows are not read again.
        let result = result(number)
        run.follow(uncertain: result.uncertain)
        _ = try deliver(try run.push(result.rows))
      }
      _ = try deliver(try run.finish())
      return run
    }
    var hasDelivered = false
    while true {
      let setbacks = session.avoidedOrders
      do {
        return try await read(query, of: pipeline, isWatched: isWatched) { rows throws(RunError) in
          if !rows.isEmpty { hasDelivered = true }
          return try deliver(rows)
        }
      } catch {
        // Without an order that the registry does not have or keep, there is another plan.
        guard !hasDelivered, session.avoidedOrders != setbacks else { throw error }
      }
    }
  }

  /// Reads the rows of a source by one plan.
  private func read(
    _ query: ResourceQuery, of pipeline: CheckedPipeline, isWatched: Bool,
    deliver: ([Row]) throws(RunError) -> Bool
  ) async throws(RunError) -> PipelineRun {
    let plan = onDeepStack(if: program.isDeep) {
      let planner = ReadPlanner(
        pipeline, session.capabilities, avoiding: session.avoidedOrders, isWatched: isWatched)
      return planner?.plan() ?? ReadPlan(access: .wholeLists, work: [])
    }
    var run = try start(pipeline, plan, isWatched: isWatched)
    // What rests on an assumption is not shown before it has held to the end.
    var held: [Row] = []
    let isHeld = plan.isAssumed
    func handOn(_ rows: [Row]) throws(RunError) -> Bool {
      guard isHeld else { return try deliver(rows) }
      held += rows
      return true
    }
    if !run.isSatisfied {
      var slots = pipeline.usedSlots
      if isWatched, query.resource.isDeletable { slots.insert(TagSlot.repository) }
      let reader = SourceReader(
        session: session, query: query, usedSlots: slots, plan: plan, now: program.now)
      if let totals = try await reader.readTotals() {
        run.push(totals)
      } else {
        try await reader.read { rows throws(RunError) in
          let isWanted = try handOn(try run.push(rows))
          return isWanted && !run.isSatisfied
        }
      }
    }
    _ = try handOn(try run.finish())
    if isHeld { _ = try deliver(held) }
    return run
  }

  private func start(
    _ pipeline: CheckedPipeline, _ plan: ReadPlan?, isWatched: Bool
  ) throws(RunError) -> PipelineRun {
    let context = context()
    let operators = try onDeepStack(if: program.isDeep) { () throws(RunError) in
      try self.operators(of: pipeline, plan, context, isWatched: isWatched)
    }
    return PipelineRun(operators: operators, context: context, isWatched: isWatched)
  }

  private func context() -> ExpressionContext {
    let context = ExpressionContext(stringLimit: program.limits.stringBytes)
    let observations = observations
    let (program, results) = (program, results)
    context.noteUncertain = { row in observations.uncertain.insert(row.identity) }
    context.pipelineValues = { [unowned context] membership in
      Self.values(membership, program.bindings[membership.binding], results, context)
    }
    return context
  }

  /// The values that `in $p` looks into.
  private static func values(
    _ membership: Membership, _ pipeline: CheckedPipeline, _ results: [Int: PipelineResult],
    _ context: ExpressionContext
  ) -> PipelineValues {
    guard let column = pipeline.columns.first, let result = results[membership.binding] else {
      return PipelineValues(values: [], hasNull: false, uncertain: [])
    }
    let read = ExpressionMeaning(context: context).value(
      membership.comparesText ? .text(column.value) : column.value)
    var values = PipelineValues(values: [], hasNull: false, uncertain: [])
    for row in result.rows {
      let value = read(row)
      if value.isNull { values.hasNull = true } else { values.values.insert(value) }
    }
    for row in result.uncertain { values.uncertain.insert(read(row)) }
    return values
  }
}

extension ProgramRun {
  // MARK: Stages

  private func operators(
    of pipeline: CheckedPipeline, _ plan: ReadPlan?, _ context: ExpressionContext,
    isWatched: Bool
  ) throws(RunError) -> [any StageOperator] {
    let meaning = ExpressionMeaning(context: context)
    var order = pipeline.sourceOrder(in: program) ?? []
    var operators: [any StageOperator] = []
    for (index, stage) in pipeline.stages.enumerated() {
      // What the calls do is not done again.
      if plan?.isPushed(stage: index) ?? false { continue }
      let cutWatch =
        isWatched
        ? CutOperator.Watch(
          order: order, stage: text(of: stage.range),
          report: { [observations] in observations.ties.append($0) })
        : nil
      switch stage.kind {
      case .filter(let condition): operators.append(FilterOperator(meaning.truth(condition)))
      case .order(let keys): operators.append(OrderOperator(keys, meaning))
      case .limit(let count, let keys):
        operators.append(
          CutOperator(
            .first, count: count, per: keys, meaning, range: stage.range, watch: cutWatch))
      case .skip(let count, let keys):
        operators.append(
          CutOperator(
            .rest, count: count, per: keys, meaning, range: stage.range, watch: cutWatch))
      case .extend(let columns):
        operators.append(ExtendOperator(columns.map(meaning.value)))
      case .summarize(let summary): operators.append(SummarizeOperator(summary, meaning))
      case .distinct(let keys): operators.append(DistinctOperator(keys, meaning))
      case .except(let number): operators.append(ExceptOperator(result(number)))
      case .union(let union):
        operators.append(UnionOperator(result(union.binding), union, meaning))
      case .assert(let assertion):
        operators.append(AssertOperator(assertion, meaning, range: stage.range))
      case .into(let path, let columns):
        guard let sink else {
          throw RunError(.failed, "results cannot be written here", range: stage.range)
        }
        operators.append(try IntoOperator(path, columns, meaning, sink: sink))
      }
      order = stage.order(after: order) ?? []
    }
    return operators
  }

  private func text(of range: SourceRange) -> String {
    program.sources.text(of: range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func result(_ number: Int) -> PipelineResult {
    results[number] ?? PipelineResult(rows: [])
  }

  /// A deletion that keeps what something else holds does not run when that holds nothing: an empty
  /// list is far more often a mistake than a wish.
  private func checkEmptiness(of pipeline: CheckedPipeline) throws(RunError) {
    let pipelines = [pipeline] + pipeline.deletionDependencies.sorted().map { program.bindings[$0] }
    for pipeline in pipelines {
      if let range = pipeline.emptyLists.first { throw Self.emptiness(range, "this list") }
      for stage in pipeline.stages {
        if case .except(let number) = stage.kind, result(number).rows.isEmpty {
          throw Self.emptiness(stage.range, "what 'except' takes away")
        }
        for membership in stage.memberships
        where membership.isNegated && result(membership.binding).rows.isEmpty {
          throw Self.emptiness(stage.range, "the pipeline behind 'in'")
        }
      }
    }
  }

  private static func emptiness(_ range: SourceRange, _ what: String) -> RunError {
    RunError(
      .failed, "\(what) is empty, so nothing would be kept back: the deletion is stopped",
      range: range, help: "check why it is empty, or leave it out of the query")
  }
}

extension CheckedStage {
  /// The pipelines that its expressions look into.
  var memberships: [Membership] {
    var found: [Membership] = []
    for expression in expressions {
      expression.visit { part in
        if case .memberOfPipeline(_, let membership) = part { found.append(membership) }
      }
    }
    return found
  }

  /// The expressions of the stage.
  var expressions: [CheckedExpression] {
    switch kind {
    case .filter(let condition): [condition]
    case .order(let keys): keys.map(\.value)
    case .limit(_, let keys), .skip(_, let keys), .distinct(let keys): keys.flatMap(\.identity)
    case .extend(let columns): columns
    case .summarize(let summary):
      summary.keys.flatMap(\.identity) + summary.aggregates.compactMap(\.argument)
        + summary.columns
    case .assert(let assertion):
      assertion.aggregates.compactMap(\.argument) + [assertion.condition]
    case .union(let union): union.own + union.added
    case .except, .into: []
    }
  }
}
