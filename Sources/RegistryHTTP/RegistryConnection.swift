internal import Synchronization
import TagQuery

/// How a registry is spoken to.
public struct ConnectionSettings: Sendable {
  /// When calls are tried again and when they end.
  public var retry = RetryPolicy()
  /// The most requests at once.
  public var concurrency = 8
  /// The most requests a second; nil for no bound.
  public var requestsPerSecond: Double?
  /// What the client calls itself.
  public var userAgent = "tagq"
  /// Sent with every request.
  public var headers: [HTTPHeader] = []
  /// The clock that pauses are measured by.
  public var clock: any RequestClock = SystemRequestClock()
  /// Chance, from 0 to below 1, that spreads pauses.
  public var random: @Sendable () -> Double = { .random(in: 0..<1) }
  /// Is told of every request and answer as it happens.
  public var trace: (@Sendable (TraceEvent) -> Void)?

  /// The defaults.
  public init() {}
}

/// The way to one registry, which all of its calls share: it bounds them, tries them again, counts
/// and traces them.
public final class RegistryConnection: Sendable {
  /// Where the registry is.
  public let endpoint: Endpoint
  /// What it is spoken to with, if anything.
  let credential: Credential?
  let settings: ConnectionSettings
  private let transport: any HTTPTransport
  private let limiter: AdaptiveLimiter
  private let state = Mutex((calls: 0, counts: RequestCounts()))

  /// A connection; nothing is sent until a call is made.
  ///
  /// A credential for another endpoint is not used.
  public init(
    endpoint: Endpoint, credential: Credential?, transport: any HTTPTransport,
    settings: ConnectionSettings = ConnectionSettings()
  ) {
    self.endpoint = endpoint
    self.credential = credential.flatMap {
      $0.endpoint.hasSameOrigin(as: endpoint) ? $0 : nil
    }
    self.transport = transport
    self.settings = settings
    limiter = AdaptiveLimiter(
      concurrency: settings.concurrency, requestsPerSecond: settings.requestsPerSecond,
      clock: settings.clock)
  }

  /// What was sent and received so far.
  public var counts: RequestCounts { state.withLock { $0.counts } }

  /// Whether a secret is sent along.
  public var hasCredential: Bool { credential != nil }

  /// The text with the secret masked and without what a terminal obeys.
  public func shown(_ text: String) -> String {
    TerminalText.sanitized(credential?.secret.masked(in: text) ?? text)
  }

  /// Makes a call: sends it, and again as often as the policy allows while that may help.
  ///
  /// `read` makes the result from an answer of success. It throws where the body is not what it
  /// should be, which counts like an answer that was cut off.
  public func call<Value: Sendable>(
    _ method: HTTPRequest.Method, _ target: RequestTarget,
    read: (HTTPAnswer) throws(UnreadableAnswer) -> Value
  ) async throws(CallFailure) -> Value {
    let number = state.withLock { state in
      state.calls += 1
      return state.calls
    }
    var deadline: Duration?
    var mayBeDone = false
    var attempt = 0
    while true {
      attempt += 1
      var trial = Trial(call: number, attempt: attempt, method: method, target: target)
      let cause: CallFailure.Cause
      switch await run(&trial, deadline: &deadline, read: read) {
      case .success(let value): return value
      case .failure(let found): cause = found
      }
      let isDoneBefore = mayBeDone
      mayBeDone = mayBeDone || cause.mayBeDone
      func failure(_ end: CallFailure.End) -> CallFailure {
        CallFailure(cause: cause, end: end, tries: trial.attempt, mayBeDone: isDoneBefore)
      }
      guard cause.isPassing else { throw failure(.final) }
      guard attempt < settings.retry.tries else { throw failure(.triesUsed) }
      let pause = settings.retry.pause(
        after: attempt, asked: cause.pauseAsked, random: settings.random())
      guard let deadline, settings.clock.now + pause < deadline else { throw failure(.timeUsed) }
      tell(trial, .pause(pause))
      do {
        try await settings.clock.sleep(for: pause)
      } catch {
        throw CallFailure(cause: .cancelled, end: .final, tries: attempt, mayBeDone: mayBeDone)
      }
    }
  }

  /// One try of a call.
  private struct Trial {
    let call: Int
    let attempt: Int
    let method: HTTPRequest.Method
    let target: RequestTarget
    var startedAt = Duration.zero
  }

  /// Sends a call once. The first try sets the deadline.
  private func run<Value: Sendable>(
    _ trial: inout Trial, deadline: inout Duration?,
    read: (HTTPAnswer) throws(UnreadableAnswer) -> Value
  ) async -> Result<Value, CallFailure.Cause> {
    do {
      trial.startedAt = try await limiter.acquire()
    } catch {
      return .failure(.cancelled)
    }
    defer { limiter.release() }
    let end = deadline ?? trial.startedAt + settings.retry.timeout
    deadline = end
    let timeout = min(settings.retry.tryTimeout, end - trial.startedAt)
    guard timeout > .zero else {
      return .failure(.transport(TransportError(.timedOut, "there was no time left for it")))
    }
    let request = HTTPRequest(
      trial.method, trial.target, headers: headers, credential: credential, timeout: timeout)
    willSend(request, trial)
    do throws(TransportError) {
      let answer = try await transport.send(request)
      return received(answer, trial, read: read)
    } catch {
      if error.kind == .cancelled || Task.isCancelled { return .failure(.cancelled) }
      tell(trial, .failure(shown(error.message)))
      return .failure(.transport(error))
    }
  }

  private func received<Value: Sendable>(
    _ answer: HTTPAnswer, _ trial: Trial, read: (HTTPAnswer) throws(UnreadableAnswer) -> Value
  ) -> Result<Value, CallFailure.Cause> {
    let isTooMuch = answer.status == 429
    state.withLock { state in
      state.counts.bytes += answer.body.count
      if isTooMuch { state.counts.throttled += 1 }
    }
    tell(
      trial,
      .answer(
        status: answer.status, requestID: answer.requestID.map(shown), bytes: answer.body.count))
    guard answer.isSuccess else {
      let cause = CallFailure.Cause.status(answer)
      if isTooMuch { limiter.slowDown(startedAt: trial.startedAt, asked: cause.pauseAsked) }
      return .failure(cause)
    }
    do throws(UnreadableAnswer) {
      let value = try read(answer)
      limiter.speedUp()
      return .success(value)
    } catch {
      tell(trial, .failure(shown(error.reason)))
      return .failure(.unreadable(error, answer))
    }
  }

  private var headers: [HTTPHeader] {
    [
      HTTPHeader("User-Agent", settings.userAgent), HTTPHeader("Accept", "application/json"),
      HTTPHeader("Accept-Encoding", "gzip, deflate"),
    ] + settings.headers
  }

  private func willSend(_ request: HTTPRequest, _ trial: Trial) {
    state.withLock { state in
      state.counts.requests += 1
      if trial.attempt > 1 { state.counts.retries += 1 }
    }
    guard settings.trace != nil else { return }
    let secret = credential.map { [HTTPHeader($0.header, $0.secret.description)] } ?? []
    tell(
      trial,
      .request(
        method: request.method, url: shown("\(endpoint)\(request.target.text)"),
        headers: request.headers + secret))
  }

  private func tell(_ trial: Trial, _ kind: TraceEvent.Kind) {
    settings.trace?(
      TraceEvent(
        call: trial.call, attempt: trial.attempt, kind: kind,
        elapsed: settings.clock.now - trial.startedAt))
  }
}
