/// What the first `where` stages of a pipeline say about the rows of its source.
struct SourceConditions: Sendable {
  /// The values of a field outside of which no row passes.
  private(set) var ranges: [Int: KeyRange] = [:]
  /// The values of a field, where only some pass.
  private(set) var values: [Int: Set<Value>] = [:]
  /// Whether no row can pass.
  private(set) var isContradiction = false

  /// The terms of each `where` that was looked at.
  private(set) var terms: [Int: [ConditionTerm]] = [:]

  init(_ stages: [CheckedStage]) {
    loop: for (index, stage) in stages.enumerated() {
      switch stage.kind {
      case .filter(let condition):
        let terms = ConditionTerms.of(condition)
        self.terms[index] = terms
        for term in terms { add(term) }
      // Behind these are the same rows, or fewer of them.
      case .extend, .order, .except: break
      // What passes here hangs on all rows before it.
      case .limit, .skip, .distinct, .summarize, .union, .assert, .into: break loop
      }
    }
    for (slot, values) in values {
      let left = values.filter { ranges[slot]?.place(of: $0) ?? .inside == .inside }
      self.values[slot] = left
      if left.isEmpty { isContradiction = true }
    }
    if ranges.values.contains(where: \.isEmpty) { isContradiction = true }
  }

  private mutating func add(_ term: ConditionTerm) {
    switch term {
    case .never: isContradiction = true
    case .other: break
    case .key(let term):
      ranges[term.slot, default: .all].formIntersection(term.range)
      guard let values = term.values else { return }
      self.values[term.slot] = self.values[term.slot].map { $0.intersection(values) } ?? values
    }
  }

  /// Whether a `where` lets pass every row whose field is in the range; without a field, every row.
  /// What lists have in common does not count: a list with another value is not read at all.
  func isExact(stage: Int, slot: Int?, constants: Set<Int>) -> Bool {
    guard let terms = terms[stage] else { return false }
    return terms.allSatisfy { term in
      guard case .key(let key) = term else { return false }
      if constants.contains(key.slot) { return key.isExact || key.values != nil }
      return key.isExact && key.slot == slot
    }
  }

  /// What a row must have in some fields for any condition to let it pass.
  func requirements(on slots: Set<Int>) -> [ReadPlan.Requirement] {
    ranges.filter { slots.contains($0.key) && !$0.value.isAll }.map { slot, range in
      ReadPlan.Requirement(slot: slot, range: range, values: values[slot])
    }
  }
}

/// How rows go through the stages behind a source.
struct StageFlow: Sendable {
  /// The first `order by` before anything that hangs on the rows' order or number.
  private(set) var order: Int?
  /// The first `limit` of the whole to which rows come one by one, if the order is pushed.
  private var limit: Int?
  /// The first stage that keeps rows back until all are there, apart from the order.
  private var barrier: Int?

  init(_ stages: [CheckedStage]) {
    var canOrder = true
    for (index, stage) in stages.enumerated() {
      switch stage.kind {
      case .filter, .extend, .except: break
      case .order:
        guard canOrder, order == nil else {
          barrier = index
          return
        }
        order = index
        canOrder = false
      case .limit(_, let keys):
        canOrder = false
        if keys.isEmpty {
          limit = index
          return
        }
      case .skip, .distinct: canOrder = false
      case .summarize, .union, .assert, .into:
        barrier = index
        return
      }
    }
  }

  /// Whether reading may end before the last row, where the lists give the order of this stage.
  func stops(ordered stage: Int?) -> Bool {
    guard let limit else { return false }
    return order == nil || order == stage || limit < (order ?? 0)
  }
}
