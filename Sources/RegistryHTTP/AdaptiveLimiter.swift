internal import Synchronization

/// Bounds what is sent to one registry: how much at once, and how much a second. All calls share
/// it, so that a registry which is too busy for one is spared by all.
final class AdaptiveLimiter: Sendable {
  private struct State {
    var free: Int
    var lastWaiter = 0
    /// In the order in which they came.
    var waiters: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    var pacing: RequestPacing
  }

  private let state: Mutex<State>
  private let clock: any RequestClock

  init(concurrency: Int, requestsPerSecond: Double?, clock: any RequestClock) {
    state = Mutex(
      State(
        free: max(concurrency, 1), pacing: RequestPacing(requestsPerSecond: requestsPerSecond)))
    self.clock = clock
  }

  /// Waits until a request may start, and tells when that was. Each success needs a `release`.
  func acquire() async throws -> Duration {
    guard await takePlace() else { throw CancellationError() }
    do {
      var start = state.withLock { $0.pacing.reserve(now: clock.now) }
      while true {
        let now = clock.now
        guard start > now else { return now }
        try await clock.sleep(for: start - now)
        // It may have been slowed down meanwhile.
        start = state.withLock { [start] in $0.pacing.revise(start, now: clock.now) }
      }
    } catch {
      release()
      throw error
    }
  }

  /// Gives the place of a request back.
  func release() {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiters.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiters.removeFirst().continuation
    }
    waiter?.resume(returning: true)
  }

  /// The registry has refused a request as one too many.
  func slowDown(startedAt: Duration, asked: Duration?) {
    state.withLock { $0.pacing.slowDown(startedAt: startedAt, now: clock.now, asked: asked) }
  }

  /// The registry has done what it was asked.
  func speedUp() {
    state.withLock { $0.pacing.speedUp(now: clock.now) }
  }

  /// How many requests could start at once, for tests.
  var freePlaces: Int { state.withLock { $0.free } }

  /// Waits for a place; false where the task was cancelled.
  private func takePlace() async -> Bool {
    let number = state.withLock { state in
      state.lastWaiter += 1
      return state.lastWaiter
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer = state.withLock { state -> Bool? in
          // Cancelled before it waits: nobody would find it among the waiters.
          if Task.isCancelled { return false }
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.waiters.append((number, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
        guard let index = state.waiters.firstIndex(where: { $0.number == number }) else {
          return nil
        }
        return state.waiters.remove(at: index).continuation
      }
      waiter?.resume(returning: false)
    }
  }
}
