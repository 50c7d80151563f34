import Dispatch

/// Waits for work that others have a part in. Nothing else happens meanwhile: the commands are not
/// asynchronous themselves, since that would cost every start some milliseconds.
func wait<Answer: Sendable>(for work: @escaping @Sendable () async -> Answer) -> Answer {
  let finished = DispatchSemaphore(value: 0)
  let place = AnswerPlace<Answer>()
  Task.detached {
    place.answer = await work()
    finished.signal()
  }
  finished.wait()
  // The answer was put there before the signal.
  guard let answer = place.answer else { fatalError("the work has no answer") }
  return answer
}

/// What the task leaves for the main thread. The semaphore orders the one write before the one
/// read: therefore `@unchecked Sendable`.
private final class AnswerPlace<Answer>: @unchecked Sendable {
  var answer: Answer?
}
