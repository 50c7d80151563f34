import TagQuery

/// Tells of each request in one line.
///
///     2026-11-25T10:00:00.123456Z 200 GET /registry/v1/regions/fr-par/images 1734 B 412 us 6f…
///
/// No header of a request is told, so no token either.
struct AccessLog: Sendable {
  private let line: (@Sendable (String) -> Void)?
  private let now: @Sendable () -> Timestamp
  private let uptime: @Sendable () -> ContinuousClock.Instant

  /// More of a target would only fill the log.
  private static let longestTarget = 1_000

  init(_ options: ServerOptions) {
    line = options.log
    now = options.now
    uptime = options.uptime
  }

  /// Tells of something that belongs to no request.
  var report: @Sendable (String) -> Void {
    { [line, now] text in line?(TerminalText.sanitized("\(now()) \(text)")) }
  }

  /// When a request began; nil where nobody wants to know.
  func start() -> ContinuousClock.Instant? { line == nil ? nil : uptime() }

  func write(
    _ request: IncomingRequest, _ outcome: Outcome, id: String,
    since start: ContinuousClock.Instant?
  ) {
    guard let line, let start else { return }
    let duration = uptime() - start
    let microseconds =
      duration.components.seconds * 1_000_000
      + duration.components.attoseconds / 1_000_000_000_000
    let (result, size): (String, Int) =
      switch outcome {
      case .answer(let answer): ("\(answer.status)", answer.body.count)
      case .truncated(let answer): ("truncated", answer.body.count / 2)
      case .lost: ("lost", 0)
      case .reset: ("reset", 0)
      }
    let target = TerminalText.sanitized(String(request.target.prefix(Self.longestTarget)))
    let method = TerminalText.sanitized(String(request.method.prefix(20)))
    line("\(now()) \(result) \(method) \(target) \(size) B \(microseconds) us \(id)")
  }
}
