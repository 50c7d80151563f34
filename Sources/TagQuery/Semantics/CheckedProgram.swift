/// A program without mistakes, against the environment it was compiled for.
///
/// It holds no text to be looked up at run time: fields are slots, bindings are numbers, parameters
/// are values.
public struct CheckedProgram: Sendable {
  /// The pipelines that have a name, in the order of the text; each is read at most once a run.
  var bindings: [CheckedPipeline] = []
  /// What the program does, in the order of the text.
  var actions: [Action] = []
  /// What the program sets.
  public internal(set) var settings = ProgramSettings()
  /// The parameters with their values.
  var parameters: [(name: String, type: ValueType, value: Value)] = []
  /// What may not be as it was meant.
  public internal(set) var warnings: [Diagnostic] = []
  /// The texts, for places in messages.
  public internal(set) var sources: SourceMap
  /// What `now()` is.
  let now: Timestamp
  /// The bounds it was compiled with.
  let limits: Limits
  /// Whether an expression of it is so deep that not every stack has room for it.
  var isDeep = false

  /// One thing that a program does.
  enum Action: Sendable {
    case run(CheckedPipeline)
    case explain(CheckedPipeline)
  }

  /// The names of its parameters, in the order of the text.
  public var parameterNames: [String] { parameters.map(\.name) }

  /// Whether it has a `delete` that is not only explained.
  public var deletes: Bool {
    actions.contains { if case .run(let pipeline) = $0 { pipeline.deletion != nil } else { false } }
  }
}

extension CheckedProgram {
  /// Tells every binding what those who start from it, or take in its rows, look at: its rows are
  /// read once, with all that anybody needs.
  mutating func passOnUsedSlots() {
    for action in actions {
      switch action {
      case .run(let pipeline), .explain(let pipeline): passOnUsedSlots(of: pipeline)
      }
    }
    // A binding knows only those before it.
    for number in bindings.indices.reversed() { passOnUsedSlots(of: bindings[number]) }
  }

  private mutating func passOnUsedSlots(of pipeline: CheckedPipeline) {
    if case .binding(let number) = pipeline.source {
      bindings[number].usedSlots.formUnion(pipeline.usedSlots)
    }
    for stage in pipeline.stages {
      if case .union(let union) = stage.kind {
        bindings[union.binding].usedSlots.formUnion(pipeline.usedSlots)
      }
    }
  }
}

/// What a program sets for its runs. Nil where it says nothing.
public struct ProgramSettings: Sendable, Hashable {
  /// The regions that are asked where a pipeline names none; `all` alone for every one.
  public var regions: [String]?
  /// Where the regions stand in the text.
  var regionRanges: [SourceRange] = []
  /// Requests at a time.
  public var concurrency: Int?
  /// Requests a second.
  public var requestsPerSecond: Int?
  /// Tags that may be deleted.
  public var deletions: Int?
  /// Requests that may be sent.
  public var requests: Int?
  /// How long a run may take.
  public var timeout: TimeSpan?
}

/// A pipeline without mistakes.
struct CheckedPipeline: Sendable {
  var source: CheckedSource
  var stages: [CheckedStage] = []
  /// What is shown of its rows.
  var columns: [CheckedColumn] = []
  /// The kind of its rows; nil where they are no longer rows of a resource.
  var resource: Resource?
  /// The columns that stages add to a row.
  var addedCount = 0
  /// The `delete` at its end.
  var deletion: Deletion?
  /// The slots that it looks at, those of its source's own rows.
  var usedSlots: Set<Int> = []
  /// The bindings that it needs, its source among them.
  var dependencies: Set<Int> = []
  /// Every binding that a `delete` at its end depends on, however indirectly.
  var deletionDependencies: Set<Int> = []
  /// The order of its rows, as far as the program asks for one; nil where it asks for none.
  var order: [SortKey]?
  /// Empty lists that rows pass for not being in.
  var emptyLists: [SourceRange] = []
  /// The names at its end, for pipelines that start with it.
  var scope: RowScope?
  /// The text of it.
  var range: SourceRange

  /// `delete [force]`
  struct Deletion: Sendable {
    var isForced: Bool
    var range: SourceRange
  }
}

extension CheckedPipeline {
  /// Whether it asserts something or writes a file.
  var hasEffect: Bool {
    stages.contains { stage in
      switch stage.kind {
      case .assert, .into: true
      default: false
      }
    }
  }

  /// The pipelines it needs, those that they need among them, each behind its own.
  func allDependencies(in program: CheckedProgram) -> [Int] {
    var found: Set<Int> = []
    var waiting = Array(dependencies)
    while let number = waiting.popLast() {
      if found.insert(number).inserted { waiting += program.bindings[number].dependencies }
    }
    // A pipeline only uses those that are defined above it.
    return found.sorted()
  }
}

/// Where rows come from.
enum CheckedSource: Sendable {
  case resource(ResourceQuery)
  case binding(Int)
}

/// One stage without mistakes.
struct CheckedStage: Sendable {
  var kind: Kind
  var range: SourceRange

  enum Kind: Sendable {
    case filter(CheckedExpression)
    case order([SortKey])
    case limit(Int, per: [GroupKey])
    case skip(Int, per: [GroupKey])
    /// Computes columns, in order; each is appended to the row.
    case extend([CheckedExpression])
    case summarize(Summary)
    case distinct([GroupKey])
    case except(Int)
    case union(Union)
    case assert(Assertion)
    case into(path: String, columns: [CheckedColumn])
  }

  /// A union with the rows of a binding.
  struct Union: Sendable {
    var binding: Int
    /// Columns that the left rows are given here, since they mean something else on the right.
    var own: [CheckedExpression]
    /// For each column that the left rows have been given by now, what it is on a right row.
    var added: [CheckedExpression]
  }

  /// A condition over all rows at its point.
  struct Assertion: Sendable {
    var aggregates: [Aggregate]
    /// Over a row that has the aggregates as its added columns.
    var condition: CheckedExpression
    var message: String?
    /// The condition's text.
    var text: String
  }

  /// Groups and what is made of each.
  struct Summary: Sendable {
    var keys: [GroupKey]
    var aggregates: [Aggregate]
    /// Over a row that has the keys and then the aggregates as its added columns.
    var columns: [CheckedExpression]
  }
}

/// A key of `order by`.
struct SortKey: Sendable {
  var value: CheckedExpression
  var isDescending: Bool
  var nullsFirst: Bool
  /// Whether the query says where nulls go, so that a null key is no surprise.
  var isNullPlaced: Bool
}

/// A key of `per`, `by` or `distinct`.
struct GroupKey: Sendable {
  /// What is shown of it.
  var value: CheckedExpression
  /// What tells groups apart: the thing itself where a name may mean several.
  var identity: [CheckedExpression]
}

/// What is made of all rows of a group.
struct Aggregate: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    case count, distinct, min, max, sum, avg, first, last, list
  }

  var kind: Kind
  /// Nil for `count()`.
  var argument: CheckedExpression?
  /// The type of the argument.
  var argumentType: ValueType
  /// What tells values of `distinct` apart, where that is not the argument.
  var identity: [CheckedExpression] = []
}

/// A column that is shown.
struct CheckedColumn: Sendable {
  var name: String
  var type: ValueType
  var value: CheckedExpression
}
