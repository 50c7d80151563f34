/// Makes the plan of a pipeline, without any request.
///
/// It is the plain plan: names are resolved, lists are read page by page in ascending order of
/// creation, everything else is done here, and a satisfied `limit` stops the reading.
struct Planner {
  let program: CheckedProgram
  let capabilities: RegistryCapabilities

  func plan(_ pipeline: CheckedPipeline) -> PipelinePlan {
    var steps: [PipelinePlan.Step] = []
    addBindings(of: pipeline, to: &steps)
    steps += sourceSteps(pipeline)
    for stage in pipeline.stages {
      steps.append(
        PipelinePlan.Step(kind: .here, text: text(of: stage.range), reason: reason(stage, pipeline))
      )
    }
    if let deletion = pipeline.deletion {
      steps += deletionSteps(deletion)
    }
    return PipelinePlan(steps: steps)
  }

  /// What the pipeline's bindings read, each once.
  private func addBindings(of pipeline: CheckedPipeline, to steps: inout [PipelinePlan.Step]) {
    for number in pipeline.allDependencies(in: program) {
      let bound = program.bindings[number]
      if case .resource = bound.source { steps += sourceSteps(bound) }
      for stage in bound.stages {
        steps.append(PipelinePlan.Step(kind: .here, text: text(of: stage.range)))
      }
    }
  }

  private func text(of range: SourceRange) -> String {
    program.sources.text(of: range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func reason(_ stage: CheckedStage, _ pipeline: CheckedPipeline) -> String? {
    switch stage.kind {
    case .filter: "checked here, on every row that is read"
    case .order: "sorted here, so every row is read first"
    case .limit(_, let keys) where keys.isEmpty: "reading stops when it is satisfied"
    default: nil
    }
  }

  // MARK: Sources

  private func sourceSteps(_ pipeline: CheckedPipeline) -> [PipelinePlan.Step] {
    switch pipeline.source {
    case .binding(let number):
      return [
        PipelinePlan.Step(
          kind: .use, text: text(of: program.bindings[number].range), reason: "read once a run")
      ]
    case .resource(let query):
      if query.resource === Resource.tags { return tagSteps(query, pipeline) }
      let path = query.resource === Resource.images ? "/images" : "/namespaces"
      var steps: [PipelinePlan.Step] = []
      if query.resource === Resource.images, uses(.names, query, pipeline) {
        steps.append(
          PipelinePlan.Step(
            kind: .resolve, text: "GET /namespaces",
            requests: RequestBounds(least: 1, most: .pagesOfAll(0)), reason: "for their names"))
      }
      steps.append(
        PipelinePlan.Step(
          kind: .read, text: "GET \(path)?page={1…}&page_size=100",
          requests: RequestBounds(least: 1, most: .pagesOfAll(0))))
      return steps
    }
  }

  private func uses(
    _ cost: Field.Cost, _ query: ResourceQuery, _ pipeline: CheckedPipeline
  ) -> Bool {
    pipeline.usedSlots.contains { query.resource.fields[$0].cost == cost }
      || pipeline.deletion != nil && cost == .names
  }

  private func tagSteps(
    _ query: ResourceQuery, _ pipeline: CheckedPipeline
  ) -> [PipelinePlan.Step] {
    var steps: [PipelinePlan.Step] = []
    if let identifiers = query.identifiers {
      let list = identifiers.count == 1 ? identifiers[0].id.description : "{id}"
      let count = identifiers.count
      return [
        PipelinePlan.Step(
          kind: .get, text: "GET /tags/\(list)",
          requests: RequestBounds(least: count, most: .fixed(count)))
      ] + imageSteps(ofTags: count, needsNames: uses(.names, query, pipeline))
    }
    let ids = query.images?.compactMap { selector -> UniqueIdentifier? in
      if case .identifier(let id) = selector.kind { id } else { nil }
    }
    let isByID = ids != nil && ids?.count == query.images?.count && query.namespaces == nil
    let isOneImage = query.images?.count == 1 && !(query.images?[0].isGlob ?? true)
    let needsNames = uses(.names, query, pipeline)
    var image = "{image}"
    if isByID, let ids {
      if ids.count == 1 { image = ids[0].description }
      if needsNames || ids.count > 1 {
        let count = ids.count * (needsNames ? 2 : 1)
        steps.append(
          PipelinePlan.Step(
            kind: .resolve,
            text: needsNames ? "GET /images/\(image), GET /namespaces/{id}" : "GET /images/{id}",
            requests: RequestBounds(least: count, most: .fixed(count)),
            reason: needsNames ? "for their names" : "for the order of the images"))
      }
    } else {
      steps.append(
        PipelinePlan.Step(
          kind: .resolve, text: "GET /namespaces, GET /images?namespace_id={namespace}",
          requests: isOneImage
            ? RequestBounds(least: 2, most: .fixed(2))
            : RequestBounds(least: 2, most: .pagesOfAll(1)),
          reason: "names become UUIDs"))
    }
    steps.append(
      PipelinePlan.Step(
        kind: .read,
        text: "GET /images/\(image)/tags?order_by=created_at_asc&page={1…P}&page_size="
          + "\(capabilities.tags.largestPage)",
        requests: RequestBounds(least: 1, most: isOneImage ? .pages(0) : .pagesOfAll(0))))
    return steps
  }

  /// What tags that are asked for by UUID do not tell of their images.
  private func imageSteps(ofTags count: Int, needsNames: Bool) -> [PipelinePlan.Step] {
    guard needsNames || count > 1 else { return [] }
    return [
      PipelinePlan.Step(
        kind: .resolve,
        text: needsNames ? "GET /images/{image}, GET /namespaces/{id}" : "GET /images/{image}",
        requests: RequestBounds(
          least: needsNames ? 2 : 0, most: .fixed(count * (needsNames ? 2 : 1))),
        reason: needsNames ? "for their names" : "for the order of the images")
    ]
  }

  // MARK: Deletion

  private func deletionSteps(_ deletion: CheckedPipeline.Deletion) -> [PipelinePlan.Step] {
    let most = program.settings.deletions ?? program.limits.deletions
    return [
      PipelinePlan.Step(
        kind: .read, text: "GET /images/{image}/tags?page={1…P}&page_size=100",
        requests: RequestBounds(least: 0, most: .pagesOfAll(0)),
        reason: "every image that would lose a tag, for the digests that stay"),
      PipelinePlan.Step(
        kind: .delete, text: "DELETE /tags/{id}\(deletion.isForced ? "?force=true" : "")",
        requests: RequestBounds(least: 0, most: .fixed(most)),
        reason: "only after approval"),
    ]
  }
}
