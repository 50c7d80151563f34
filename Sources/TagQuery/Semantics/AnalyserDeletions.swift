extension Analyser {
  /// Checks what only a deletion asks of a pipeline, and of all those it depends on.
  mutating func checkDeletion(_ pipeline: inout CheckedPipeline) {
    guard let deletion = pipeline.deletion else { return }
    checkCuts(pipeline, deletion: deletion.range)
    var seen: Set<Int> = []
    var waiting = Array(pipeline.dependencies)
    while let number = waiting.popLast() {
      guard seen.insert(number).inserted else { continue }
      let bound = program.bindings[number]
      checkCuts(bound, deletion: deletion.range)
      pipeline.emptyLists += bound.emptyLists
      waiting += bound.dependencies
    }
    pipeline.deletionDependencies = seen
  }

  /// `skip`, `limit` and `distinct` need an `order by` before them: what they keep must be said.
  private mutating func checkCuts(_ pipeline: CheckedPipeline, deletion: SourceRange) {
    var order = pipeline.sourceOrder(in: program)
    for stage in pipeline.stages {
      switch stage.kind {
      case .limit, .skip, .distinct:
        if order == nil { report(.unorderedCut(stage.range, deletion: deletion)) }
      case .filter, .order, .extend, .summarize, .except, .union, .assert, .into: break
      }
      order = stage.order(after: order)
    }
  }
}

extension CheckedPipeline {
  /// The order of the rows that come to its first stage.
  func sourceOrder(in program: CheckedProgram) -> [SortKey]? {
    if case .binding(let number) = source { program.bindings[number].order } else { nil }
  }
}

extension CheckedStage {
  /// The order of the rows behind the stage, given that of those before it.
  func order(after order: [SortKey]?) -> [SortKey]? {
    switch kind {
    case .order(let keys): keys
    // Groups come in the order of their keys.
    case .summarize: []
    case .union: nil
    case .filter, .limit, .skip, .extend, .distinct, .except, .assert, .into: order
    }
  }
}
