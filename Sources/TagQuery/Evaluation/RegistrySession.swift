/// A registry in use by one run: counts what it is asked, keeps the bound on it, and remembers
/// what need not be asked again.
final class RegistrySession {
  let registry: any Registry
  let capabilities: RegistryCapabilities
  /// The regions that are asked where a pipeline names none.
  let defaultRegions: [String]
  private(set) var requests = 0
  /// Requests that are under way at a time.
  let concurrency: Int
  /// Orders that the registry has refused or not kept.
  private(set) var avoidedOrders: Set<ListOrder> = []
  /// What may not be as it was asked for, in sentences.
  private(set) var warnings: [String] = []
  /// Images of which all tags have been read.
  var wholeImages: [UniqueIdentifier: WholeImage] = [:]
  /// Lists by which names have been looked up.
  var catalogues: [CatalogueKey: [RowBatch]] = [:]
  private var rows: [GetRequest: RowBatch?] = [:]
  /// Answers that nobody has taken yet.
  var waiting = 0
  private let requestLimit: Int?
  /// When the time of the run is over.
  let deadline: ContinuousClock.Instant?

  init(
    registry: any Registry, defaultRegions: [String]?, requestLimit: Int?, timeout: TimeSpan?,
    concurrency: Int = RunOptions.defaultConcurrency
  ) {
    self.registry = registry
    capabilities = registry.capabilities
    self.defaultRegions =
      defaultRegions == ["all"]
      ? registry.capabilities.regions : defaultRegions ?? registry.capabilities.defaultRegions
    self.requestLimit = requestLimit
    self.concurrency = max(1, concurrency)
    deadline = timeout.map { ContinuousClock.now + .nanoseconds($0.nanoseconds) }
  }

  /// Sends a request for a page.
  func start(_ request: ListRequest, range: SourceRange?) throws(RunError) -> PendingPage {
    try count(range)
    return PendingPage(request, self)
  }

  /// Whether a request may be sent whose answer nobody waits for yet.
  func mayAskAhead(isAwaited: Bool) -> Bool {
    guard requestLimit.map({ requests < $0 }) ?? true else { return false }
    return waiting < concurrency - (isAwaited ? 0 : 1)
  }

  /// Does without an order from now on.
  func avoid(_ order: ListOrder) { avoidedOrders.insert(order) }

  /// An order that lists can be had in, whichever.
  func anyOrder(of kind: ListedKind) -> ListOrder {
    let orders = capabilities.lists(of: kind).orders.subtracting(avoidedOrders)
    if orders.contains(.createdAscending) { return .createdAscending }
    return orders.min { $0.rawValue < $1.rawValue } ?? .createdAscending
  }

  /// Whether lists can still be read when they cannot be had in this order.
  func canDo(without order: ListOrder, of kind: ListedKind) -> Bool {
    let rest = capabilities.lists(of: kind).orders.subtracting(avoidedOrders)
    return rest.contains(order) && rest.count > 1
  }

  func warn(_ warning: String) {
    if !warnings.contains(warning) { warnings.append(warning) }
  }

  /// One row; nil where there is none.
  func get(_ request: GetRequest, range: SourceRange?) async throws(RunError) -> RowBatch? {
    if let known = rows[request] { return known }
    try count(range)
    let registry = registry
    let answer = await answerBefore(deadline) { () -> Result<RowBatch, RegistryError> in
      do throws(RegistryError) {
        return .success(try await registry.get(request))
      } catch {
        return .failure(error)
      }
    }
    switch answer {
    case .success(let row):
      rows[request] = .some(row)
      return row
    case .failure(let error):
      guard error.kind == .notFound || error.kind == .gone else {
        throw RunError(error, range: range)
      }
      rows[request] = .some(nil)
      return nil
    }
  }

  private func count(_ range: SourceRange?) throws(RunError) {
    if let deadline, ContinuousClock.now >= deadline {
      throw RunError(.failed, "the run took longer than its timeout allows", range: range)
    }
    if let requestLimit, requests >= requestLimit {
      throw RunError(
        .failed, "the run needs more than \(requestLimit) requests", range: range,
        help: "narrow the query, or raise max_requests")
    }
    guard !Task.isCancelled else { throw RunError(.failed, "the run was cancelled") }
    requests += 1
  }
}
