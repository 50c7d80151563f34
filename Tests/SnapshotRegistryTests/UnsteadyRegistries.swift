import Synchronization
import TagQuery

/// A registry that does something before it answers one of the calls for the tags of an image.
final class ChangingRegistry: Registry {
  let capabilities: RegistryCapabilities
  private let registry: any Registry
  private let image: UniqueIdentifier
  private let call: Int
  private let fails: Bool
  private let change: @Sendable () -> Void
  private let calls = Mutex(0)

  /// Calls count from 0, in the order of the pages.
  init(
    _ registry: any Registry, image: UniqueIdentifier, call: Int, fails: Bool = false,
    change: @escaping @Sendable () -> Void
  ) {
    self.registry = registry
    capabilities = registry.capabilities
    self.image = image
    self.call = call
    self.fails = fails
    self.change = change
  }

  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    guard request.kind == .tags(image: image) else { return try await registry.list(request) }
    if calls.withLock({
      $0 += 1; return $0 - 1
    }) == call {
      change()
      if fails { throw RegistryError(.notFound, "it is gone") }
    }
    return try await registry.list(request)
  }

  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    try await registry.get(request)
  }

  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    try await registry.delete(request)
  }
}

/// A registry that answers calls that are made together from the last to the first.
///
/// A call waits until every call that came later and before its own answer was given has been
/// answered, or until no more calls come: it yields a while to let them come.
final class ReversingRegistry: Registry {
  let capabilities: RegistryCapabilities
  private let registry: any Registry
  private let state = Mutex(State())

  private struct State {
    var newest = 0
    var waiting: Set<Int> = []
    var mostAtOnce = 0
  }

  init(_ registry: any Registry) {
    self.registry = registry
    capabilities = registry.capabilities
  }

  /// The most calls that were waiting at the same time.
  var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }

  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    let number = state.withLock { state in
      state.newest += 1
      state.waiting.insert(state.newest)
      state.mostAtOnce = max(state.mostAtOnce, state.waiting.count)
      return state.newest
    }
    for _ in 0..<100 { await Task.yield() }
    while state.withLock({ state in state.waiting.contains { $0 > number } }) {
      await Task.yield()
    }
    defer { state.withLock { state in _ = state.waiting.remove(number) } }
    return try await registry.list(request)
  }

  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    try await registry.get(request)
  }

  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    try await registry.delete(request)
  }
}
