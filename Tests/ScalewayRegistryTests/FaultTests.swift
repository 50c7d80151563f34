import HTTPTestServer
import RegistryHTTP
import ScalewayRegistry
import Synchronization
import TagQuery
import Testing

/// Reads through a real socket from a server that makes faults.
@Suite struct FaultTests {
  private static let count = 2_000

  private var settings: ConnectionSettings {
    TestClient.settings { settings in
      // All calls share the clock, and each pause puts it forward for all.
      settings.retry.timeout = .seconds(1_000_000)
    }
  }

  /// The names on all pages, which are read at once.
  private func names(_ registry: ScalewayRegistry) async throws -> [String] {
    try await withThrowingTaskGroup(of: [String].self) { group in
      for page in 1...Self.count / 100 {
        group.addTask {
          let request = ListRequest(
            .tags(image: FakeAPI.image), region: FakeAPI.region, page: page, pageSize: 100)
          let answer = try await registry.list(request)
          #expect(answer.totalCount == Self.count)
          return (0..<answer.rows.count).compactMap { answer.rows.tag(at: $0)?.name }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

  private func read(_ faults: Faults) async throws {
    let api = FakeAPI(tags: Self.count)
    try await TestServer.run { request in
      await faults.reply(to: request) { await api.respond(to: $0) }
    } body: { server in
      let url = "http://127.0.0.1:\(server.port)"
      let network = try NetworkTransport(endpoint: try Endpoint(url))
      let registry = ScalewayRegistry(
        try TestClient.configuration(url),
        transport: ImpatientTransport(network: network, faults: faults), settings: settings)
      let names = try await names(registry)
      #expect(names.sorted() == (0..<Self.count).map { "v\($0)" }.sorted())
      let failed = faults.count.withLock { $0 }
      #expect(failed > 0, "a test without faults shows nothing")
      let counts = registry.connection.counts
      #expect(counts.retries == failed)
      #expect(counts.requests == Self.count / 100 + failed)
    }
  }

  @Test(arguments: Faults.Fault.allCases)
  func everyTagIsReadOnceInSpiteOfAFault(_ fault: Faults.Fault) async throws {
    try await read(Faults([fault], percent: 40))
  }

  @Test func everyTagIsReadOnceInSpiteOfAllOfThem() async throws {
    try await read(Faults(Faults.Fault.allCases, percent: 40))
  }

  @Test(arguments: [TestReply.reset, .close, .answer(503), .answer(429)])
  func anAPIThatIsDownEndsWithinTheTime(_ reply: TestReply) async throws {
    try await TestServer.run { _ in
      reply
    } body: { server in
      let clock = FakeClock()
      var settings = TestClient.settings { $0.clock = clock }
      // Tries at 0, 90, 180 and 270 seconds. The last one has half a minute of real time left,
      // since other tests may take the processors for a while.
      settings.retry.timeout = .seconds(300)
      settings.retry.pause = .seconds(100)
      settings.retry.longestPause = .seconds(100)
      settings.random = { 0.9 }
      let registry = try ScalewayRegistry(
        try TestClient.configuration("http://127.0.0.1:\(server.port)"), settings: settings)
      let error = await #expect(throws: RegistryError.self) {
        try await registry.list(ListRequest(.namespaces, region: "fr-par", pageSize: 1))
      }
      let isBusy = if case .answer(429, _, _) = reply { true } else { false }
      #expect(error?.kind == (isBusy ? .rateLimited : .unavailable))
      #expect(clock.now < .seconds(300))
      #expect(registry.connection.counts.requests == 4)
    }
  }

  @Test func anAPIThatSaysNothingEndsWithinTheTime() async throws {
    try await TestServer.run { _ in
      .silence
    } body: { server in
      var settings = ConnectionSettings()
      settings.retry.timeout = .milliseconds(500)
      let registry = try ScalewayRegistry(
        try TestClient.configuration("http://127.0.0.1:\(server.port)"), settings: settings)
      let start = ContinuousClock.now
      let error = await #expect(throws: RegistryError.self) {
        try await registry.list(ListRequest(.namespaces, region: "fr-par", pageSize: 1))
      }
      #expect(error?.kind == .unavailable)
      // Without a bound it would be six tries of thirty seconds. Other tests may take the
      // processors for a while.
      #expect(start.duration(to: .now) < .seconds(100))
    }
  }

  @Test func eachTagIsDeletedOnceInSpiteOfFaults() async throws {
    let api = FakeAPI(tags: 60)
    let faults = Faults([.lostAnswer, .failing, .tooMuch], percent: 40)
    try await TestServer.run { request in
      await faults.reply(to: request) { await api.respond(to: $0) }
    } body: { server in
      let registry = try ScalewayRegistry(
        try TestClient.configuration("http://127.0.0.1:\(server.port)"), settings: settings)
      var inferred = 0
      for number in 0..<60 {
        let answer = try await registry.delete(
          DeleteRequest(id: FakeAPI.tag(number), region: FakeAPI.region, isForced: false))
        #expect(answer.status == .deleting)
        if answer.isInferred { inferred += 1 }
      }
      #expect(inferred > 0)
      #expect(api.registry.contents.regions[0].tags.isEmpty)
      let error = await #expect(throws: RegistryError.self) {
        try await registry.delete(
          DeleteRequest(id: FakeAPI.tag(999), region: FakeAPI.region, isForced: false))
      }
      #expect(error?.kind == .notFound)
    }
  }

  @Test func cancellationEndsACallAtOnce() async throws {
    try await TestServer.run { _ in
      .silence
    } body: { server in
      let registry = try ScalewayRegistry(
        try TestClient.configuration("http://127.0.0.1:\(server.port)"))
      let task = Task {
        do throws(RegistryError) {
          _ = try await registry.list(ListRequest(.namespaces, region: "fr-par", pageSize: 1))
          return RegistryError.Kind.unavailable
        } catch {
          return error.kind
        }
      }
      await server.firstRequest()
      let start = ContinuousClock.now
      task.cancel()
      #expect(await task.value == .cancelled)
      // A few milliseconds alone; a request that is not cancelled takes twenty seconds or more.
      #expect(start.duration(to: .now) < .seconds(15))
    }
  }

  @Test func aQueryRunsOverIt() async throws {
    let api = FakeAPI(tags: 250)
    let faults = Faults([.cut, .tooMuch], percent: 40)
    try await TestServer.run { request in
      await faults.reply(to: request) { await api.respond(to: $0) }
    } body: { server in
      let registry = try ScalewayRegistry(
        try TestClient.configuration("http://127.0.0.1:\(server.port)"), settings: settings)
      let engine = QueryEngine(environment: QueryEnvironment(now: Timestamp(nanoseconds: 0)))
      let program = try engine.compile(
        SourceText(name: "test", "tags image=\(FakeAPI.image) order by created desc | select name"))
      let output = CollectedNames()
      _ = try await engine.run(program, on: registry, output: output)
      let found = output.names
      #expect(found == (0..<250).reversed().map { "v\($0)" })
    }
  }
}

/// The first column of what a program shows.
private final class CollectedNames: ResultOutput {
  var names: [String] = []
  func begin(_ columns: [ResultColumn]) throws(RunError) {}
  func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
    names += rows.compactMap { $0.first?.text }
    return true
  }
  func end() throws(RunError) {}
  func explain(_ plan: PipelinePlan) throws(RunError) {}
}

extension Faults.Fault: CustomTestStringConvertible {
  var testDescription: String { "\(self)" }
}
