extension ReadPlanner {
  /// A `summarize` that totals and the ends of lists answer; nil where rows are needed.
  var totals: TotalsPlan? {
    guard capabilities.tellsTotal, !query.narrowsRows else { return nil }
    for (index, stage) in pipeline.stages.enumerated() {
      switch stage.kind {
      // How rows are ordered makes no difference to what is counted here.
      case .extend, .order: break
      case .filter:
        guard
          conditions.isExact(stage: index, slot: rangeSlot, constants: listing.constants)
        else { return nil }
      case .summarize(let summary): return totals(summary, stage: index)
      case .limit, .skip, .distinct, .except, .union, .assert, .into: return nil
      }
    }
    return nil
  }

  /// The one field that conditions bound.
  private var rangeSlot: Int? {
    let bounded = conditions.ranges.filter {
      !$0.value.isAll && !listing.constants.contains($0.key)
    }
    return bounded.count == 1 ? bounded.first?.key : nil
  }

  private func totals(_ summary: CheckedStage.Summary, stage: Int) -> TotalsPlan? {
    let areConstant = summary.keys.allSatisfy { key in
      (key.identity + [key.value]).allSatisfy { part in
        if case .field(let slot) = part { listing.constants.contains(slot) } else { false }
      }
    }
    guard areConstant else { return nil }
    var plan = TotalsPlan(stage: stage, key: nil, slot: listing.created, range: .all)
    if let slot = rangeSlot {
      guard let key = listing.key(of: slot), let range = conditions.ranges[slot], canSearch,
        isKnown(key)
      else { return nil }
      plan.key = key
      plan.slot = slot
      plan.range = range
      guard offers(key, isDescending: plan.isDescending) else { return nil }
    }
    for aggregate in summary.aggregates {
      guard include(aggregate, in: &plan) else { return nil }
    }
    return plan
  }

  private func include(_ aggregate: Aggregate, in plan: inout TotalsPlan) -> Bool {
    if aggregate.kind == .count, aggregate.argument == nil { return true }
    // The ends of a list are no longer its ends where a condition cuts some off.
    guard plan.range.isAll, case .field(let slot)? = aggregate.argument,
      let key = listing.key(of: slot), key != .status, isKnown(key), plan.key ?? key == key
    else { return false }
    plan.key = key
    plan.slot = slot
    switch aggregate.kind {
    case .min:
      plan.needsLeast = true
      return offers(key, isDescending: false)
    case .max:
      plan.needsGreatest = true
      return offers(key, isDescending: true)
    default: return false
    }
  }
}
