/// A `limit` or `skip` that a deletion depends on, and where it cut between equal keys.
public struct Tie: Sendable, Hashable {
  /// The stage.
  public var range: SourceRange
  /// The stage as it is written.
  public var stage: String
  /// In how many groups it did.
  public var groups: Int
}

/// What `limit` and `skip` have in common: they count rows, of the whole or of each group.
final class CutOperator: StageOperator {
  enum Side {
    /// `limit`: the first rows pass.
    case first
    /// `skip`: all but the first pass.
    case rest
  }

  /// How a deletion wants the cut to be watched.
  struct Watch {
    /// The order before the cut.
    var order: [SortKey]
    /// The cut as it is written.
    var stage: String
    var report: (Tie) -> Void
  }

  private struct Group {
    var count = 0
    /// How many rows came of which it is not known whether they belong here, and how many may
    /// belong here that did not come.
    var doubtful = (present: 0, absent: 0)
    /// The order keys of the last row before the cut.
    var lastKeys: [Value]?
    var isTied = false
  }

  private let side: Side
  private let count: Int
  private let groupKeys: [ValueFunction]
  private let range: SourceRange
  private var whole = Group()
  private var groups: [[Value]: Group] = [:]

  private let watch: Watch?
  private let orderKeys: [(value: ValueFunction, isNullPlaced: Bool)]
  private var uncertain: [Row] = []

  init(
    _ side: Side, count: Int, per keys: [GroupKey], _ meaning: ExpressionMeaning,
    range: SourceRange, watch: Watch?
  ) {
    self.side = side
    self.count = count
    self.range = range
    self.watch = watch
    groupKeys = keys.flatMap(\.identity).map(meaning.value)
    orderKeys = (watch?.order ?? []).map { (meaning.value($0.value), $0.isNullPlaced) }
  }

  /// Only a limit of the whole can say that it needs no more.
  var isSatisfied: Bool {
    side == .first && groupKeys.isEmpty && watch == nil && whole.count >= count
  }

  func process(_ rows: [Row]) -> [Row] {
    if groupKeys.isEmpty, watch == nil { return processWhole(rows) }
    return rows.compactMap(pass)
  }

  private func processWhole(_ rows: [Row]) -> [Row] {
    let before = min(rows.count, max(0, count - whole.count))
    whole.count += rows.count
    return Array(side == .first ? rows.prefix(before) : rows.dropFirst(before))
  }

  private func pass(_ row: Row) -> Row? {
    let key = groupKeys.map { $0(row) }
    var group = groupKeys.isEmpty ? whole : groups[key, default: Group()]
    let isBefore = group.count < count
    var row = row
    if watch != nil {
      let comesInDoubt = row.hasUnknownKey
      // With other rows before it, it might be on the other side.
      let isDoubtful =
        isBefore
        ? group.count + group.doubtful.absent >= count
        : group.count - group.doubtful.present < count
      if isDoubtful || isUnknown(row, groupKey: key) { row.hasUnknownKey = true }
      if comesInDoubt { group.doubtful.present += 1 }
      look(at: row, isBefore: isBefore, &group)
    }
    group.count += 1
    if groupKeys.isEmpty { whole = group } else { groups[key] = group }
    guard isBefore == (side == .first) else {
      if row.hasUnknownKey { uncertain.append(row) }
      return nil
    }
    return row
  }

  func follow(uncertain row: Row) -> Row? {
    guard watch != nil else { return row }
    if groupKeys.isEmpty {
      whole.doubtful.absent += 1
    } else {
      groups[groupKeys.map { $0(row) }, default: Group()].doubtful.absent += 1
    }
    return row
  }

  /// Whether the place of the row at this cut is not known: a key of it is null, and the query does
  /// not say where nulls go.
  private func isUnknown(_ row: Row, groupKey: [Value]) -> Bool {
    groupKey.contains(where: \.isNull)
      || orderKeys.contains { !$0.isNullPlaced && $0.value(row).isNull }
  }

  /// Whether the first row behind the cut ties with the last before it.
  private func look(at row: Row, isBefore: Bool, _ group: inout Group) {
    guard !orderKeys.isEmpty else { return }
    if isBefore {
      group.lastKeys = orderKeys.map { $0.value(row) }
    } else if group.count == count, let last = group.lastKeys {
      group.isTied = last == orderKeys.map { $0.value(row) }
    }
  }

  func finish() -> [Row] {
    let tied = (whole.isTied ? 1 : 0) + groups.values.count { $0.isTied }
    if tied > 0 { watch?.report(Tie(range: range, stage: watch?.stage ?? "", groups: tied)) }
    return []
  }

  func takeUncertain() -> [Row] {
    defer { uncertain = [] }
    return uncertain
  }
}
