/// Makes the plan by which a pipeline's source is read.
struct ReadPlanner {
  let pipeline: CheckedPipeline
  let query: ResourceQuery
  let capabilities: ListCapabilities
  /// Orders that the registry has refused, or not kept.
  var avoided: Set<ListOrder> = []
  /// Whether a deletion depends on the rows: then lists are read completely.
  var isWatched = false

  let conditions: SourceConditions
  let listing: Listing

  init?(
    _ pipeline: CheckedPipeline, _ capabilities: RegistryCapabilities,
    avoiding avoided: Set<ListOrder> = [], isWatched: Bool = false
  ) {
    guard case .resource(let query) = pipeline.source, let listing = query.resource.listing else {
      return nil
    }
    self.pipeline = pipeline
    self.query = query
    self.listing = listing
    self.avoided = avoided
    self.isWatched = isWatched
    self.capabilities = capabilities.lists(of: query.resource)
    conditions = SourceConditions(pipeline.stages)
  }

  func plan() -> ReadPlan {
    var plan = ReadPlan(access: .wholeLists, work: pipeline.stages.map { _ in .here(nil) })
    plan.mustBeSteady = isWatched
    plan.requirements = conditions.requirements(on: listing.constants)
    guard !conditions.isContradiction else {
      plan.access = .nothing
      return plan
    }
    if query.names != nil || query.identifiers != nil {
      plan.access = .selected(plainScan)
      plan.readsAhead = !StageFlow(pipeline.stages).stops(ordered: nil)
    } else if let access = lookup {
      plan.access = access
    } else if !needsWholeLists {
      scan(&plan)
      plan.totals = totals
    }
    return plan
  }

  /// Whether every list has to be read completely.
  var needsWholeLists: Bool {
    isWatched
      || pipeline.usedSlots.contains { query.resource.fields[$0].cost == .wholeImage }
  }

  // MARK: Rows by UUID and by name

  /// Few rows are asked for by what tells them apart.
  private var lookup: ReadPlan.Access? {
    if query.resource === Resource.tags, let values = conditions.values[listing.identifier],
      values.count <= Self.mostIdentifiers
    {
      let ids = values.compactMap { value -> UniqueIdentifier? in
        if case .uuid(let id) = value { id } else { nil }
      }
      return .identifiers(ids.sorted())
    }
    // A deletion reads the lists anyway.
    guard !needsWholeLists, capabilities.nameFilter != .none,
      let values = conditions.values[listing.name], values.count <= Self.mostNames
    else { return nil }
    return .names(values.compactMap(\.text).sorted { orderOfTexts($0, $1) < 0 })
  }

  private static let mostIdentifiers = 100
  private static let mostNames = 20

  // MARK: Lists

  func offers(_ key: ListKey, isDescending: Bool) -> Bool {
    let order = key.order(isDescending: isDescending)
    return capabilities.orders.contains(order) && !avoided.contains(order)
  }

  var canSearch: Bool { capabilities.hasPageNumbers && capabilities.tellsTotal }

  private func scan(_ plan: inout ReadPlan) {
    let flow = StageFlow(pipeline.stages)
    let order = pushedOrder(flow)
    if let scan = rangeScan(order: order, flow) {
      plan.access = .scan(scan)
      if scan.isChecked, scan.key == order?.key { push(order, into: &plan) }
    } else if let order, flow.stops(ordered: order.stage) || isKnown(order.key) {
      plan.access = .scan(
        ListScan(
          key: order.key, slot: order.slot, isChecked: true, isDescending: order.isDescending))
      push(order, into: &plan)
    } else {
      plan.access = .scan(plainScan)
    }
    pushCuts(&plan, flow)
  }

  /// Every row in the order of all sources.
  private var plainScan: ListScan {
    var scan = ListScan(slot: listing.created, isDescending: false)
    if !offers(.created, isDescending: false),
      let order = capabilities.orders.subtracting(avoided).min(by: { $0.rawValue < $1.rawValue })
    {
      scan.anyOrder = order
      scan.delivery = .byCreation
    }
    return scan
  }

  // MARK: Order

  private struct PushedOrder {
    var stage: Int
    var key: ListKey
    var slot: Int
    var isDescending: Bool
  }

  /// Whether rows are known to come in the order of the key's values.
  func isKnown(_ key: ListKey) -> Bool {
    switch key {
    case .created: true
    // Statuses are ordered as names are.
    case .name, .status: capabilities.nameCollation == .bytes
    }
  }

  /// The `order by` that lists can give.
  private func pushedOrder(_ flow: StageFlow) -> PushedOrder? {
    guard let stage = flow.order, case .order(let keys) = pipeline.stages[stage].kind,
      keys.count == 1
    else { return nil }
    let key = keys[0]
    var isDescending = key.isDescending
    let slot: Int
    switch key.value {
    case .field(let field): slot = field
    case .sum(.constant(.timestamp), let steps):
      // An age: the older, the earlier.
      guard steps.count == 1, steps[0].operation == .subtract,
        case .field(let field) = steps[0].operand
      else { return nil }
      slot = field
      isDescending.toggle()
    default: return nil
    }
    guard let listKey = listing.key(of: slot), listKey != .status, !key.nullsFirst,
      offers(listKey, isDescending: isDescending)
    else { return nil }
    return PushedOrder(stage: stage, key: listKey, slot: slot, isDescending: isDescending)
  }

  private func push(_ order: PushedOrder?, into plan: inout ReadPlan) {
    guard let order else { return }
    plan.order = ReadPlan.Order(slot: order.slot, isDescending: order.isDescending)
    plan.isAssumed = !isKnown(order.key)
    plan.work[order.stage] = .pushed("the list is asked for in this order")
  }

  // MARK: Ranges

  /// The part of each list in which the rows are, where the lists have an order that tells.
  private func rangeScan(order: PushedOrder?, _ flow: StageFlow) -> ListScan? {
    guard let key = rangeKey(order: order) else { return nil }
    let slot = listing.slot(of: key)
    let range = conditions.ranges[slot] ?? .all
    let isWantedOrder = order?.key == key || order == nil && flow.order == nil && key == .created
    let isDescending = order?.key == key ? order?.isDescending ?? false : false
    let stops = isWantedOrder && flow.stops(ordered: order?.stage)
    func scan(_ isDescending: Bool, _ delivery: ListScan.Delivery) -> ListScan? {
      let isOpen = (isDescending ? range.upper : range.lower) == nil
      guard offers(key, isDescending: isDescending), isOpen || canSearch else { return nil }
      return ListScan(
        key: key, slot: slot, isChecked: true, isDescending: isDescending, range: range,
        searches: !isOpen, delivery: delivery)
    }
    let other: ListScan.Delivery = isWantedOrder ? .backwards : .byCreation
    let forwards = scan(isDescending, isWantedOrder ? .asRead : .byCreation)
    let backwards = scan(!isDescending, other)
    guard let forwards else { return backwards }
    // From the other end no search is needed, but all of it has to be read.
    if forwards.searches, !stops, let backwards, !backwards.searches { return backwards }
    return forwards
  }

  private func rangeKey(order: PushedOrder?) -> ListKey? {
    func isBounded(_ key: ListKey) -> Bool {
      guard isKnown(key), conditions.ranges[listing.slot(of: key)]?.isAll == false else {
        return false
      }
      return offers(key, isDescending: false) || offers(key, isDescending: true)
    }
    if let order, isBounded(order.key) { return order.key }
    return [ListKey.created, .name, .status].first(where: isBounded)
  }

  // MARK: Cuts

  /// Lets `skip` and `limit` say where reading begins and ends.
  private func pushCuts(_ plan: inout ReadPlan, _ flow: StageFlow) {
    guard case .scan(let scan) = plan.access else { return }
    let orderStage = plan.order == nil ? nil : flow.order
    plan.readsAhead = !flow.stops(ordered: orderStage)
    guard scan.delivery == .asRead else {
      plan.readsAhead = true
      return
    }
    // A tag behind an image's name is a condition as well.
    if query.narrowsRows { return }
    var before = 0
    for (index, stage) in pipeline.stages.enumerated() {
      switch stage.kind {
      case .filter:
        guard
          conditions.isExact(
            stage: index, slot: scan.range.isAll ? nil : scan.slot, constants: listing.constants)
        else {
          return
        }
      case .extend: break
      case .order: guard index == orderStage else { return }
      case .skip(let count, let keys) where keys.isEmpty:
        if capabilities.hasPageNumbers {
          plan.skip = Self.sum(plan.skip, count)
          plan.work[index] = .pushed("page numbers say where to begin")
        } else {
          before = Self.sum(before, count)
        }
      case .limit(let count, let keys) where keys.isEmpty:
        plan.wanted = Self.sum(count, before)
        plan.work[index] = .here("reading stops when it is satisfied")
        return
      default: return
      }
    }
  }

  /// Counts may be as large as integers are.
  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, isTooLarge) = left.addingReportingOverflow(right)
    return isTooLarge ? .max : sum
  }
}

extension ResourceQuery {
  /// The exact names that `name=` asks for, few enough to be looked up one by one.
  var lookedUpNames: [String]? {
    guard let names, identifiers == nil, names.count <= 20 else { return nil }
    let exact = names.compactMap { selector -> Value? in
      if case .name(let name) = selector.kind { .string(name) } else { nil }
    }
    guard exact.count == names.count else { return nil }
    return Set(exact).compactMap(\.text).sorted { orderOfTexts($0, $1) < 0 }
  }

  /// Whether a tag or digest behind an image's name leaves out rows of a list.
  var narrowsRows: Bool { images?.contains { $0.tag != nil || $0.digest != nil } ?? false }
}
