import HTTPTestServer
import RegistryHTTP
import Synchronization
import Testing

/// A connection over a script, on a clock that takes no time.
struct ScriptedConnection {
  let clock = FakeClock()
  let transport: ScriptedTransport
  let connection: RegistryConnection
  let trace = Trace()
  static let key = "11111111-2222-3333-4444-555555555555"

  final class Trace: Sendable {
    private let events = Mutex<[TraceEvent]>([])
    var lines: [String] { events.withLock { $0.map(\.description) } }
    func add(_ event: TraceEvent) { events.withLock { $0.append(event) } }
  }

  init(
    _ transport: ScriptedTransport, _ change: (inout ConnectionSettings) -> Void = { _ in }
  ) throws {
    var settings = ConnectionSettings()
    settings.clock = clock
    settings.random = { 0.5 }
    let trace = trace
    settings.trace = { trace.add($0) }
    change(&settings)
    let endpoint = try Endpoint("https://api.example.com")
    self.transport = transport
    connection = RegistryConnection(
      endpoint: endpoint,
      credential: Credential(header: "X-Auth-Token", secret: Secret(Self.key), endpoint: endpoint),
      transport: transport, settings: settings)
  }

  /// The text of the answer, or how it failed.
  func call(_ method: HTTPRequest.Method = .get) async throws -> Result<String, CallFailure> {
    let target = try #require(RequestTarget(["tags"]))
    do throws(CallFailure) {
      return .success(
        try await connection.call(method, target) { (answer) throws(UnreadableAnswer) in
          guard answer.body != Array("garbage".utf8) else { throw UnreadableAnswer("garbage") }
          return String(decoding: answer.body, as: UTF8.self)
        })
    } catch {
      return .failure(error)
    }
  }

  func failure() async throws -> CallFailure {
    switch try await call() {
    case .success(let text):
      Issue.record("it was answered: \(text)")
      throw CancellationError()
    case .failure(let failure): return failure
    }
  }
}

@Suite struct RegistryConnectionTests {
  @Test(arguments: [429, 408, 409, 500, 502, 503, 504, 599])
  func whatPassesIsTriedAgain(_ status: Int) async throws {
    let scripted = try ScriptedConnection(
      ScriptedTransport(.answer(status), .answer(status), .answer(200, "done")))
    #expect(try await scripted.call().get() == "done")
    #expect(scripted.connection.counts.requests == 3)
    #expect(scripted.connection.counts.retries == 2)
    #expect(scripted.connection.counts.throttled == (status == 429 ? 2 : 0))
    #expect(scripted.connection.counts.bytes == 4)
  }

  @Test(arguments: [300, 301, 302, 307, 308, 400, 401, 403, 404, 405, 410, 412, 423, 431])
  func whatDoesNotPassIsNot(_ status: Int) async throws {
    let scripted = try ScriptedConnection(ScriptedTransport(.answer(status)))
    let failure = try await scripted.failure()
    #expect(failure.end == .final)
    #expect(failure.tries == 1)
    #expect(scripted.transport.requests.count == 1)
  }

  @Test(arguments: [
    TransportError.Kind.timedOut, .connectionLost, .unreachable, .unreadable,
  ])
  func lostAnswersAreTriedAgain(_ kind: TransportError.Kind) async throws {
    let scripted = try ScriptedConnection(
      ScriptedTransport(.failure(TransportError(kind, "lost")), .answer(200, "done")))
    #expect(try await scripted.call().get() == "done")
  }

  @Test(arguments: [
    TransportError.Kind.bodyTooLarge, .certificate(.expired), .tls, .proxy, .notAllowed,
  ])
  func othersAreNot(_ kind: TransportError.Kind) async throws {
    let scripted = try ScriptedConnection(
      ScriptedTransport(.failure(TransportError(kind, "no"))))
    #expect(try await scripted.failure().tries == 1)
  }

  @Test func bodiesThatCannotBeReadAreTriedAgain() async throws {
    let scripted = try ScriptedConnection(
      ScriptedTransport(.answer(200, "garbage"), .answer(200, "done")))
    #expect(try await scripted.call().get() == "done")
    let other = try ScriptedConnection(ScriptedTransport(.answer(200, "garbage")))
    let failure = try await other.failure()
    #expect(failure.tries == 6)
    #expect(failure.end == .triesUsed)
  }

  @Test func thereAreSixTriesWithHalfOfTheirPauses() async throws {
    let scripted = try ScriptedConnection(ScriptedTransport(.answer(500)))
    let failure = try await scripted.failure()
    #expect(failure.tries == 6)
    #expect(failure.end == .triesUsed)
    #expect(
      scripted.clock.sleeps == [100, 200, 400, 800, 1_600].map { Duration.milliseconds($0) })
  }

  @Test func theTimeOfACallIsKept() async throws {
    let scripted = try ScriptedConnection(ScriptedTransport(.answer(500))) {
      $0.retry.timeout = .seconds(1)
    }
    let failure = try await scripted.failure()
    #expect(failure.end == .timeUsed)
    #expect(failure.tries == 4)
    #expect(scripted.clock.now < .seconds(1))
  }

  @Test func eachTryHasNoMoreThanWhatIsLeft() async throws {
    let scripted = try ScriptedConnection(ScriptedTransport(.answer(500))) {
      $0.retry.timeout = .seconds(1)
      $0.retry.tryTimeout = .milliseconds(900)
    }
    _ = try await scripted.failure()
    #expect(
      scripted.transport.requests.map(\.timeout)
        == [900, 900, 700, 300].map { Duration.milliseconds($0) })
  }

  @Test func theServerMayAskForAPause() async throws {
    let seconds = try ScriptedConnection(
      ScriptedTransport(
        .answer(503, headers: [HTTPHeader("retry-after", "7")]), .answer(200, "done")))
    #expect(try await seconds.call().get() == "done")
    #expect(seconds.clock.now == .seconds(7))
    let date = try ScriptedConnection(
      ScriptedTransport(
        .answer(
          503,
          headers: [
            HTTPHeader("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT"),
            HTTPHeader("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
          ]), .answer(200, "done")))
    #expect(try await date.call().get() == "done")
    #expect(date.clock.now == .seconds(30))
  }

  @Test func aPauseThatIsTooLongEndsTheCall() async throws {
    let scripted = try ScriptedConnection(
      ScriptedTransport(.answer(429, headers: [HTTPHeader("Retry-After", "3600")])))
    let failure = try await scripted.failure()
    #expect(failure.end == .timeUsed)
    #expect(failure.tries == 1)
    #expect(scripted.clock.now == .zero)
  }

  @Test func tooMuchSlowsDownEveryCall() async throws {
    let scripted = try ScriptedConnection(
      ScriptedTransport(.answer(429), .answer(200, "done")))
    #expect(try await scripted.call().get() == "done")
    let before = scripted.clock.now
    for _ in 0..<5 { #expect(try await scripted.call().get() == "done") }
    #expect(scripted.clock.now - before >= .milliseconds(80))
  }

  @Test func aRateIsKept() async throws {
    let scripted = try ScriptedConnection(ScriptedTransport(.answer(200))) {
      $0.requestsPerSecond = 10
    }
    for _ in 0..<11 { _ = try await scripted.call() }
    #expect(scripted.clock.now == .seconds(1))
  }
}

@Suite struct LostAnswerTests {
  private func mayBeDone(_ steps: ScriptedTransport.Step...) async throws -> Bool {
    let transport =
      steps.count == 1
      ? ScriptedTransport(steps[0], .answer(404))
      : ScriptedTransport(steps[0], steps[1], .answer(404))
    let scripted = try ScriptedConnection(transport)
    return try await scripted.failure().mayBeDone
  }

  @Test func itIsToldWhetherAnEarlierTryMayHaveBeenCarriedOut() async throws {
    #expect(try await !ScriptedConnection(ScriptedTransport(.answer(404))).failure().mayBeDone)
    #expect(try await mayBeDone(.answer(500)))
    #expect(try await mayBeDone(.failure(TransportError(.timedOut, ""))))
    #expect(try await mayBeDone(.failure(TransportError(.connectionLost, ""))))
    #expect(try await mayBeDone(.answer(200, "garbage")))
    #expect(try await !mayBeDone(.answer(429)))
    #expect(try await !mayBeDone(.answer(409)))
    #expect(try await !mayBeDone(.failure(TransportError(.unreachable, ""))))
    #expect(try await mayBeDone(.answer(502), .answer(429)))
    #expect(try await !mayBeDone(.answer(429), .answer(429)))
  }
}

@Suite struct TraceTests {
  @Test func everyRequestAndAnswerIsToldWithoutTheSecret() async throws {
    let id = HTTPHeader("x-request-id", "abc\u{1B}[31m\(ScriptedConnection.key)")
    let scripted = try ScriptedConnection(
      ScriptedTransport(
        .answer(500, "oh", headers: [id]),
        .failure(TransportError(.connectionLost, "lost \(ScriptedConnection.key)")),
        .answer(200, "done")))
    _ = try await scripted.call().get()
    let lines = scripted.trace.lines
    #expect(lines.count == 8)
    #expect(lines[0].hasPrefix("→ 1 GET https://api.example.com/tags (User-Agent: tagq, "))
    #expect(lines[0].hasSuffix("X-Auth-Token: ‹hidden›)"))
    #expect(lines[1] == #"← 1 500, 2 bytes, 0 ms, request abc\u{1b}[31m‹hidden›"#)
    #expect(lines[2] == "  1 again in 100 ms")
    #expect(lines[4] == "← 1.2 failed after 0 ms: lost ‹hidden›")
    #expect(lines[7] == "← 1.3 200, 4 bytes, 0 ms")
    #expect(lines.allSatisfy { !$0.contains("2222") })
  }
}

@Suite struct ConcurrencyTests {
  /// Counts who is inside, and lets nobody out before as many as may be are in.
  private final class Gate: HTTPTransport {
    private let state = Mutex((inside: 0, most: 0, waiting: [CheckedContinuation<Void, Never>]()))
    let bound: Int
    init(bound: Int) { self.bound = bound }
    var most: Int { state.withLock { $0.most } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
      await withCheckedContinuation { continuation in
        let released = state.withLock { state in
          state.inside += 1
          state.most = max(state.most, state.inside)
          state.waiting.append(continuation)
          guard state.inside == bound else { return [CheckedContinuation<Void, Never>]() }
          defer { state.waiting = [] }
          state.inside = 0
          return state.waiting
        }
        for waiter in released { waiter.resume() }
      }
      return HTTPAnswer(status: 200)
    }
  }

  @Test func asManyAsAllowedAreSentAtOnceAndNoMore() async throws {
    let gate = Gate(bound: 3)
    var settings = ConnectionSettings()
    settings.concurrency = 3
    let connection = RegistryConnection(
      endpoint: try Endpoint("https://a"), credential: nil, transport: gate, settings: settings)
    let target = try #require(RequestTarget(["tags"]))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<30 {
        group.addTask { try await connection.call(.get, target) { _ in } }
      }
      try await group.waitForAll()
    }
    #expect(gate.most == 3)
    #expect(connection.counts.requests == 30)
  }
}
