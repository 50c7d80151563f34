import HTTPTestServer
import RegistryHTTP
import Testing

/// One request to a server, through the network.
func outcome(
  of url: String, credential: Credential? = nil, timeout: Duration = .seconds(20),
  _ change: (inout NetworkOptions) -> Void = { _ in }
) async throws -> Result<HTTPAnswer, TransportError> {
  var options = NetworkOptions()
  change(&options)
  let target = try #require(RequestTarget(["tags"]))
  do throws(TransportError) {
    let transport = try NetworkTransport(
      endpoint: try endpoint(url), options: options)
    let headers = [HTTPHeader("Accept-Encoding", "gzip, deflate")]
    return .success(
      try await transport.send(
        HTTPRequest(.get, target, headers: headers, credential: credential, timeout: timeout)))
  } catch {
    return .failure(error)
  }
}

private func endpoint(_ url: String) throws(TransportError) -> Endpoint {
  do throws(Endpoint.Problem) {
    return try Endpoint(url)
  } catch {
    throw TransportError(.notAllowed, error.message)
  }
}

func kind(_ result: Result<HTTPAnswer, TransportError>) -> TransportError.Kind? {
  if case .failure(let error) = result { error.kind } else { nil }
}

@Suite struct NetworkTransportTests {
  private func outcome(
    of reply: TestReply, isCompressing: Bool = false,
    _ change: @Sendable (inout NetworkOptions) -> Void = { _ in }
  ) async throws -> Result<HTTPAnswer, TransportError> {
    try await TestServer.run(isCompressing: isCompressing) { _ in
      reply
    } body: { server in
      try await RegistryHTTPTests.outcome(of: "http://127.0.0.1:\(server.port)", change)
    }
  }

  @Test func anAnswerComesWhole() async throws {
    let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0) }
    let answer = try await outcome(
      of: .answer(418, headers: [("X-Request-Id", "abc")], body: body)
    ).get()
    #expect(answer.status == 418)
    #expect(answer.requestID == "abc")
    #expect(answer.body == body)
  }

  @Test func compressedAnswersAreUnpacked() async throws {
    let body = [UInt8](repeating: 0x61, count: 100_000)
    let answer = try await outcome(of: .answer(200, body: body), isCompressing: true).get()
    #expect(answer.header("content-encoding") != nil)
    #expect(answer.body == body)
  }

  @Test func bodiesThatAreTooLargeAreRefused() async throws {
    let body = [UInt8](repeating: 0x61, count: 2_000_000)
    for isCompressing in [false, true] {
      let result = try await outcome(of: .answer(200, body: body), isCompressing: isCompressing) {
        $0.largestBody = 1 << 20
      }
      #expect(kind(result) == .bodyTooLarge)
    }
  }

  @Test func whatIsCutOffIsLost() async throws {
    #expect(kind(try await outcome(of: .cutAnswer(body: Array("{".utf8)))) == .connectionLost)
    #expect(kind(try await outcome(of: .reset)) == .connectionLost)
    #expect(kind(try await outcome(of: .close)) == .connectionLost)
  }

  @Test func whatIsNoHTTPIsUnreadable() async throws {
    #expect(
      kind(try await outcome(of: .raw(Array("\u{7F}ELF no HTTP\r\n\r\n".utf8)))) == .unreadable)
    let gzip = TestReply.answer(
      200, headers: [("content-encoding", "gzip")], body: Array("no gzip".utf8))
    #expect(kind(try await outcome(of: gzip)) == .unreadable)
  }

  @Test func silenceEndsWithTheTime() async throws {
    try await TestServer.run { _ in
      .silence
    } body: { server in
      let result = try await RegistryHTTPTests.outcome(
        of: "http://127.0.0.1:\(server.port)", timeout: .milliseconds(100))
      #expect(kind(result) == .timedOut)
    }
  }

  @Test func cancellationEndsARequestAtOnce() async throws {
    try await TestServer.run { _ in
      .silence
    } body: { server in
      let task = Task {
        try await RegistryHTTPTests.outcome(of: "http://127.0.0.1:\(server.port)")
      }
      await server.firstRequest()
      let start = ContinuousClock.now
      task.cancel()
      let result = try await task.value
      #expect(kind(result) == .cancelled)
      // A few milliseconds alone; a request that is not cancelled takes twenty seconds or more.
      #expect(start.duration(to: .now) < .seconds(15))
    }
  }

  @Test func nobodyListens() async throws {
    let place = try SilentPort()
    let result = try await RegistryHTTPTests.outcome(of: "http://127.0.0.1:\(place.port)")
    #expect(kind(result) == .unreachable)
    guard case .failure(let error) = result else { return }
    #expect(error.message.hasSuffix("cannot be reached: nothing listens there"))
  }

  @Test func connectionsAreKept() async throws {
    try await TestServer.run { _ in
      .answer(200)
    } body: { server in
      let transport = try NetworkTransport(
        endpoint: try Endpoint("http://127.0.0.1:\(server.port)"))
      let target = try #require(RequestTarget(["tags"]))
      for _ in 0..<5 {
        _ = try await transport.send(HTTPRequest(.get, target, timeout: .seconds(20)))
      }
      #expect(server.requests.count == 5)
      #expect(server.connections == 1)
    }
  }

  @Test func httpDoesNotLeaveThisMachineUnlessAllowed() async throws {
    let result = try await RegistryHTTPTests.outcome(of: "http://192.0.2.1")
    #expect(kind(result) == .notAllowed)
    #expect(throws: Never.self) {
      var options = NetworkOptions()
      options.isInsecure = true
      _ = try NetworkTransport(endpoint: try Endpoint("http://192.0.2.1"), options: options)
    }
  }
}

@Suite struct SecretPlaceTests {
  private let secret = Secret("11111111-2222-3333-4444-555555555555")

  @Test(arguments: [301, 302, 303, 307, 308])
  func redirectsAreNotFollowed(_ status: Int) async throws {
    try await TestServer.run { _ in
      .answer(200)
    } body: { other in
      try await TestServer.run { _ in
        .answer(status, headers: [("Location", "http://127.0.0.1:\(other.port)/stolen")])
      } body: { server in
        let url = "http://127.0.0.1:\(server.port)"
        let credential = Credential(
          header: "X-Auth-Token", secret: secret, endpoint: try Endpoint(url))
        let answer = try await outcome(of: url, credential: credential).get()
        #expect(answer.status == status)
        #expect(server.requests.first?.header("X-Auth-Token")?.hasPrefix("11111111") == true)
        #expect(other.connections == 0)
      }
    }
  }

  @Test func theSecretGoesToItsOwnEndpointOnly() async throws {
    try await TestServer.run { _ in
      .answer(200)
    } body: { server in
      let credential = Credential(
        header: "X-Auth-Token", secret: secret, endpoint: try Endpoint("https://example.com"))
      let url = "http://127.0.0.1:\(server.port)"
      #expect(kind(try await outcome(of: url, credential: credential)) == .notAllowed)
      #expect(server.connections == 0)
      let endpoint = try Endpoint(url)
      let connection = RegistryConnection(
        endpoint: endpoint, credential: credential,
        transport: try NetworkTransport(endpoint: endpoint))
      let target = try #require(RequestTarget(["tags"]))
      try await connection.call(.get, target) { _ in }
      #expect(server.requests.count == 1)
      #expect(server.requests.first?.header("X-Auth-Token") == nil)
    }
  }

  @Test func aSecretWithALineBreakIsNotSent() async throws {
    try await TestServer.run { _ in
      .answer(200)
    } body: { server in
      let url = "http://127.0.0.1:\(server.port)"
      let credential = Credential(
        header: "X-Auth-Token", secret: Secret("a\r\nX-Other: b"), endpoint: try Endpoint(url))
      #expect(kind(try await outcome(of: url, credential: credential)) == .notAllowed)
      #expect(server.requests.isEmpty)
    }
  }
}
