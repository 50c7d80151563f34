import Testing

@testable import TagQuery

/// Registries that can do less than they say, or less than others.
@Suite("Registries that can do less")
struct RegistryLimitsTests {
  /// Refuses orders that it claims to have.
  private struct Refusing: Registry {
    let base: MemoryRegistry
    let refused: Set<ListOrder>

    var capabilities: RegistryCapabilities { base.capabilities }

    func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
      if refused.contains(request.order) {
        throw RegistryError(.invalidRequest, "there is no order \(request.order.rawValue)")
      }
      return try await base.list(request)
    }

    func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
      try await base.get(request)
    }

    func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
      try await base.delete(request)
    }
  }

  @Test("An order that is refused is done without", arguments: MovingListTests.queries)
  func refusedOrders(_ query: String) async throws {
    let base = MemoryRegistry(LargeImage(450).contents)
    let plain = try await QueryRun("\(LargeImage.source) \(query)", on: base)
    for order in ListOrder.allCases where order != .region {
      for refused in [[order], Set(ListOrder.allCases).subtracting([order])] as [Set<ListOrder>] {
        let run = try await QueryRun(
          "\(LargeImage.source) \(query)", on: Refusing(base: base, refused: refused))
        #expect(run.failure == nil, "\(refused)")
        #expect(run.rows == plain.rows, "\(refused)")
      }
    }
  }

  @Test("Names in an order that is not by bytes are sorted here")
  func otherCollation() async throws {
    var image = LargeImage(450)
    image.capitalise()
    let base = MemoryRegistry(image.contents)
    var capabilities = base.capabilities
    capabilities.tags.nameCollation = .unknown
    let other = MemoryRegistry(image.contents, capabilities: capabilities)
    for query in ["order by name", "order by name | limit 150", "order by name desc | limit 150"] {
      let run = try await QueryRun("\(LargeImage.source) \(query)", on: other)
      let plain = try await QueryRun("\(LargeImage.source) \(query)", on: base)
      #expect(run.failure == nil)
      #expect(run.rows == plain.rows, "\(query)")
    }
  }

  @Test("Tags without a time come last, whichever way they are sorted")
  func missingTimes() async throws {
    var image = LargeImage(450)
    image.forgetTimes(every: 9)
    let base = MemoryRegistry(image.contents)
    var capabilities = base.capabilities
    capabilities.tags.orders = [.nameAscending]
    let plain = MemoryRegistry(image.contents, capabilities: capabilities)
    for query in [
      "order by created desc | limit 20", "order by created desc | skip 300 | limit 20",
      "order by created | skip 380 | limit 50", "order by created desc nulls first | limit 60",
      "where created < \(LargeImage.time(200, of: 450)) order by created desc | limit 20",
      "where created >= \(LargeImage.time(200, of: 450)) | count",
      "where created < \(LargeImage.time(200, of: 450)) | count", "summarize max(created), count()",
      "summarize min(created)", "order by age | limit 10", "where age > 20d | count",
    ] {
      let run = try await QueryRun("\(LargeImage.source) \(query)", on: base)
      let expected = try await QueryRun("\(LargeImage.source) \(query)", on: plain)
      #expect(run.failure == nil)
      // Tags without a time tie.
      let times: ([[Value]]) -> [Value] = { rows in rows.map { $0.count > 5 ? $0[5] : $0[0] } }
      #expect(times(run.rows) == times(expected.rows), "\(query)")
    }
  }
}
