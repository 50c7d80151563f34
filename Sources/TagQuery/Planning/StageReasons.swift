extension ReadPlanner {
  /// What becomes of a stage, and why.
  func work(stage: Int, in plan: ReadPlan) -> (PipelinePlan.Step.Kind, reason: String?) {
    if case .pushed(let reason) = plan.work[stage] { return (.pushed, reason) }
    if case .nothing = plan.access { return (.here, nil) }
    if let totals = plan.totals, stage <= totals.stage {
      if case .order = pipeline.stages[stage].kind {
        return (.here, "its order counts for nothing")
      }
      return (.pushed, stage == totals.stage ? "no row is read" : "it says which rows count")
    }
    switch pipeline.stages[stage].kind {
    case .filter: return (.here, filterReason(stage, plan))
    case .order(let keys): return (.here, orderReason(keys, stage, plan))
    default:
      if case .here(let reason) = plan.work[stage] { return (.here, reason) }
      return (.here, nil)
    }
  }

  private func name(_ slot: Int) -> String { query.resource.fields[slot].name }

  // MARK: Conditions

  private func filterReason(_ stage: Int, _ plan: ReadPlan) -> String {
    guard let terms = conditions.terms[stage] else {
      return "behind a stage that hangs on all rows before it"
    }
    var kept: [String] = []
    var isNarrowing = false
    for term in terms {
      switch term {
      case .never: break
      case .other(let obstacle): kept.append(Self.text(obstacle))
      case .key(let term):
        if narrows(term.slot, plan) {
          isNarrowing = true
        } else {
          kept.append(obstacle(term, plan))
        }
        if narrows(term.slot, plan), !term.isExact, term.values == nil {
          kept.append("\(name(term.slot)) is only narrowed down by it")
        }
      }
    }
    var unique: [String] = []
    for reason in kept where !unique.contains(reason) { unique.append(reason) }
    guard !unique.isEmpty else { return "it says what is read" }
    let reasons = unique.joined(separator: "; ")
    return isNarrowing
      ? "it narrows what is read; checked here: \(reasons)" : "checked here: \(reasons)"
  }

  /// Whether the calls ask only for some values of a field.
  private func narrows(_ slot: Int, _ plan: ReadPlan) -> Bool {
    // Lists that have another value are not read.
    if listing.constants.contains(slot) { return true }
    return switch plan.access {
    case .nothing, .selected, .wholeLists: false
    case .identifiers: slot == listing.identifier
    case .names: slot == listing.name
    case .scan(let scan): slot == scan.slot && !scan.range.isAll
    }
  }

  private static func text(_ obstacle: ConditionTerm.Obstacle) -> String {
    switch obstacle {
    case .disjunction: "only what must be true is pushed, no part of an 'or'"
    case .pipeline: "the API knows nothing of other pipelines"
    case .exclusion: "the API has no 'not'"
    case .pattern: "the pattern may begin with anything"
    case .computation: "the API does not know what is computed here"
    }
  }

  /// Why a term about one field does not say what is read.
  private func obstacle(_ term: KeyTerm, _ plan: ReadPlan) -> String {
    if isWatched { return "a deletion reads every image completely" }
    if needsWholeLists { return "siblings are counted in the whole image" }
    switch plan.access {
    case .identifiers, .names: return "the rows are few already"
    case .scan, .nothing, .selected, .wholeLists: break
    }
    guard let key = listing.key(of: term.slot) else {
      return "the API neither filters nor sorts by \(name(term.slot))"
    }
    guard offers(key, isDescending: false) || offers(key, isDescending: true) else {
      return "this registry does not sort by \(name(term.slot))"
    }
    guard isKnown(key) else { return "how this registry orders names is not known" }
    if !canSearch { return "this registry's pages have no numbers, or no total" }
    return "what is read is bounded by another field"
  }

  // MARK: Orders

  private func orderReason(_ keys: [SortKey], _ stage: Int, _ plan: ReadPlan) -> String? {
    // What comes out of other stages is sorted here, of course.
    guard StageFlow(pipeline.stages).order == stage else { return nil }
    let rest = "so every row is read first"
    if isWatched { return "sorted here: a deletion reads every image completely" }
    if needsWholeLists { return "sorted here: siblings are counted in the whole image" }
    switch plan.access {
    case .identifiers, .names: return "sorted here: the rows are few"
    case .scan(let scan) where !scan.range.isAll:
      return "sorted here, when the range has been read"
    case .nothing, .selected, .wholeLists, .scan: break
    }
    guard keys.count == 1 else { return "sorted here, \(rest): the API sorts by one key" }
    guard case .field(let slot) = keys[0].value else {
      return "sorted here, \(rest): the API does not know what is computed here"
    }
    guard listing.key(of: slot) != nil else {
      return "sorted here, \(rest): the API does not sort by \(name(slot))"
    }
    if keys[0].nullsFirst { return "sorted here, \(rest): the API has its own place for nulls" }
    return "sorted here, \(rest)"
  }
}
