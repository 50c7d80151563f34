import Synchronization

@testable import TagQuery

/// A registry whose deletions are watched, and fail where a test wants them to.
final class WatchedRegistry: Registry {
  private struct State {
    var deletions: [DeleteRequest] = []
    var inFlight = 0
    var mostInFlight = 0
    var looks = 0
    var beforeDeletion: (@Sendable (DeleteRequest) async -> Void)?
    var failure: (@Sendable (DeleteRequest) -> RegistryError?)?
  }

  private let inner: any Registry
  private let state = Mutex(State())

  init(_ inner: any Registry) { self.inner = inner }

  /// The deletions that were asked for.
  var deletions: [DeleteRequest] { state.withLock { $0.deletions } }
  /// How many were in flight at most.
  var mostInFlight: Int { state.withLock { $0.mostInFlight } }
  /// How often a row was asked for.
  var looks: Int { state.withLock { $0.looks } }

  /// Is called while a deletion is in flight.
  var beforeDeletion: (@Sendable (DeleteRequest) async -> Void)? {
    get { state.withLock { $0.beforeDeletion } }
    set { state.withLock { $0.beforeDeletion = newValue } }
  }

  /// What a deletion fails with; nil where it does not.
  var failure: (@Sendable (DeleteRequest) -> RegistryError?)? {
    get { state.withLock { $0.failure } }
    set { state.withLock { $0.failure = newValue } }
  }

  var capabilities: RegistryCapabilities { inner.capabilities }

  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    try await inner.list(request)
  }

  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    state.withLock { $0.looks += 1 }
    return try await inner.get(request)
  }

  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    state.withLock { state in
      state.deletions.append(request)
      state.inFlight += 1
      state.mostInFlight = max(state.mostInFlight, state.inFlight)
    }
    defer { state.withLock { $0.inFlight -= 1 } }
    await beforeDeletion?(request)
    if let failure = failure?(request) { throw failure }
    return try await inner.delete(request)
  }
}
