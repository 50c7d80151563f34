/// Makes one value of many rows. Nulls are passed over.
struct Accumulator {
  private enum State {
    case count(Int64)
    case distinct(Set<Value>)
    case extreme(Value)
    case sum(Total)
    case end(Value)
    case list([Value])
  }

  /// A sum wide enough for any number of 64-bit integers, or of doubles.
  private struct Total {
    var integer: Int128 = 0
    var decimal: Double = 0
    var count: Int64 = 0
  }

  private let kind: Aggregate.Kind
  private let type: ValueType
  private let argument: ValueFunction?
  private let condition: Predicate?
  private var state: State

  init(_ aggregate: Aggregate, _ meaning: ExpressionMeaning) {
    kind = aggregate.kind
    type = aggregate.argumentType
    condition = kind == .count ? aggregate.argument.map(meaning.truth) : nil
    if aggregate.identity.isEmpty {
      argument = kind == .count ? nil : aggregate.argument.map(meaning.value)
    } else {
      let parts = aggregate.identity.map(meaning.value)
      let value = aggregate.argument.map(meaning.value)
      argument = { row in value?(row).isNull ?? true ? .null : .list(parts.map { $0(row) }) }
    }
    switch kind {
    case .count: state = .count(0)
    case .distinct: state = .distinct([])
    case .min, .max: state = .extreme(.null)
    case .sum, .avg: state = .sum(Total())
    case .first, .last: state = .end(.null)
    case .list: state = .list([])
    }
  }

  mutating func add(_ row: Row) {
    guard let argument else {
      guard condition.map({ $0(row) == .isTrue }) ?? true, case .count(let count) = state else {
        return
      }
      state = .count(count + 1)
      return
    }
    let value = argument(row)
    guard !value.isNull else { return }
    add(value)
  }

  /// Takes in many rows of which only this is known.
  mutating func add(_ totals: ListTotals) {
    if case .count(let count) = state { state = .count(count + Int64(totals.count)) }
    let value = kind == .min ? totals.least : totals.greatest
    if case .extreme = state, !value.isNull { add(value) }
  }

  private mutating func add(_ value: Value) {
    switch state {
    case .count: break
    case .distinct(var values):
      // The set is taken out first, so that it is changed in place.
      state = .distinct([])
      values.insert(value)
      state = .distinct(values)
    case .extreme(let best):
      let order = best.isNull ? 0 : Value.order(value, best)
      if best.isNull || (kind == .min ? order < 0 : order > 0) { state = .extreme(value) }
    case .sum(var total):
      total.count += 1
      switch value {
      case .int(let number), .bytes(let number):
        total.integer += Int128(number)
        total.decimal += Double(number)
      case .duration(let span): total.integer += Int128(span.nanoseconds)
      case .decimal(let number): total.decimal += number
      default: break
      }
      state = .sum(total)
    case .end(let old): if kind == .last || old.isNull { state = .end(value) }
    case .list(var values):
      state = .list([])
      values.append(value)
      state = .list(values)
    }
  }

  /// The value so far: of nothing null, but 0 for counts and the empty list.
  var result: Value {
    switch state {
    case .count(let count): .int(count)
    case .distinct(let values): .int(Int64(values.count))
    case .extreme(let value), .end(let value): value
    case .list(let values): .list(values)
    case .sum(let total): total.count == 0 ? .null : result(of: total)
    }
  }

  private func result(of total: Total) -> Value {
    if type == .decimal || type == .int && kind == .avg {
      let sum = type == .int ? Double(total.integer) : total.decimal
      let result = kind == .sum ? sum : sum / Double(total.count)
      return result.isFinite ? .decimal(result) : .null
    }
    var result = total.integer
    if kind == .avg {
      let (quotient, remainder) = result.quotientAndRemainder(dividingBy: Int128(total.count))
      // Averages round down, below zero too.
      result = remainder < 0 ? quotient - 1 : quotient
    }
    // A sum that does not fit is null, as everywhere at run time.
    guard let fitting = Int64(exactly: result) else { return .null }
    switch type {
    case .bytes: return .bytes(fitting)
    case .duration: return .duration(TimeSpan(nanoseconds: fitting))
    default: return .int(fitting)
    }
  }
}

/// `summarize`
final class SummarizeOperator: StageOperator {
  private struct Group {
    let keys: [Value]
    let identity: [Value]
    var accumulators: [Accumulator]
  }

  private let keys: [ValueFunction]
  private let identities: [ValueFunction]
  private let fresh: [Accumulator]
  private let columns: [ValueFunction]
  private var groups: [Group] = []
  private var positions: [[Value]: Int] = [:]
  private(set) var isUncertain = false

  init(_ summary: CheckedStage.Summary, _ meaning: ExpressionMeaning) {
    keys = summary.keys.map { meaning.value($0.value) }
    identities = summary.keys.flatMap(\.identity).map(meaning.value)
    fresh = summary.aggregates.map { Accumulator($0, meaning) }
    columns = summary.columns.map(meaning.value)
    // Without keys there is one group, even of nothing.
    if keys.isEmpty {
      groups = [Group(keys: [], identity: [], accumulators: fresh)]
      positions = [[]: 0]
    }
  }

  func process(_ rows: [Row]) -> [Row] {
    isUncertain = isUncertain || rows.contains(where: \.hasUnknownKey)
    if identities.isEmpty {
      for index in fresh.indices {
        for row in rows { groups[0].accumulators[index].add(row) }
      }
      return []
    }
    for row in rows {
      let position = position(of: row)
      for index in fresh.indices { groups[position].accumulators[index].add(row) }
    }
    return []
  }

  /// Takes in many rows at once, for which one stands.
  func process(_ totals: ListTotals) {
    // Without rows there is no group.
    guard totals.count > 0 else { return }
    let position = position(of: totals.row)
    for index in fresh.indices { groups[position].accumulators[index].add(totals) }
  }

  private func position(of row: Row) -> Int {
    let identity = identities.map { $0(row) }
    if let known = positions[identity] { return known }
    positions[identity] = groups.count
    groups.append(Group(keys: keys.map { $0(row) }, identity: identity, accumulators: fresh))
    return groups.count - 1
  }

  func finish() -> [Row] {
    // Ascending keys, null last; things of equal name by what tells them apart.
    let sorted = groups.sorted { left, right in
      let order = Value.order(.list(left.keys), .list(right.keys))
      return order == 0
        ? Value.order(.list(left.identity), .list(right.identity)) < 0 : order < 0
    }
    return sorted.map { group in
      let values = group.keys + group.accumulators.map(\.result)
      let inner = Row(batch: .none, index: 0, added: ContiguousArray(values))
      // What tells the keys' things apart stays with the row.
      return Row(
        batch: .none, index: 0,
        added: ContiguousArray(group.keys + columns.map { $0(inner) } + group.identity))
    }
  }

  /// With the row any group may be another one, and any value of a group too.
  func follow(uncertain row: Row) -> Row? {
    isUncertain = true
    return nil
  }
}
