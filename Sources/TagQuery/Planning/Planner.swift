/// Makes the plan of a pipeline for people, without any request: the calls that its sources take,
/// and what becomes of each stage.
struct Planner {
  let program: CheckedProgram
  let capabilities: RegistryCapabilities
  /// The regions that are asked where a source names none.
  let defaultRegions: [String]

  init(
    program: CheckedProgram, capabilities: RegistryCapabilities, defaultRegions: [String]? = nil
  ) {
    self.program = program
    self.capabilities = capabilities
    let regions = defaultRegions ?? program.settings.regions ?? capabilities.defaultRegions
    self.defaultRegions = regions == ["all"] ? capabilities.regions : regions
  }

  func plan(_ pipeline: CheckedPipeline) -> PipelinePlan {
    onDeepStack(if: program.isDeep) { PipelinePlan(steps: steps(of: pipeline)) }
  }

  private func steps(of pipeline: CheckedPipeline) -> [PipelinePlan.Step] {
    var steps: [PipelinePlan.Step] = []
    for number in pipeline.allDependencies(in: program) {
      steps += self.steps(
        of: program.bindings[number],
        isWatched: pipeline.deletionDependencies.contains(number), isBinding: true)
    }
    steps += self.steps(of: pipeline, isWatched: pipeline.deletion != nil, isBinding: false)
    if let deletion = pipeline.deletion { steps += deletionSteps(deletion, of: pipeline) }
    return steps
  }

  private func steps(
    of pipeline: CheckedPipeline, isWatched: Bool, isBinding: Bool
  ) -> [PipelinePlan.Step] {
    guard case .resource(let query) = pipeline.source else {
      var steps: [PipelinePlan.Step] = []
      if case .binding(let number) = pipeline.source, !isBinding {
        steps.append(
          PipelinePlan.Step(
            kind: .use, text: text(of: program.bindings[number].range), reason: "read once a run"))
      }
      return steps
        + pipeline.stages.map { PipelinePlan.Step(kind: .here, text: text(of: $0.range)) }
    }
    guard let planner = ReadPlanner(pipeline, capabilities, isWatched: isWatched) else { return [] }
    let plan = planner.plan()
    var steps: [PipelinePlan.Step] = []
    if case .nothing = plan.access {
      steps.append(
        PipelinePlan.Step(
          kind: .here, text: "nothing is read", requests: RequestBounds(0),
          reason: "no row can pass the conditions"))
    } else {
      let calls = SourceCalls(
        query: query, pipeline: pipeline, plan: plan, capabilities: capabilities,
        regions: regions(of: query), needsNames: needsNames(pipeline, query, isWatched: isWatched))
      steps += calls.steps
    }
    for (index, stage) in pipeline.stages.enumerated() {
      let (kind, reason) = planner.work(stage: index, in: plan)
      steps.append(PipelinePlan.Step(kind: kind, text: text(of: stage.range), reason: reason))
    }
    return steps
  }

  private func text(of range: SourceRange) -> String {
    program.sources.text(of: range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func regions(of query: ResourceQuery) -> [String] {
    switch query.regions {
    case .all: capabilities.regions
    case .named(let names): names
    case nil: defaultRegions
    }
  }

  private func needsNames(
    _ pipeline: CheckedPipeline, _ query: ResourceQuery, isWatched: Bool
  ) -> Bool {
    isWatched && query.resource.isDeletable
      || pipeline.usedSlots.contains { query.resource.fields[$0].cost == .names }
  }

  // MARK: Deletion

  private func deletionSteps(
    _ deletion: CheckedPipeline.Deletion, of pipeline: CheckedPipeline
  ) -> [PipelinePlan.Step] {
    let most = program.settings.deletions ?? program.limits.deletions
    return [
      PipelinePlan.Step(
        kind: .use, text: "every image that would lose a tag",
        reason: "for the digests that stay; what has been read completely is not read again"),
      PipelinePlan.Step(
        kind: .delete, text: "DELETE /tags/{id}\(deletion.isForced ? "?force=true" : "")",
        requests: RequestBounds(0, fixed: most), reason: "only after approval"),
    ]
  }
}
