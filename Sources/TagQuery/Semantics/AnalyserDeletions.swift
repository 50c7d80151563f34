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
    var isOrdered = pipeline.startsOrdered(in: program)
    for stage in pipeline.stages {
      switch stage.kind {
      case .order, .summarize: isOrdered = true
      case .union: isOrdered = false
      case .limit, .skip, .distinct:
        if !isOrdered { report(.unorderedCut(stage.range, deletion: deletion)) }
      case .filter, .extend, .except, .assert, .into: break
      }
    }
  }
}

extension CheckedPipeline {
  /// Whether its source's rows come in an order that the program asks for.
  func startsOrdered(in program: CheckedProgram) -> Bool {
    guard case .binding(let number) = source else { return false }
    return program.bindings[number].isOrdered(in: program)
  }

  private func isOrdered(in program: CheckedProgram) -> Bool {
    for stage in stages.reversed() {
      switch stage.kind {
      case .order, .summarize: return true
      case .union: return false
      default: break
      }
    }
    return startsOrdered(in: program)
  }
}
