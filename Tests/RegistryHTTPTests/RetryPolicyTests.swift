import Testing

@testable import RegistryHTTP

@Suite struct RetryPolicyTests {
  @Test func pausesDoubleUpToTheLongest() {
    let policy = RetryPolicy()
    let longest = (1...8).map { policy.pause(after: $0, asked: nil, random: 1) }
    #expect(longest.map(\.seconds) == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10])
  }

  @Test func chanceTakesAnyPartOfThem() {
    let policy = RetryPolicy()
    #expect(policy.pause(after: 3, asked: nil, random: 0) == .zero)
    #expect(policy.pause(after: 3, asked: nil, random: 0.25) == .milliseconds(200))
    #expect(policy.pause(after: 1_000, asked: nil, random: 0.5) == .seconds(5))
  }

  @Test func whatTheServerAsksForIsKept() {
    let policy = RetryPolicy()
    #expect(policy.pause(after: 1, asked: .seconds(20), random: 1) == .seconds(20))
    #expect(policy.pause(after: 3, asked: .milliseconds(1), random: 1) == .milliseconds(800))
  }
}

@Suite struct RequestPacingTests {
  private func starts(_ pacing: inout RequestPacing, _ count: Int, now: Duration) -> [Double] {
    (0..<count).map { _ in pacing.reserve(now: now).seconds }
  }

  @Test func aGivenRateIsKept() {
    var pacing = RequestPacing(requestsPerSecond: 4)
    #expect(starts(&pacing, 4, now: .zero) == [0, 0.25, 0.5, 0.75])
    #expect(starts(&pacing, 2, now: .seconds(10)) == [10, 10.25])
  }

  @Test func withoutARateNothingWaits() {
    var pacing = RequestPacing(requestsPerSecond: nil)
    #expect(starts(&pacing, 3, now: .seconds(1)) == [1, 1, 1])
  }

  @Test func tooMuchHalvesTheRate() {
    var pacing = RequestPacing(requestsPerSecond: nil)
    for tenth in 0..<10 { _ = pacing.reserve(now: .milliseconds(100 * tenth)) }
    pacing.slowDown(startedAt: .milliseconds(900), now: .seconds(1), asked: nil)
    #expect(pacing.interval == .milliseconds(200))
    #expect(starts(&pacing, 2, now: .seconds(1)) == [1.2, 1.4])
    // Those that were on their way together count once.
    pacing.slowDown(startedAt: .milliseconds(950), now: .milliseconds(1_050), asked: nil)
    #expect(pacing.interval == .milliseconds(200))
    pacing.slowDown(startedAt: .milliseconds(1_200), now: .milliseconds(1_300), asked: nil)
    #expect(pacing.interval == .milliseconds(400))
  }

  @Test func itEndsAtARateThatStillGoesOn() {
    var pacing = RequestPacing(requestsPerSecond: nil)
    for second in 1..<30 {
      pacing.slowDown(startedAt: .seconds(second), now: .seconds(second), asked: nil)
    }
    #expect(pacing.interval == .seconds(2))
  }

  @Test func aPauseThatIsAskedForIsForEverybody() {
    var pacing = RequestPacing(requestsPerSecond: nil)
    let waiting = pacing.reserve(now: .seconds(1))
    pacing.slowDown(startedAt: .seconds(1), now: .seconds(1), asked: .seconds(30))
    let revised = pacing.revise(waiting, now: .seconds(1))
    #expect(revised == .seconds(31))
    #expect(pacing.reserve(now: .seconds(1)) > .seconds(31))
    #expect(pacing.revise(revised, now: .seconds(31)) == revised)
  }

  @Test func itSpeedsUpSlowly() {
    var pacing = RequestPacing(requestsPerSecond: nil)
    pacing.slowDown(startedAt: .zero, now: .zero, asked: nil)
    pacing.slowDown(startedAt: .zero, now: .zero, asked: nil)
    let slow = pacing.interval
    pacing.speedUp(now: .milliseconds(100))
    #expect(pacing.interval < slow)
    #expect(pacing.interval > slow * 0.98)
    var seconds = 1
    while pacing.interval > slow / 2 {
      pacing.speedUp(now: .seconds(seconds))
      seconds += 1
    }
    #expect((7...9).contains(seconds))
    while pacing.interval > .zero, seconds < 1_000 {
      pacing.speedUp(now: .seconds(seconds))
      seconds += 1
    }
    #expect(seconds < 100)
  }

  @Test func itIsNeverQuickerThanTheGivenRate() {
    var pacing = RequestPacing(requestsPerSecond: 2)
    pacing.slowDown(startedAt: .zero, now: .zero, asked: nil)
    #expect(pacing.interval == .seconds(1))
    for second in 1...100 { pacing.speedUp(now: .seconds(second)) }
    #expect(pacing.interval == .milliseconds(500))
  }
}

@Suite struct AdaptiveLimiterTests {
  @Test func noMoreThanTheBoundAreLetIn() async throws {
    let limiter = AdaptiveLimiter(
      concurrency: 2, requestsPerSecond: nil, clock: SystemRequestClock())
    _ = try await limiter.acquire()
    _ = try await limiter.acquire()
    let third = Task { try await limiter.acquire() }
    // A cancelled one leaves the queue, and takes nobody's place.
    third.cancel()
    await #expect(throws: CancellationError.self) { try await third.value }
    let fourth = Task { try await limiter.acquire() }
    limiter.release()
    _ = try await fourth.value
    limiter.release()
    limiter.release()
    _ = try await limiter.acquire()
    _ = try await limiter.acquire()
  }

  @Test func whoIsCancelledWhileWaitingForItsTimeGivesItsPlaceBack() async throws {
    let limiter = AdaptiveLimiter(
      concurrency: 1, requestsPerSecond: 0.01, clock: SystemRequestClock())
    _ = try await limiter.acquire()
    limiter.release()
    let waiting = Task { try await limiter.acquire() }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    #expect(limiter.freePlaces == 1)
  }
}
