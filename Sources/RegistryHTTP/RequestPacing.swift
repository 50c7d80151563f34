/// When the next request may start, as a value: what the limiter decides by.
///
/// It keeps to a given rate. When the registry says that it is too much, it halves the rate at
/// which requests were sent, and then lets it rise by a tenth a second.
struct RequestPacing: Sendable {
  /// The shortest time between two starts that is ever allowed; zero for no bound.
  private let base: Duration
  /// The time between two starts at present.
  private(set) var interval: Duration
  /// The earliest time of the next start.
  private var next = Duration.zero
  /// When it was last slowed down.
  private var slowedAt: Duration?
  /// When the rate last rose.
  private var raisedAt = Duration.zero
  /// The last few starts, which tell the rate where there is no interval.
  private var starts: [Duration] = []

  private static let remembered = 16
  /// Slowed down, it is no quicker than this.
  private static let leastSlowed = Duration.milliseconds(20)
  /// However often it is slowed down, it goes on.
  private static let longest = Duration.seconds(2)
  /// Shorter intervals are as good as none.
  private static let negligible = Duration.milliseconds(1)

  init(requestsPerSecond: Double?) {
    base = requestsPerSecond.map { .seconds(1) / max($0, 0.001) } ?? .zero
    interval = base
  }

  /// The time at which a request may start that asks now. Each call is for one request.
  mutating func reserve(now: Duration) -> Duration {
    let start = max(now, next)
    next = start + interval
    starts.append(start)
    if starts.count > Self.remembered { starts.removeFirst() }
    return start
  }

  /// The end of the last pause that everybody keeps.
  private(set) var pausedUntil = Duration.zero

  /// The time at which a request may start that was given one before; it is given a later one where
  /// everybody was told to pause since.
  mutating func revise(_ start: Duration, now: Duration) -> Duration {
    start < pausedUntil ? reserve(now: now) : start
  }

  /// Slows down, since a request that started at a time was refused as one too many.
  ///
  /// Those that were on their way together are refused together, and count as one.
  mutating func slowDown(startedAt: Duration, now: Duration, asked: Duration?) {
    if let asked { pausedUntil = max(pausedUntil, now + asked) }
    next = max(next, pausedUntil)
    if let slowedAt, startedAt < slowedAt { return }
    interval = min(max(interval * 2, observedInterval * 2, Self.leastSlowed), Self.longest)
    interval = max(interval, base)
    pausedUntil = max(pausedUntil, now + interval)
    next = max(next, pausedUntil)
    slowedAt = now
    raisedAt = now
  }

  private var observedInterval: Duration {
    guard let first = starts.first, let last = starts.last, starts.count > 1 else { return .zero }
    return (last - first) / (starts.count - 1)
  }

  /// Speeds up again a little, since a request went well.
  mutating func speedUp(now: Duration) {
    guard interval > base else { return }
    // Capped, since a long silence proves nothing.
    let elapsed = min((now - raisedAt).seconds, 1)
    raisedAt = now
    interval = max(interval / (1 + 0.1 * max(elapsed, 0)), base)
    if interval - base < Self.negligible { interval = base }
  }
}
