import Synchronization
import Testing

@testable import TagQuery

/// How lists are read: several pages at a time, no more than asked for, and promptly ended.
@Suite("Reading lists", .timeLimit(.minutes(2)))
struct ReadingTests {
  /// Answers the first request at once, and all others only when as many wait as may be under way,
  /// or all that are left do: with less in parallel the run would never end.
  private final class Gate: Registry {
    let base: MemoryRegistry
    let capabilities: RegistryCapabilities
    private let concurrency: Int
    private let state: Mutex<State>

    struct State {
      var left: Int
      var waiting: [CheckedContinuation<Void, Never>] = []
      var rounds = 1
      var most = 1
    }

    init(_ base: MemoryRegistry, concurrency: Int, requests: Int) {
      self.base = base
      capabilities = base.capabilities
      self.concurrency = concurrency
      state = Mutex(State(left: requests - 1))
    }

    var rounds: Int { state.withLock { $0.rounds } }
    var most: Int { state.withLock { $0.most } }

    func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
      if request.page > 1 { await wait() }
      return try await base.list(request)
    }

    private func wait() async {
      await withCheckedContinuation { continuation in
        let released = state.withLock { state -> [CheckedContinuation<Void, Never>] in
          state.waiting.append(continuation)
          state.most = max(state.most, state.waiting.count)
          guard state.waiting.count >= min(concurrency, state.left) else { return [] }
          state.left -= state.waiting.count
          state.rounds += 1
          defer { state.waiting = [] }
          return state.waiting
        }
        for continuation in released { continuation.resume() }
      }
    }

    func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
      try await base.get(request)
    }

    func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
      try await base.delete(request)
    }
  }

  @Test("As many pages as may be are on their way, and no more", arguments: [1, 2, 8, 16])
  func pagesInParallel(concurrency: Int) async throws {
    let pages = 60
    let image = LargeImage(pages * 100)
    for query in ["select name", "order by created desc", "where siblings > 5 | count"] {
      let gate = Gate(MemoryRegistry(image.contents), concurrency: concurrency, requests: pages)
      var options = RunOptions()
      options.concurrency = concurrency
      let run = try await QueryRun("\(LargeImage.source) \(query)", on: gate, options: options)
      #expect(run.failure == nil)
      #expect(run.requests == pages)
      #expect(gate.most <= concurrency)
      // One for the first page, whose total tells how many there are.
      #expect(gate.rounds == 1 + (pages - 1 + concurrency - 1) / concurrency)
    }
  }

  @Test("A script can lower the number of requests at a time, and not raise it")
  func concurrencySetting() async throws {
    let image = LargeImage(1_000)
    let gate = Gate(MemoryRegistry(image.contents), concurrency: 2, requests: 10)
    let run = try await QueryRun("set concurrency = 2\n\(LargeImage.source)", on: gate)
    #expect(run.rows.count == 1_000)
    #expect(gate.most == 2)
  }

  @Test("A bound on requests is not spent on pages that may not be wanted")
  func requestLimit() async throws {
    let registry = CountingRegistry(MemoryRegistry(LargeImage(1_000).contents))
    var options = RunOptions()
    options.requests = 10
    let enough = try await QueryRun(LargeImage.source, on: registry, options: options)
    #expect(enough.rows.count == 1_000)
    options.requests = 9
    let few = try await QueryRun(LargeImage.source, on: registry, options: options)
    #expect(few.rows.count == 900)
    #expect(few.failure?.message.contains("more than 9 requests") ?? false)
  }

  @Test("A limit behind a condition that is checked here reads page by page")
  func limitBehindCondition() async throws {
    let registry = CountingRegistry(MemoryRegistry(LargeImage(5_000).contents))
    let run = try await QueryRun(
      "\(LargeImage.source) where digest is not null and name like '*' | limit 150", on: registry)
    #expect(run.requests == 2)
    #expect(run.rows.count == 150)
  }

  @Test("A cancelled run ends without waiting for what is under way")
  func cancellation() async throws {
    let registry = Stalling(MemoryRegistry(LargeImage(2_000).contents))
    let run = Task { try await QueryRun(LargeImage.source, on: registry) }
    await registry.stalled()
    run.cancel()
    let result = try await run.value
    #expect(result.failure != nil)
    #expect(result.rows.count < 2_000)
  }

  @Test("A run whose time is over ends without waiting for what is under way")
  func timeout() async throws {
    let registry = Stalling(MemoryRegistry(LargeImage(2_000).contents))
    let run = try await QueryRun("set timeout = 200ms\n\(LargeImage.source)", on: registry)
    #expect(run.failure?.message == "the run took longer than its timeout allows")
  }

  /// Answers the first page and then nothing, until it is cancelled.
  private final class Stalling: Registry {
    let base: MemoryRegistry
    let capabilities: RegistryCapabilities
    private let isStalled = AsyncStream<Void>.makeStream()

    init(_ base: MemoryRegistry) {
      self.base = base
      capabilities = base.capabilities
    }

    func stalled() async {
      for await _ in isStalled.stream { return }
    }

    func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
      if request.page > 1 {
        isStalled.continuation.yield()
        while !Task.isCancelled { await Task.yield() }
        throw RegistryError(.unavailable, "the call was cancelled")
      }
      return try await base.list(request)
    }

    func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
      try await base.get(request)
    }

    func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
      try await base.delete(request)
    }
  }
}
