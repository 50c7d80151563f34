import HTTPTestServer
import RegistryHTTP
import ScalewayRegistry
import TagQuery
import Testing

private let image = FakeAPI.image
private let emptyPage = #"{"tags":[],"images":[],"namespaces":[],"total_count":0}"#

@Suite struct CallTests {
  /// What is sent for a list.
  private func sent(_ request: ListRequest) async throws -> String {
    let transport = ScriptedTransport(.answer(200, emptyPage))
    _ = try await TestClient.registry(transport).list(request)
    let request = try #require(transport.requests.first)
    #expect(request.credential?.header == "X-Auth-Token")
    return "\(request.method.rawValue) \(request.target.text)"
  }

  @Test func listsAreAskedForWithEverythingTheySay() async throws {
    #expect(
      try await sent(
        ListRequest(
          .tags(image: image), region: "nl-ams", name: "a&b=c/d ü", order: .statusDescending,
          page: 7, pageSize: 50))
        == "GET /registry/v1/regions/nl-ams/images/\(image)/tags?page=7&page_size=50"
        + "&order_by=status_desc&name=a%26b%3Dc%2Fd%20%C3%BC")
    #expect(
      try await sent(ListRequest(.images(namespace: nil), region: "fr-par", pageSize: 1))
        == "GET /registry/v1/regions/fr-par/images?page=1&page_size=1&order_by=created_at_asc")
    #expect(
      try await sent(
        ListRequest(.images(namespace: FakeAPI.namespace), region: "fr-par", pageSize: 100))
        == "GET /registry/v1/regions/fr-par/images?page=1&page_size=100&order_by=created_at_asc"
        + "&namespace_id=\(FakeAPI.namespace)")
    #expect(
      try await sent(
        ListRequest(.namespaces, region: "fr-par", name: "web", order: .nameAscending, pageSize: 9))
        == "GET /registry/v1/regions/fr-par/namespaces?page=1&page_size=9&order_by=name_asc"
        + "&name=web")
  }

  @Test(arguments: ListOrder.allCases)
  func everyOrderIsAskedFor(_ order: ListOrder) async throws {
    let text = try await sent(
      ListRequest(.tags(image: image), region: "fr-par", order: order, pageSize: 100))
    #expect(text.contains("&order_by=\(order.rawValue)"))
  }

  @Test func aRegionCannotChangeTheCall() async throws {
    let text = try await sent(ListRequest(.namespaces, region: "x/../y?z", pageSize: 1))
    #expect(text.hasPrefix("GET /registry/v1/regions/x%2F..%2Fy%3Fz/namespaces?"))
    let transport = ScriptedTransport(.answer(200, emptyPage))
    let registry = try TestClient.registry(transport)
    for region in ["..", ""] {
      let error = await #expect(throws: RegistryError.self) {
        try await registry.list(ListRequest(.namespaces, region: region, pageSize: 1))
      }
      #expect(error?.kind == .invalidRequest)
    }
    #expect(transport.requests.isEmpty)
  }

  @Test func rowsAreAskedForByTheirIdentifiers() async throws {
    let kinds: [(GetRequest.Kind, String)] = [
      (.tag, "tags"), (.image, "images"), (.namespace, "namespaces"),
    ]
    for (kind, noun) in kinds {
      let transport = ScriptedTransport(
        .answer(
          200,
          #"{"id":"\#(image)","name":"x","image_id":"\#(image)","namespace_id":"\#(image)"}"#))
      let rows = try await TestClient.registry(transport).get(
        GetRequest(kind, id: image, region: "pl-waw"))
      #expect(rows.count == 1)
      #expect(transport.requests[0].target.text == "/registry/v1/regions/pl-waw/\(noun)/\(image)")
    }
  }

  @Test func deletionsAreForcedOnlyWhereTheyShallBe() async throws {
    let body = #"{"id":"\#(image)","name":"x","image_id":"\#(image)","status":"deleting"}"#
    for (isForced, query) in [(false, ""), (true, "?force=true")] {
      let transport = ScriptedTransport(
        .answer(200, body, headers: [HTTPHeader("X-Request-Id", "abc")]))
      let answer = try await TestClient.registry(transport).delete(
        DeleteRequest(id: image, region: "fr-par", isForced: isForced))
      #expect(answer == DeletionAnswer(.deleting, requestID: "abc"))
      #expect(transport.requests[0].method == .delete)
      #expect(
        transport.requests[0].target.text == "/registry/v1/regions/fr-par/tags/\(image)\(query)")
    }
  }

  @Test func requestsThatTheAPIDoesNotHaveAreNotSent() async throws {
    let transport = ScriptedTransport(.answer(200, emptyPage))
    let registry = try TestClient.registry(transport)
    for request in [
      ListRequest(.namespaces, region: "fr-par", page: 0, pageSize: 1),
      ListRequest(.namespaces, region: "fr-par", pageSize: 101),
      ListRequest(.namespaces, region: "fr-par", order: .region, pageSize: 1),
    ] {
      let error = await #expect(throws: RegistryError.self) { try await registry.list(request) }
      #expect(error?.kind == .invalidRequest)
    }
    #expect(transport.requests.isEmpty)
  }

  @Test func anEmptyNameIsNothingsName() async throws {
    let transport = ScriptedTransport(.answer(200, emptyPage))
    let page = try await TestClient.registry(transport).list(
      ListRequest(.tags(image: image), region: "fr-par", name: "", pageSize: 1))
    #expect(page.rows.count == 0)
    #expect(page.totalCount == 0)
    #expect(transport.requests.isEmpty)
  }

  @Test func capabilitiesSayWhatIsKnown() async throws {
    let transport = ScriptedTransport(
      .answer(200, emptyPage, headers: [HTTPHeader("x-tagq-name-order", "bytes")]))
    let registry = try TestClient.registry(transport)
    #expect(registry.capabilities.regions == ["fr-par", "nl-ams", "pl-waw"])
    #expect(registry.capabilities.defaultRegions == ["fr-par"])
    #expect(registry.capabilities.tags.nameCollation == .unknown)
    #expect(registry.capabilities.name == "https://api.example.com")
    let learned = try await registry.learned()
    #expect(learned.capabilities.tags.nameCollation == .bytes)
    #expect(learned.connection.counts.requests == 1)
    let silent = try TestClient.registry(ScriptedTransport(.answer(200, emptyPage)))
    #expect(try await silent.learned().capabilities.tags.nameCollation == .unknown)
  }

  @Test func aNewRegionIsAmongThoseThatAreAsked() throws {
    let registry = ScalewayRegistry(
      try TestClient.configuration("https://api.scaleway.com", region: "it-mil"),
      transport: ScriptedTransport(.answer(200)))
    #expect(registry.capabilities.regions == ["fr-par", "nl-ams", "pl-waw", "it-mil"])
    #expect(registry.capabilities.defaultRegions == ["it-mil"])
    #expect(registry.capabilities.name == "scaleway")
  }
}

@Suite struct DeletionAnswerTests {
  private let request = DeleteRequest(id: FakeAPI.tag(1), region: FakeAPI.region, isForced: false)
  private static let missing = ScriptedTransport.Step.answer(
    404, #"{"message":"resource is not found","resource":"tag","type":"not_found"}"#,
    headers: [HTTPHeader("X-Request-Id", "abc")])

  private func delete(_ steps: ScriptedTransport) async throws -> Result<
    DeletionAnswer, RegistryError
  > {
    let registry = try TestClient.registry(steps)
    do throws(RegistryError) {
      return .success(try await registry.delete(request))
    } catch {
      return .failure(error)
    }
  }

  @Test func whatIsNotThereAtTheFirstTryIsMissing() async throws {
    let result = try await delete(ScriptedTransport(Self.missing))
    guard case .failure(let error) = result else {
      Issue.record("it was deleted")
      return
    }
    #expect(error.kind == .notFound)
    #expect(error.requestID == "abc")
  }

  @Test func whatIsNotThereAfterALostAnswerIsDeleted() async throws {
    for lost in [
      ScriptedTransport.Step.failure(TransportError(.connectionLost, "lost")),
      .failure(TransportError(.timedOut, "late")), .answer(502), .answer(200, "{"),
    ] {
      let answer = try await delete(ScriptedTransport(lost, Self.missing)).get()
      #expect(answer == DeletionAnswer(.deleting, requestID: "abc", isInferred: true))
    }
  }

  @Test func whatWasNeverCarriedOutIsNotTakenForDeleted() async throws {
    for refused in [
      ScriptedTransport.Step.answer(429), .answer(409),
      .failure(TransportError(.unreachable, "nobody")),
    ] {
      let result = try await delete(ScriptedTransport(refused, Self.missing))
      #expect(throws: RegistryError.self) { try result.get() }
    }
    // A gateway that knows no such address says nothing of the tag.
    let gateway = try await delete(ScriptedTransport(.answer(502), .answer(404, "<html>")))
    #expect(throws: RegistryError.self) { try gateway.get() }
    let gone = try await delete(ScriptedTransport(.answer(502), .answer(410, "{}")))
    guard case .failure(let error) = gone else {
      Issue.record("it was deleted")
      return
    }
    #expect(error.kind == .gone)
  }

  @Test func anEmptyAnswerOfSuccessIsEnough() async throws {
    #expect(try await delete(ScriptedTransport(.answer(204))).get().status == .deleting)
  }
}
