import Dispatch
import TagQueryShell

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Waits for work that others have a part in. Nothing else happens meanwhile: the commands are not
/// asynchronous themselves, since that would cost every start some milliseconds.
///
/// Ctrl-C cancels the work, and ends the process with the exit code 130, at once where the work
/// does not end by itself soon.
func wait<Answer: Sendable>(for work: @escaping @Sendable () async -> Answer) -> Answer {
  let finished = DispatchSemaphore(value: 0)
  let place = AnswerPlace<Answer>()
  let interruption = DispatchSemaphore(value: 0)
  let task = Task.detached {
    place.answer = await work()
    finished.signal()
  }
  signal(SIGINT, SIG_IGN)
  let queue = DispatchQueue(label: "interrupts")
  let interrupts = DispatchSource.makeSignalSource(signal: SIGINT, queue: queue)
  interrupts.setEventHandler { @Sendable in
    interruption.signal()
    task.cancel()
    queue.asyncAfter(deadline: .now() + .milliseconds(200)) {
      exit(RunEnd.interrupted.rawValue)
    }
  }
  interrupts.resume()
  finished.wait()
  // Work that was cancelled ends in some way; how it ended is not what the process tells.
  if interruption.wait(timeout: .now()) == .success { exit(RunEnd.interrupted.rawValue) }
  interrupts.cancel()
  signal(SIGINT, SIG_DFL)
  // The answer was put there before the signal.
  guard let answer = place.answer else { fatalError("the work has no answer") }
  return answer
}

/// What the task leaves for the main thread. The semaphore orders the one write before the one
/// read: therefore `@unchecked Sendable`.
private final class AnswerPlace<Answer>: @unchecked Sendable {
  var answer: Answer?
}
