import Synchronization

@testable import TagQuery

/// A registry that counts and keeps what it is asked, and lets a test interfere between calls.
final class CountingRegistry: Registry {
  let capabilities: RegistryCapabilities
  private let base: MemoryRegistry
  private let calls = Mutex<[ListRequest?]>([])
  /// Is called before each answer with the number of the call, from 1.
  private let before: @Sendable (Int, MemoryRegistry) -> Void

  init(
    _ base: MemoryRegistry, capabilities: RegistryCapabilities? = nil,
    before: @escaping @Sendable (Int, MemoryRegistry) -> Void = { _, _ in }
  ) {
    self.base = base
    self.capabilities = capabilities ?? base.capabilities
    self.before = before
  }

  /// Every call, in their order; nil for those that are for one row.
  var requests: [ListRequest?] { calls.withLock { $0 } }

  private func note(_ request: ListRequest?) {
    let number = calls.withLock { calls in
      calls.append(request)
      return calls.count
    }
    before(number, base)
  }

  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    note(request)
    try capabilities.check(request)
    var page = try await base.list(request)
    if !capabilities.lists(of: request.kind).tellsTotal { page.totalCount = nil }
    return page
  }

  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    note(nil)
    return try await base.get(request)
  }

  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    note(nil)
    return try await base.delete(request)
  }
}
