/// How often and when a call is tried again: exponential back-off with full jitter (M. Brooker,
/// "Exponential Backoff And Jitter"), which spreads the tries of many clients best.
public struct RetryPolicy: Sendable, Hashable {
  /// The most tries of a call, the first among them.
  public var tries = 6
  /// The longest pause before the second try; it doubles with each further one.
  public var pause = Duration.milliseconds(200)
  /// The longest pause of all, where the server asks for no longer one.
  public var longestPause = Duration.seconds(10)
  /// The most time of one try.
  public var tryTimeout = Duration.seconds(30)
  /// The most time of a call with all its tries, from when the first is sent.
  public var timeout = Duration.seconds(60)

  /// The defaults.
  public init() {}

  /// How long to wait behind a try, of which the first is 1.
  ///
  /// `random` is from 0 to below 1. A longer pause that the server asks for is kept.
  func pause(after attempt: Int, asked: Duration?, random: Double) -> Duration {
    let doublings = min(max(attempt - 1, 0), 30)
    let ceiling = min(pause * (1 << doublings), longestPause)
    return max(ceiling * random, asked ?? .zero)
  }
}

/// The time that pauses and time-outs are measured by, and how to wait.
public protocol RequestClock: Sendable {
  /// Time since some moment; it never goes back.
  var now: Duration { get }
  /// Waits. Throws `CancellationError` as soon as the task is cancelled.
  func sleep(for duration: Duration) async throws
}

/// The machine's clock.
public struct SystemRequestClock: RequestClock {
  private let start = ContinuousClock.now

  /// The machine's clock.
  public init() {}

  /// Time since this value was made.
  public var now: Duration { start.duration(to: .now) }

  /// Waits.
  public func sleep(for duration: Duration) async throws {
    try await ContinuousClock().sleep(for: duration)
  }
}

extension Duration {
  /// Seconds, with a fraction.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
