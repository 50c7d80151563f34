/// A page that has been asked for.
final class PendingPage {
  private let task: Task<Result<ListPage, RegistryError>, Never>
  private let session: RegistrySession
  private var isAnswered = false

  init(_ request: ListRequest, _ session: RegistrySession) {
    self.session = session
    session.waiting += 1
    let registry = session.registry
    task = Task {
      do throws(RegistryError) {
        return .success(try await registry.list(request))
      } catch {
        return .failure(error)
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
