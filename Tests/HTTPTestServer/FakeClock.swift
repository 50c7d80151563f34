public import RegistryHTTP
import Synchronization

/// A clock on which waiting takes no time: it only goes on by as much.
public final class FakeClock: RequestClock {
  private let state = Mutex((now: Duration.zero, sleeps: [Duration]()))

  /// A clock at zero.
  public init() {}

  /// The time on this clock.
  public var now: Duration { state.withLock { $0.now } }

  /// How long was waited, each time.
  public var sleeps: [Duration] { state.withLock { $0.sleeps } }

  /// Goes on.
  public func advance(by duration: Duration) {
    state.withLock { $0.now += duration }
  }

  /// Goes on, and lets others run.
  public func sleep(for duration: Duration) async throws {
    try Task.checkCancellation()
    state.withLock { state in
      state.now += duration
      state.sleeps.append(duration)
    }
    await Task.yield()
  }
}
