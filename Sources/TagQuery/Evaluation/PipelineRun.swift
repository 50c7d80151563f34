/// The rows of a pipeline.
struct PipelineResult {
  var rows: [Row]
  /// Rows of which it is not known whether they belong to it, those among `rows` included. Only
  /// where a deletion depends on it.
  var uncertain: [Row] = []
}

/// A pipeline's stages at work.
struct PipelineRun {
  private let operators: [any StageOperator]
  private let context: ExpressionContext
  private let isWatched: Bool
  private(set) var uncertain: [Row] = []

  init(
    operators: [any StageOperator], context: ExpressionContext, isWatched: Bool
  ) {
    self.operators = operators
    self.context = context
    self.isWatched = isWatched
  }

  /// Whether no further row can make a difference.
  var isSatisfied: Bool {
    operators.prefix { !$0.needsEveryRow }.contains { $0.isSatisfied }
  }

  /// Pushes rows through all stages.
  mutating func push(_ rows: [Row]) throws(RunError) -> [Row] { try push(rows, from: 0) }

  private mutating func push(_ rows: [Row], from start: Int) throws(RunError) -> [Row] {
    var rows = rows
    for index in operators.indices[start...] {
      if rows.isEmpty { break }
      rows = try operators[index].process(rows)
      if let failure = context.failure { throw RunError(failure) }
      if isWatched { collectUncertain(behind: index) }
    }
    return rows
  }

  /// Ends every stage, the first one first, and pushes what it kept back through the rest.
  mutating func finish() throws(RunError) -> [Row] {
    var result: [Row] = []
    for index in operators.indices {
      let rest = try operators[index].finish()
      if let failure = context.failure { throw RunError(failure) }
      if isWatched { collectUncertain(behind: index) }
      result += try push(rest, from: index + 1)
    }
    return result
  }

  /// Follows rows that a cut has let go through the stages behind it.
  private mutating func collectUncertain(behind index: Int) {
    for row in operators[index].takeUncertain() {
      var current: Row? = row
      for following in operators[(index + 1)...] {
        current = current.flatMap { following.follow(uncertain: $0) }
      }
      if let current { uncertain.append(current) }
    }
  }
}
