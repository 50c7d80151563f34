import Synchronization
import TagQuery

/// Gives each request an identifier, by which an answer and a line of the log are found together.
final class RequestIDs: Sendable {
  private let random: Mutex<SeededRandom>

  init() {
    var system = SystemRandomNumberGenerator()
    random = Mutex(SeededRandom(seed: system.next()))
  }

  func next() -> String { random.withLock { $0.identifier() }.description }
}
