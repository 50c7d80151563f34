import HTTPTestServer
import RegistryHTTP
import Testing

@Suite struct ProxyTests {
  private func outcome(
    through proxy: TestServer, url: String = "http://api.example.com:7080", login: String = "",
    exceptions: String = ""
  ) async throws -> Result<HTTPAnswer, TransportError> {
    let endpoint = try Endpoint(url)
    let credential = Credential(
      header: "X-Auth-Token", secret: Secret("hush"), endpoint: endpoint)
    return try await RegistryHTTPTests.outcome(of: url, credential: credential) {
      $0.isInsecure = true
      $0.proxies = ProxySettings(environment: [
        "HTTP_PROXY": "http://\(login)127.0.0.1:\(proxy.port)", "NO_PROXY": exceptions,
      ])
    }
  }

  @Test func requestsGoThroughTheProxyAndTheSecretNotToIt() async throws {
    try await TestServer.run(proxy: .init()) { _ in
      .answer(200, body: [7])
    } body: { proxy in
      #expect(try await outcome(through: proxy, login: "me:pass@").get().body == [7])
      let connect = try #require(proxy.connects.first)
      #expect(connect.hasPrefix("CONNECT api.example.com:7080 HTTP/1.1\r\n"))
      #expect(connect.lowercased().contains("proxy-authorization: basic bwu6cgfzcw==\r\n"))
      #expect(!connect.contains("hush"))
      #expect(proxy.requests.first?.header("X-Auth-Token") == "hush")
      #expect(proxy.requests.first?.header("Proxy-Authorization") == nil)
    }
  }

  @Test func aProxyThatRefusesIsToldFromAServer() async throws {
    for answer in ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"] {
      let manners = TestServer.ProxyManners(
        answer: "HTTP/1.1 \(answer)\r\nContent-Length: 0\r\n\r\n")
      try await TestServer.run(proxy: manners) { _ in
        .answer(200)
      } body: { proxy in
        let result = try await outcome(through: proxy)
        #expect(kind(result) == .proxy)
        guard case .failure(let error) = result else { return }
        #expect(error.message.contains("127.0.0.1:\(proxy.port) (HTTP_PROXY)"))
        #expect(error.message.contains("password") == answer.hasPrefix("407"))
      }
    }
  }

  @Test func aProxyThatIsNotThereIsToldFromAServer() async throws {
    let proxy = try await TestServer.start(proxy: .init()) { _ in .close }
    await proxy.stop()
    #expect(kind(try await outcome(through: proxy)) == .proxy)
  }

  @Test func exceptedHostsAreReachedDirectly() async throws {
    try await TestServer.run(proxy: .init()) { _ in
      .answer(200)
    } body: { proxy in
      // The name leads nowhere, so only the proxy could have answered.
      let result = try await outcome(
        through: proxy, url: "http://api.invalid", exceptions: "invalid")
      #expect(kind(result) == .unreachable)
      #expect(proxy.connections == 0)
    }
  }
}
