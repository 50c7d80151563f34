/// The rows of a pipeline.
struct PipelineResult {
  var rows: [Row]
  /// Rows of which it is not known whether they belong to it, those among `rows` included. Only
  /// where a deletion depends on it.
  var uncertain: [Row] = []
  /// Whether all of it may be something else: groups were made of such rows.
  var isUncertain = false
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
    // What looks at every row is not cut short by what comes behind it.
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

  /// Pushes what is known of many rows to the stage that needs no more.
  func push(_ totals: [ListTotals]) {
    let summary = operators.lazy.compactMap { $0 as? SummarizeOperator }.first
    for totals in totals { summary?.process(totals) }
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

  /// Whether groups were made of rows that may not belong to them.
  var isUncertain: Bool { operators.contains { $0.isUncertain } }

  /// Follows rows that a cut of another pipeline has let go, from which these rows come.
  mutating func follow(uncertain rows: [Row]) {
    if isWatched { follow(rows, from: 0) }
  }

  /// Follows rows that a cut has let go through the stages behind it.
  private mutating func collectUncertain(behind index: Int) {
    follow(operators[index].takeUncertain(), from: index + 1)
  }

  private mutating func follow(_ rows: [Row], from start: Int) {
    for row in rows {
      var current: Row? = row
      for following in operators[start...] {
        current = current.flatMap { following.follow(uncertain: $0) }
      }
      if let current { uncertain.append(current) }
    }
  }
}
