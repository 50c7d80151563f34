import HTTPTestServer
import RegistryHTTP
import ScalewayRegistry
import TagQuery
import Testing

/// An answer, and what it has to become.
struct ErrorCase: Sendable, CustomTestStringConvertible {
  var status: Int
  var body: String
  var kind: RegistryError.Kind
  /// What the message has to have in it.
  var parts: [String]
  var testDescription: String { "\(status) \(body.prefix(60))" }

  init(_ status: Int, _ body: String, _ kind: RegistryError.Kind, _ parts: String...) {
    self.status = status
    self.body = body
    self.kind = kind
    self.parts = parts
  }
}

@Suite struct ErrorTests {
  private static let place = "the tags of image \(FakeAPI.image) in fr-par"

  private func error(
    _ transport: ScriptedTransport, order: ListOrder = .createdAscending
  ) async throws -> RegistryError {
    let registry = try TestClient.registry(transport)
    let request = ListRequest(
      .tags(image: FakeAPI.image), region: FakeAPI.region, order: order, pageSize: 100)
    return try #require(
      await #expect(throws: RegistryError.self) { try await registry.list(request) })
  }

  static let cases = [
    ErrorCase(
      400,
      #"""
      {"details":[{"argument_name":"page_size","help_message":"value must be at most 100",
      "reason":"constraint"}],"message":"invalid argument(s)","type":"invalid_arguments"}
      """#, .invalidRequest, "'page_size' value must be at most 100", "newer tagq"),
    ErrorCase(
      400,
      #"{"type":"invalid_arguments","details":[{"argument_name":"region","reason":"unknown"}]}"#,
      .invalidRequest, "'region' unknown", "see whether the region is right"),
    ErrorCase(400, #"{"message":"bad"}"#, .invalidRequest, ": bad;", "address"),
    ErrorCase(
      401,
      #"{"message":"authentication is denied","method":"api_key","reason":"not_found"}"#,
      .denied, "secret key is not known", "tagq doctor"),
    ErrorCase(
      401, #"{"type":"denied_authentication","reason":"expired"}"#, .denied, "has expired",
      "make a new API key"),
    ErrorCase(401, "", .denied, "is not accepted", "see whether it is right"),
    ErrorCase(
      403,
      #"""
      {"details":[{"action":"read","resource":"namespace"}],"message":"insufficient permissions",
      "type":"permissions_denied"}
      """#, .denied, "lacks 'read namespace'", "ContainerRegistryReadOnly"),
    ErrorCase(403, "<html>", .denied, "no access to", "ContainerRegistryReadOnly"),
    ErrorCase(
      404,
      #"{"message":"resource is not found","resource":"image","type":"not_found"}"#,
      .notFound, "was not found;", "another region"),
    ErrorCase(
      404, #"{"message":"Namespace was not found"}"#, .notFound, "Namespace was not found"),
    ErrorCase(404, "", .notFound, "was not found"),
    ErrorCase(
      409,
      #"""
      {"current_state":"updating","message":"resource is in a transient state","resource":"image",
      "resource_id":"some-id","type":"transient_state"}
      """#, .transient, "image some-id in fr-par is being changed (updating) in 6 tries", "again"),
    ErrorCase(
      410, #"{"type":"resource_expired","resource":"tag","expired_since":"2026-01-01T00:00:00Z"}"#,
      .gone, "is gone since 2026-01-01T00:00:00Z"),
    ErrorCase(
      412,
      #"{"help_message":"empty it first","precondition":"is_empty","type":"precondition_failed"}"#,
      .precondition, "(is_empty): empty it first"),
    ErrorCase(
      412, #"{"precondition":"tag_digest_shared","type":"precondition_failed"}"#, .precondition,
      "delete force"),
    ErrorCase(
      423, #"{"resource":"tag","resource_id":"some-id","type":"locked"}"#, .locked,
      "tag some-id in fr-par is locked"),
    ErrorCase(429, "", .rateLimited, "too many requests", "in 6 tries", "--rps"),
    ErrorCase(
      503, #"{"type":"out_of_stock"}"#, .unavailable, "failed (503)", ": out_of_stock",
      "in 6 tries"),
    ErrorCase(500, "<html>oh</html>", .unavailable, "failed (500)", "later"),
    ErrorCase(302, "", .unavailable, "(302)", "secret key"),
    ErrorCase(418, #"{"message":"tea"}"#, .invalidRequest, "(418): tea"),
    ErrorCase(200, "", .unavailable, "cannot be read in 6 tries"),
    ErrorCase(200, "<html>", .unavailable, "cannot be read"),
    ErrorCase(200, "[]", .unavailable, "it must be a JSON object"),
    ErrorCase(200, #"{"tags":[{"name":"x"}],"total_count":1}"#, .unavailable, "'id' is missing"),
    ErrorCase(200, "{\"tags\":[\u{0}", .unavailable, "cannot be read"),
  ]

  @Test(arguments: cases)
  func everyAnswerBecomesAnError(_ expected: ErrorCase) async throws {
    let id = HTTPHeader("X-Request-Id", "request-7")
    let error = try await error(
      ScriptedTransport(.answer(expected.status, expected.body, headers: [id])))
    #expect(error.kind == expected.kind)
    #expect(error.requestID == "request-7")
    #expect(error.message.hasSuffix("(request request-7)"))
    for part in expected.parts { #expect(error.message.contains(part), "\(error.message)") }
    if ![409, 423].contains(expected.status) {
      #expect(error.message.contains(Self.place), "\(error.message)")
    }
  }

  @Test func aRefusedOrderIsToldFromOtherMistakes() async throws {
    let body =
      #"{"type":"invalid_arguments","details":[{"argument_name":"order_by","reason":"unknown"}]}"#
    let error = try await error(ScriptedTransport(.answer(400, body)), order: .statusAscending)
    #expect(error.kind == .invalidRequest)
    #expect(error.argument == "order_by")
  }

  @Test(arguments: [
    (TransportError.Kind.unreachable, "run tagq doctor"), (.timedOut, "more time"),
    (.connectionLost, "try again"), (.unreadable, "address"), (.bodyTooLarge, "smaller pages"),
    (.certificate(.untrusted), "SSL_CERT_FILE"), (.certificate(.wrongName), "address"),
    (.certificate(.expired), "renew"), (.certificate(.notYetValid), "clock"), (.tls, "port"),
    (.proxy, "NO_PROXY"),
  ])
  func everyFailureToAskHasItsMend(_ kind: TransportError.Kind, _ mend: String) async throws {
    let error = try await error(ScriptedTransport(.failure(TransportError(kind, "it is so"))))
    #expect(error.kind == .unavailable)
    #expect(error.message.contains("it is so; "))
    #expect(error.message.contains(mend))
    #expect(error.message.contains(Self.place))
  }

  @Test func cancellationIsToldFromFailure() async throws {
    let error = try await error(ScriptedTransport(.failure(TransportError(.cancelled, ""))))
    #expect(error.kind == .cancelled)
  }

  @Test func whatAServerSaysIsShownSafely() async throws {
    let long = String(repeating: "x", count: 1_000)
    for status in [400, 401, 403, 404, 409, 410, 412, 423, 500, 200] {
      let said = "\u{1B}[2J\(FakeAPI.key) \u{202E}\(long)"
      let body = #"""
        {"message":"\#(said)","type":"\#(said)","resource":"\#(said)","resource_id":"\#(said)",
        "current_state":"\#(said)","help_message":"\#(said)","precondition":"\#(said)",
        "expired_since":"\#(said)","details":[{"argument_name":"\#(said)","action":"\#(said)",
        "help_message":"\#(said)"}],"tags":"\#(said)"}
        """#.replacing("\u{1B}", with: #"\u001b"#)
      let error = try await error(ScriptedTransport(.answer(status, body)))
      #expect(!error.message.contains("2222"), "\(error.message)")
      #expect(error.argument?.contains("2222") != true)
      #expect(!error.message.contains("\u{1B}"))
      #expect(!error.message.contains("\u{202E}"))
      #expect(error.message.count < 1_500)
    }
  }
}
