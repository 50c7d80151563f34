/// A registry in use by one run: counts what it is asked, keeps the bound on it, and pages through
/// lists.
final class RegistrySession {
  let registry: any Registry
  let capabilities: RegistryCapabilities
  /// The regions that are asked where a pipeline names none.
  let defaultRegions: [String]
  private(set) var requests = 0
  private let requestLimit: Int?
  private let deadline: ContinuousClock.Instant?

  init(
    registry: any Registry, defaultRegions: [String]?, requestLimit: Int?, timeout: TimeSpan?
  ) {
    self.registry = registry
    capabilities = registry.capabilities
    self.defaultRegions =
      defaultRegions == ["all"]
      ? registry.capabilities.regions : defaultRegions ?? registry.capabilities.defaultRegions
    self.requestLimit = requestLimit
    deadline = timeout.map { ContinuousClock.now + .nanoseconds($0.nanoseconds) }
  }

  /// Every page of a list, one after another, until `deliver` returns false.
  func pages(
    of kind: ListedKind, region: String, name: String? = nil, range: SourceRange?,
    deliver: (RowBatch) throws(RunError) -> Bool
  ) async throws(RunError) {
    let size = largestPage(of: kind)
    var page = 1
    var seen = 0
    while true {
      let request = ListRequest(kind, region: region, name: name, page: page, pageSize: size)
      let answer = try await list(request, range: range)
      seen += answer.rows.count
      guard try deliver(answer.rows) else { return }
      let isLast = answer.totalCount.map { seen >= $0 } ?? (answer.rows.count < size)
      if isLast || answer.rows.count == 0 { return }
      page += 1
    }
  }

  private func largestPage(of kind: ListedKind) -> Int {
    switch kind {
    case .tags: capabilities.tags.largestPage
    case .images: capabilities.images.largestPage
    case .namespaces: capabilities.namespaces.largestPage
    }
  }

  private func list(
    _ request: ListRequest, range: SourceRange?
  ) async throws(RunError) -> ListPage {
    try count(range)
    do {
      return try await registry.list(request)
    } catch {
      throw RunError(error, range: range)
    }
  }

  /// One row; nil where there is none.
  func get(_ request: GetRequest, range: SourceRange?) async throws(RunError) -> RowBatch? {
    try count(range)
    do {
      return try await registry.get(request)
    } catch {
      if error.kind == .notFound || error.kind == .gone { return nil }
      throw RunError(error, range: range)
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
