/// One stage at work. Rows are pushed through it in chunks; what it keeps back comes at the end.
protocol StageOperator: AnyObject {
  /// What comes of some rows now.
  func process(_ rows: [Row]) throws(RunError) -> [Row]
  /// What comes when there are no more rows.
  func finish() throws(RunError) -> [Row]
  /// Whether no further row can make a difference, so that reading can stop.
  var isSatisfied: Bool { get }
  /// Whether it has a purpose besides the rows it hands on, so that all must come to it.
  var needsEveryRow: Bool { get }
  /// What comes of a row of which it is not known whether a cut before this stage lets it through;
  /// nil where it ends here. Such rows are followed only where a deletion depends on them.
  func follow(uncertain row: Row) -> Row?
  /// Rows that a cut has let go without knowing their keys, since this was last asked.
  func takeUncertain() -> [Row]
  /// Whether all that comes of it may be something else, since it has made groups of rows of which
  /// it is not known whether a cut let them through.
  var isUncertain: Bool { get }
}

extension StageOperator {
  func finish() throws(RunError) -> [Row] { [] }
  var isSatisfied: Bool { false }
  var needsEveryRow: Bool { false }
  func follow(uncertain row: Row) -> Row? { row }
  func takeUncertain() -> [Row] { [] }
  var isUncertain: Bool { false }
}

/// `where`
final class FilterOperator: StageOperator {
  private let condition: Predicate

  init(_ condition: @escaping Predicate) { self.condition = condition }

  func process(_ rows: [Row]) -> [Row] { rows.filter { condition($0) == .isTrue } }

  func follow(uncertain row: Row) -> Row? { condition(row) == .isTrue ? row : nil }
}

/// `extend` and `select`
final class ExtendOperator: StageOperator {
  private let columns: [ValueFunction]

  init(_ columns: [ValueFunction]) { self.columns = columns }

  func process(_ rows: [Row]) -> [Row] {
    columns.isEmpty ? rows : rows.map(extended)
  }

  func follow(uncertain row: Row) -> Row? { extended(row) }

  private func extended(_ row: Row) -> Row {
    var row = row
    // Each column sees the ones before it.
    for column in columns { row.added.append(column(row)) }
    return row
  }
}

/// `order by`
final class OrderOperator: StageOperator {
  private let keys: [SortKey]
  private let values: [ValueFunction]
  private var rows: [(keys: [Value], row: Row)] = []

  init(_ keys: [SortKey], _ meaning: ExpressionMeaning) {
    self.keys = keys
    values = keys.map { meaning.value($0.value) }
  }

  func process(_ chunk: [Row]) -> [Row] {
    for row in chunk { rows.append((values.map { $0(row) }, row)) }
    return []
  }

  func finish() -> [Row] {
    // Rows that tie keep the order in which they came.
    let order = rows.indices.sorted { left, right in
      let order = compare(rows[left].keys, rows[right].keys)
      return order == 0 ? left < right : order < 0
    }
    defer { rows = [] }
    return order.map { rows[$0].row }
  }

  private func compare(_ left: [Value], _ right: [Value]) -> Int {
    for (index, key) in keys.enumerated() {
      let (left, right) = (left[index], right[index])
      if left.isNull || right.isNull {
        if left.isNull && right.isNull { continue }
        return left.isNull == key.nullsFirst ? -1 : 1
      }
      let order = Value.order(left, right)
      if order != 0 { return key.isDescending ? -order : order }
    }
    return 0
  }
}

/// `distinct`
final class DistinctOperator: StageOperator {
  private let keys: [ValueFunction]
  private var seen: Set<[Value]> = []
  /// The keys of rows of which it is not known whether they come here.
  private var doubtful: Set<[Value]> = []
  private var uncertain: [Row] = []

  init(_ keys: [GroupKey], _ meaning: ExpressionMeaning) {
    self.keys = keys.flatMap(\.identity).map(meaning.value)
  }

  func process(_ rows: [Row]) -> [Row] {
    rows.compactMap { row in
      let key = keys.map { $0(row) }
      var row = row
      // It may not be the first, or the one that is may not be there.
      if doubtful.contains(key) { row.hasUnknownKey = true }
      if row.hasUnknownKey { doubtful.insert(key) }
      if seen.insert(key).inserted { return row }
      if row.hasUnknownKey { uncertain.append(row) }
      return nil
    }
  }

  func follow(uncertain row: Row) -> Row? {
    doubtful.insert(keys.map { $0(row) })
    return row
  }

  func takeUncertain() -> [Row] {
    defer { uncertain = [] }
    return uncertain
  }
}

/// `except`
final class ExceptOperator: StageOperator {
  private let removed: Set<RowIdentity>
  private let uncertain: Set<RowIdentity>
  /// Rows that were taken away, and perhaps should not have been.
  private var doubtful: [Row] = []

  init(_ other: PipelineResult) {
    removed = Set(other.rows.map(\.identity))
    uncertain = Set(other.uncertain.map(\.identity))
  }

  func process(_ rows: [Row]) -> [Row] {
    guard !uncertain.isEmpty else { return rows.filter { !removed.contains($0.identity) } }
    return rows.compactMap { row in
      let row = marked(row)
      guard removed.contains(row.identity) else { return row }
      if row.hasUnknownKey, uncertain.contains(row.identity) { doubtful.append(row) }
      return nil
    }
  }

  func follow(uncertain row: Row) -> Row? {
    let identity = row.identity
    return removed.contains(identity) && !uncertain.contains(identity) ? nil : marked(row)
  }

  func takeUncertain() -> [Row] {
    defer { doubtful = [] }
    return doubtful
  }

  private func marked(_ row: Row) -> Row {
    var row = row
    if uncertain.contains(row.identity) { row.hasUnknownKey = true }
    return row
  }
}

/// `union`
final class UnionOperator: StageOperator {
  private let other: PipelineResult
  private let own: ExtendOperator
  private let added: [ValueFunction]
  private var seen: Set<RowIdentity> = []
  private var uncertain: [Row]

  init(_ other: PipelineResult, _ union: CheckedStage.Union, _ meaning: ExpressionMeaning) {
    self.other = other
    own = ExtendOperator(union.own.map(meaning.value))
    added = union.added.map(meaning.value)
    uncertain = other.uncertain
  }

  func process(_ rows: [Row]) -> [Row] {
    for row in rows { seen.insert(row.identity) }
    return own.process(rows)
  }

  func follow(uncertain row: Row) -> Row? { own.follow(uncertain: row) }

  func finish() -> [Row] {
    other.rows.filter { seen.insert($0.identity).inserted }.map(converted)
  }

  func takeUncertain() -> [Row] {
    defer { uncertain = [] }
    return uncertain.map(converted)
  }

  /// A row of the right with the columns of the left.
  private func converted(_ row: Row) -> Row {
    var converted = Row(
      batch: row.batch, index: row.index, added: ContiguousArray(added.map { $0(row) }))
    converted.hasUnknownKey = row.hasUnknownKey
    return converted
  }
}

/// `assert`
final class AssertOperator: StageOperator {
  private let assertion: CheckedStage.Assertion
  private let condition: Predicate
  private let range: SourceRange
  private var accumulators: [Accumulator]
  private var rows: [Row] = []

  init(_ assertion: CheckedStage.Assertion, _ meaning: ExpressionMeaning, range: SourceRange) {
    self.assertion = assertion
    self.range = range
    condition = meaning.truth(assertion.condition)
    accumulators = assertion.aggregates.map { Accumulator($0, meaning) }
  }

  var needsEveryRow: Bool { true }

  func process(_ chunk: [Row]) -> [Row] {
    for row in chunk {
      for index in accumulators.indices { accumulators[index].add(row) }
    }
    // Nothing passes before it is known that the assertion holds.
    rows += chunk
    return []
  }

  func finish() throws(RunError) -> [Row] {
    let values = accumulators.map(\.result)
    let row = Row(batch: .none, index: 0, added: ContiguousArray(values))
    guard condition(row) == .isTrue else {
      throw RunError(
        .assertionFailed,
        "the assertion does not hold: \(assertion.message ?? assertion.text)", range: range,
        help: found(values))
    }
    defer { rows = [] }
    return rows
  }

  /// What the aggregates came to.
  private func found(_ values: [Value]) -> String? {
    guard !values.isEmpty else { return nil }
    let parts = zip(assertion.aggregates, values).map { aggregate, value in
      "\(aggregate.kind.rawValue) is \(value.text ?? "null")"
    }
    return "here " + parts.joined(separator: ", ")
  }
}

/// `into`
final class IntoOperator: StageOperator {
  private let columns: [ValueFunction]
  private let writer: any ResultWriter

  init(
    _ path: String, _ columns: [CheckedColumn], _ meaning: ExpressionMeaning,
    sink: any ResultSink
  ) throws(RunError) {
    self.columns = columns.map { meaning.value($0.value) }
    writer = try sink.open(path, columns: columns.map { ResultColumn($0) })
  }

  var needsEveryRow: Bool { true }

  func process(_ rows: [Row]) throws(RunError) -> [Row] {
    for row in rows { try writer.write(columns.map { $0(row) }) }
    return rows
  }

  func finish() throws(RunError) -> [Row] {
    try writer.commit()
    return []
  }
}

/// A column of a result.
public struct ResultColumn: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// The type of its values; any of them may be null.
  public var type: ValueType

  /// A column.
  public init(name: String, type: ValueType) {
    self.name = name
    self.type = type
  }

  init(_ column: CheckedColumn) { self.init(name: column.name, type: column.type) }
}

/// Where `into` hands its rows: the host's files, or whatever it likes.
public protocol ResultSink {
  /// Begins a result. Throws where it cannot be written.
  func open(_ path: String, columns: [ResultColumn]) throws(RunError) -> any ResultWriter
}

/// One result that is being written.
public protocol ResultWriter: AnyObject {
  /// Takes a row, a value for each column.
  func write(_ values: [Value]) throws(RunError)
  /// Ends the result; only now it may become visible.
  func commit() throws(RunError)
}
