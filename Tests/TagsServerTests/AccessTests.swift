import Synchronization
import TagQuery
import Testing

@testable import TagsServer

@Suite struct AccessTests {
  private func reply(
    token: String? = nil, host: String? = "localhost", origin: String? = nil,
    given: String? = nil, method: String = "GET", target: String = Bench.list
  ) async throws -> Reply {
    let bench = try Bench { $0.token = token }
    let outcome = await bench.endpoint.respond(
      to: IncomingRequest(
        method: method, target: target, host: host, origin: origin, token: given))
    guard case .answer(let answer) = outcome else { throw Bench.NoAnswer() }
    return Reply(answer)
  }

  /// A token, and the reason why it is not let in.
  private static let tokens: [(given: String?, reason: String?)] = [
    ("secret", nil), (nil, "invalid_argument"), ("", "invalid_argument"), ("secre", "not_found"),
    ("secrets", "not_found"), ("Secret", "not_found"), ("secret, secret", "not_found"),
    ("secretsecret", "not_found"),
  ]

  @Test(arguments: tokens.indices)
  func theTokenIsWanted(index: Int) async throws {
    let (given, reason) = Self.tokens[index]
    let status = reason == nil ? 200 : 401
    let reply = try await reply(token: "secret", host: "example.com", given: given)
    #expect(reply.status == status)
    #expect(reply.object["reason"] as? String == reason)
    if status == 401 {
      #expect(reply.type == "denied_authentication")
      #expect(reply.object["method"] as? String == "api_key")
      #expect(reply.object["message"] as? String == "authentication is denied")
    }
  }

  @Test func nothingIsDoneWithoutTheToken() async throws {
    let bench = try Bench { $0.token = "secret" }
    #expect(try await bench.ask("DELETE", Bench.path(1)).status == 401)
    #expect(bench.registry.contents.regions[0].tags.count == 26)
    // Neither may whoever has none find out what there is.
    #expect(try await bench.ask("/nothing").status == 401)
  }

  @Test func theHealthNeedsNoToken() async throws {
    let reply = try await reply(token: "secret", host: nil, target: "/healthz")
    #expect(reply.status == 200)
    #expect(reply.object["status"] as? String == "ok")
    #expect(reply.headers["x-request-id"] != nil)
  }

  @Test(arguments: [
    "localhost", "LOCALHOST:1", "127.0.0.1:7080", "127.8.9.1", "[::1]:7080", "[::1]",
  ])
  func hostsOfThisMachineMayCall(host: String) async throws {
    #expect(try await reply(host: host).status == 200)
  }

  @Test(arguments: [
    "example.com", "127.0.0.1.example.com", "localhost.example.com:7080", "127.0.0", "10.0.0.1",
    "[::2]", "", "127.0.0.256", "::1", "[127.0.0.1",
    "localhost:80@example.com", "[::1]example.com",
  ])
  func foreignHostsMayNot(host: String) async throws {
    let reply = try await reply(host: host, method: "DELETE", target: Bench.path(1))
    #expect(reply.status == 403)
    #expect(reply.type == "permissions_denied")
    let details = reply.object["details"] as? [[String: String]]
    #expect(details == [["action": "delete", "resource": "host"]])
  }

  @Test(arguments: ["http://example.com", "null", "http://localhost:8080", "https://localhost"])
  func foreignPagesMayNot(origin: String) async throws {
    #expect(try await reply(origin: origin).status == 403)
    #expect(try await reply(token: "secret", origin: origin, given: "secret").status == 200)
  }

  @Test func aRequestWithoutAHostIsRefused() async throws {
    #expect(try await reply(host: nil).status == 400)
    #expect(try await reply(origin: "http://localhost").status == 200)
  }

  @Test func bodiesAreSmall() async throws {
    let bench = try Bench()
    for (length, status) in [(Endpoint.largestBody, 200), (Endpoint.largestBody + 1, 413)] {
      let request = IncomingRequest(
        method: "GET", target: Bench.list, host: "localhost", bodyLength: length)
      guard case .answer(let answer) = await bench.endpoint.respond(to: request) else {
        throw Bench.NoAnswer()
      }
      #expect(answer.status == status)
    }
  }

  @Test(arguments: ["0.0.0.0", "::", "192.168.1.1", "example.com"])
  func withoutATokenOnlyThisMachineIsServed(host: String) throws {
    var options = ServerOptions { Bench.start }
    options.address = ListenAddress(host: host, port: 0)
    let registry = MemoryRegistry(Bench.contents())
    #expect(throws: ServerError.self) { try TagsServer(registry, options: options) }
    options.token = "secret"
    _ = try TagsServer(registry, options: options)
    for token in ["", "a b", "a\n", "é"] {
      options.token = token
      #expect(throws: ServerError.self) { try TagsServer(registry, options: options) }
    }
  }

  @Test func addressesAreRead() throws {
    #expect(try ListenAddress("127.0.0.1:7080") == ListenAddress(host: "127.0.0.1", port: 7080))
    #expect(try ListenAddress("[::1]:0") == ListenAddress(host: "::1", port: 0))
    #expect(try ListenAddress("[::1]:80").description == "[::1]:80")
    for text in ["", "localhost", ":80", "a:", "a:65536", "a:-1", "::1:80", "a:+1"] {
      #expect(throws: ServerError.self) { try ListenAddress(text) }
    }
  }

  @Test func theLogTellsNoToken() async throws {
    let lines = Mutex<[String]>([])
    let bench = try Bench { options in
      options.token = "s3cret"
      options.log = { line in lines.withLock { $0.append(line) } }
    }
    _ = await bench.endpoint.respond(
      to: IncomingRequest(
        method: "GET", target: Bench.list + "?name=\u{1B}[2J", host: "localhost", token: "s3cret"))
    let all = lines.withLock { $0 }
    let line = try #require(all.first)
    #expect(line.hasPrefix("2026-01-01T00:00:00Z 200 GET \(Bench.list)?name=\\u{1b}[2J "))
    #expect(!line.contains("s3cret"))
  }
}
