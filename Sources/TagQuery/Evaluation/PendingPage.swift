/// A page that has been asked for.
final class PendingPage {
  private let task: Task<Result<ListPage, RegistryError>, Never>
  private let session: RegistrySession
  private var isAnswered = false

  init(_ request: ListRequest, _ session: RegistrySession) {
    self.session = session
    session.waiting += 1
    let registry = session.registry
    let deadline = session.deadline
    task = Task {
      await answerBefore(deadline) {
        do throws(RegistryError) {
          return .success(try await registry.list(request))
        } catch {
          return .failure(error)
        }
      }
    }
  }

  /// Nobody wants a page whose reader is gone.
  deinit {
    task.cancel()
    if !isAnswered { session.waiting -= 1 }
  }

  /// The answer. Whoever waits for it and is cancelled cancels the call.
  func answer() async -> Result<ListPage, RegistryError> {
    let task = task
    let answer = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    if !isAnswered { session.waiting -= 1 }
    isAnswered = true
    return answer
  }
}

/// The answer of a call, which is given up when the time of the run is over.
func answerBefore<Answer: Sendable>(
  _ deadline: ContinuousClock.Instant?,
  _ call: @escaping @Sendable () async -> Result<Answer, RegistryError>
) async -> Result<Answer, RegistryError> {
  guard let deadline else { return await call() }
  return await withTaskGroup(of: Result<Answer, RegistryError>?.self) { group in
    group.addTask { await call() }
    group.addTask {
      try? await Task.sleep(until: deadline, clock: .continuous)
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    let reason =
      Task.isCancelled
      ? "the run was cancelled" : "the run took longer than its timeout allows"
    return first ?? .failure(RegistryError(.unavailable, reason))
  }
}
