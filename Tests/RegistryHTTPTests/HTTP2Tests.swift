import HTTPTestServer
import RegistryHTTP
import Testing

@Suite struct HTTP2Tests {
  private func withTransport(
    isCompressing: Bool = false, largestBody: Int = 16 << 20,
    _ respond: @escaping TestServer.Responder,
    body: (NetworkTransport, TestServer) async throws -> Void
  ) async throws {
    let certificate = try await TestCertificate()
    defer { certificate.remove() }
    try await TestServer.run(
      identity: certificate.identity, offersHTTP2: true, isCompressing: isCompressing, respond
    ) { server in
      var options = NetworkOptions()
      options.trustedCertificates = certificate.path
      options.largestBody = largestBody
      let transport = try NetworkTransport(
        endpoint: try Endpoint("https://localhost:\(server.port)"), options: options)
      try await body(transport, server)
    }
  }

  private func request(
    _ name: String = "tags", timeout: Duration = .seconds(20)
  ) throws -> HTTPRequest {
    let headers = [HTTPHeader("Accept-Encoding", "gzip, deflate")]
    return HTTPRequest(
      .get, try #require(RequestTarget([name])), headers: headers, timeout: timeout)
  }

  @Test func requestsShareOneConnection() async throws {
    let text = [UInt8](repeating: 0x61, count: 50_000)
    try await withTransport(isCompressing: true) { _ in
      .answer(200, body: text)
    } body: { transport, server in
      let first = try await transport.send(try request())
      #expect(first.body == text)
      #expect(first.header("content-encoding") != nil)
      let request = try request()
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<50 { group.addTask { try await transport.send(request).body.count } }
        for try await count in group { #expect(count == 50_000) }
      }
      #expect(server.connections == 1)
      #expect(server.requests.count == 51)
    }
  }

  @Test func itsBodiesAreBoundedToo() async throws {
    for isCompressing in [false, true] {
      try await withTransport(isCompressing: isCompressing, largestBody: 1_000) { _ in
        .answer(200, body: [UInt8](repeating: 0x61, count: 50_000))
      } body: { transport, _ in
        let error = await #expect(throws: TransportError.self) {
          try await transport.send(try request())
        }
        #expect(error?.kind == .bodyTooLarge)
      }
    }
  }

  @Test func streamsThatEndEarlyAreLost() async throws {
    for reply in [TestReply.close, .cutAnswer(body: [1, 2, 3])] {
      try await withTransport { _ in
        reply
      } body: { transport, _ in
        let error = await #expect(throws: TransportError.self) {
          try await transport.send(try request())
        }
        #expect(error?.kind == .connectionLost)
      }
    }
  }

  @Test func silenceEndsWithTheTimeAndOthersGoOn() async throws {
    try await withTransport { request in
      request.uri == "/silence" ? .silence : .answer(200)
    } body: { transport, server in
      // The connection is there before the time is measured.
      _ = try await transport.send(try request())
      let error = await #expect(throws: TransportError.self) {
        try await transport.send(try request("silence", timeout: .milliseconds(200)))
      }
      #expect(error?.kind == .timedOut)
      let answer = try await transport.send(try request())
      #expect(answer.status == 200)
      #expect(server.connections == 1)
    }
  }
}
