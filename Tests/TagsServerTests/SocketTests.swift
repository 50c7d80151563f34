import Foundation
import TagQuery
import Testing

@testable import TagsServer

/// What is seen on a real socket only.
@Suite struct SocketTests {
  /// Runs something while a server listens on a port of its own.
  private func served(
    _ change: (inout ServerOptions) throws -> Void = { _ in },
    _ body: (Int, MemoryRegistry) async throws -> Void
  ) async throws {
    let registry = MemoryRegistry(Bench.contents())
    var options = ServerOptions { Bench.start }
    options.address = ListenAddress(host: "127.0.0.1", port: 0)
    try change(&options)
    let server = try TagsServer(registry, options: options)
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let run = Task {
      defer { listening.finish() }
      try await server.run { listening.yield($0.port) }
    }
    var found = ports.makeAsyncIterator()
    guard let port = await found.next() else { return try await run.value }
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(port, registry))
    } catch {
      result = .failure(error)
    }
    run.cancel()
    try await run.value
    try result.get()
  }

  @Test func aConnectionTakesManyRequests() async throws {
    try await served { port, _ in
      let connection = try RawConnection(port: port)
      for _ in 0..<5 {
        try connection.send("GET \(Bench.list) HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let answer = try await connection.receiveAnswer()
        #expect(answer.status == 200)
        #expect(answer.text.lowercased().contains("\r\nx-request-id: "))
      }
      // Several at once, the last of which ends it.
      let request = "GET \(Bench.path(1)) HTTP/1.1\r\nHost: localhost\r\n"
      try connection.send("\(request)\r\n\(request)\r\n\(request)Connection: close\r\n\r\n")
      let answers = try await connection.receive()
      #expect(answers.text.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
      #expect(answers.end == .closed)
    }
  }

  @Test func theAnswerToHeadHasNoBody() async throws {
    try await served { port, _ in
      let answer = try await RawConnection.exchange("HEAD", Bench.list, port: port)
      #expect(answer.status == 200)
      #expect(answer.text.hasSuffix("\r\n\r\n"))
      let length = try await RawConnection.exchange(Bench.list, port: port).text
        .components(separatedBy: "\r\n\r\n").last?.utf8.count
      #expect(answer.text.contains("Content-Length: \(length ?? -1)\r\n"))
    }
  }

  @Test func aBodyThatNobodyAskedForIsReadOver() async throws {
    try await served { port, _ in
      let connection = try RawConnection(port: port)
      for _ in 0..<2 {
        try connection.send(
          "GET \(Bench.path(1)) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}")
        #expect(try await connection.receiveAnswer().status == 200)
      }
    }
  }

  @Test func whatIsNoHTTPIsRefusedWithAnIdentifierToo() async throws {
    try await served { port, _ in
      let connection = try RawConnection(port: port)
      try connection.send("What is this?\r\n\r\n")
      let answer = try await connection.receive()
      #expect(answer.status == 400)
      #expect(answer.text.lowercased().contains("\r\nx-request-id: "))
      let long = "X-Long: \(String(repeating: "a", count: 200_000))\r\n"
      let refused = try? await RawConnection.exchange(Bench.list, port: port, headers: long)
      #expect(refused?.status != 200)
      #expect(try await RawConnection.exchange(Bench.list, port: port).status == 200)
    }
  }

  @Test func aResetIsOne() async throws {
    try await served({ $0.faults = try FaultRates("reset=1") }) { port, registry in
      let received = try await RawConnection.exchange("DELETE", Bench.path(1), port: port)
      #expect(received.end == .reset)
      #expect(received.bytes.isEmpty)
      #expect(registry.contents.regions[0].tags.count == 26)
    }
  }

  @Test func aLostAnswerHasTakenEffect() async throws {
    try await served({ $0.faults = try FaultRates("lost=1") }) { port, registry in
      let received = try await RawConnection.exchange("DELETE", Bench.path(1), port: port)
      #expect(received.end == .closed)
      #expect(received.bytes.isEmpty)
      #expect(registry.contents.regions[0].tags.count == 25)
    }
  }

  @Test func aTruncatedAnswerEndsInTheMiddle() async throws {
    try await served({ $0.faults = try FaultRates("truncate=1") }) { port, _ in
      let received = try await RawConnection.exchange(Bench.list, port: port)
      let parts = received.text.components(separatedBy: "\r\n\r\n")
      try #require(parts.count == 2)
      #expect(received.status == 200)
      let whole = try await Bench().ask(Bench.list).body
      #expect(parts[0].contains("Content-Length: \(whole.count)\r\n"))
      #expect(parts[1].utf8.count == whole.count / 2)
    }
  }

  @Test func anAddressThatIsTakenIsAnError() async throws {
    try await served { port, registry in
      var options = ServerOptions { Bench.start }
      options.address = ListenAddress(host: "127.0.0.1", port: port)
      let second = try TagsServer(registry, options: options)
      await #expect(throws: ServerError.self) { try await second.run { _ in } }
    }
  }

  /// Whatever is in path, query and headers, the server stays and never says that it has failed.
  @Test func randomRequestsAreNoFailures() async throws {
    try await served { port, registry in
      var random = SplitMix64(seed: 4)
      var statuses: [Int: Int] = [:]
      for _ in 0..<1_000 {
        let request = RandomRequest(&random)
        let connection = try RawConnection(port: port)
        // It may have said no before all was sent.
        try? connection.send(request.text)
        if let status = try await connection.receive().status {
          statuses[status, default: 0] += 1
          #expect(status < 500, "\(request.text)")
        }
      }
      #expect(Set(statuses.keys).isSuperset(of: [200, 400, 403, 404, 405]))
      #expect(try await RawConnection.exchange(Bench.list, port: port).status == 200)
      #expect(registry.contents.regions[0].tags.count <= 26)
    }
  }
}

/// A request that is made up, more or less like one of the API.
private struct RandomRequest {
  let text: String

  private static let scraps = [
    "registry", "v1", "regions", "fr-par", "images", "tags", "namespaces", "\(Bench.api)",
    "\(Bench.tag(1))", "..", "", "%", "%2F", "%00", "%ff", "é", "\u{1F600}", "\u{1B}[2J", "'--",
    "\"", "\\", "#", ";", "\u{7F}", "page", "page_size", "order_by", "name", "force", "=", "&", "?",
    "+", "1", "-1", "100", "true", "name_asc", "99999999999999999999", "NaN", "[", "{}", "*",
  ]

  init(_ random: inout SplitMix64) {
    func pick(_ choices: [String]) -> String { choices[random.below(choices.count)] }
    func scraps(_ most: Int, _ separator: String) -> String {
      (0..<random.below(most + 1)).map { _ in pick(Self.scraps) }.joined(separator: separator)
    }
    let paths = [Bench.list, Bench.region + "/images", Bench.region + "/namespaces", Bench.path(1)]
    var path = pick(paths)
    switch random.below(4) {
    case 0: path = "/" + scraps(8, "/")
    case 1: path += "/" + scraps(2, "/")
    default: break
    }
    var query = ""
    switch random.below(4) {
    case 0: query = "?" + scraps(8, "")
    case 1:
      query =
        "?"
        + (0..<3).map { _ in "\(scraps(1, ""))=\(scraps(2, ""))" }
        .joined(separator: "&")
    case 2: query = "?page=\(random.below(5))&page_size=\(random.below(120))"
    default: break
    }
    let method = pick(["GET", "GET", "GET", "GET", "HEAD", "DELETE", "POST", "OPTIONS", "X", "é"])
    let host = pick(["localhost", "localhost", "localhost", "example.com", "[", scraps(2, "")])
    var text = "\(method) \(path + query) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
    if random.below(3) == 0 { text += "X-Auth-Token: \(scraps(3, ""))\r\n" }
    if random.below(6) == 0 { text += "Origin: \(scraps(2, ""))\r\n" }
    if random.below(6) == 0 { text += "\(scraps(1, "")): \(scraps(3, " "))\r\n" }
    if random.below(10) == 0 { text += "Content-Length: \(pick(["0", "-1", "x", "99999999"]))\r\n" }
    self.text = text + "\r\n"
  }
}
