import Synchronization
import TagQuery

/// Gives each request an identifier, by which an answer and a line of the log are found together.
final class RequestIDs: Sendable {
  private let random: Mutex<SplitMix64>

  init() {
    var system = SystemRandomNumberGenerator()
    random = Mutex(SplitMix64(seed: system.next()))
  }

  func next() -> String { random.withLock { $0.identifier() }.description }
}
