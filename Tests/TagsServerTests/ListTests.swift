import TagQuery
import Testing

@testable import TagsServer

@Suite struct ListTests {
  private func names(_ range: some Sequence<Int>) -> [String] {
    range.map { $0 < 10 ? "t0\($0)" : "t\($0)" }
  }

  @Test func tagsComeTwentyAPageOldestFirst() async throws {
    let reply = try await Bench().ask(Bench.list)
    #expect(reply.status == 200)
    #expect(reply.headers["content-type"] == "application/json")
    #expect(reply.names() == names(0..<20))
    #expect(reply.total == 25)
    #expect(Set(reply.object.keys) == ["tags", "total_count"])
  }

  @Test func pagesAreNumberedFromOne() async throws {
    let bench = try Bench()
    #expect(try await bench.ask(Bench.list + "?page=2").names() == names(20..<25))
    #expect(try await bench.ask(Bench.list + "?page=3&page_size=4").names() == names(8..<12))
    #expect(try await bench.ask(Bench.list + "?page_size=100").names() == names(0..<25))
    let behind = try await bench.ask(Bench.list + "?page=2147483647&page_size=100")
    #expect(behind.names() == [])
    #expect(behind.total == 25)
  }

  @Test func everyOrderIsThatOfTheRegistry() async throws {
    let bench = try Bench()
    for order in ListOrder.allCases {
      let reply = try await bench.ask(Bench.list + "?page_size=7&page=2&order_by=\(order.rawValue)")
      let page = try await bench.registry.list(
        ListRequest(
          .tags(image: Bench.api), region: "fr-par", order: order, page: 2, pageSize: 7))
      #expect(reply.names() == (0..<page.rows.count).compactMap { page.rows.tag(at: $0)?.name })
    }
    #expect(try await bench.ask(Bench.list + "?order_by=status_asc").names().first == "t04")
    #expect(try await bench.ask(Bench.list + "?order_by=name_desc").names().first == "t24")
  }

  @Test func namesAreMatchedExactly() async throws {
    let bench = try Bench()
    let found = try await bench.ask(Bench.list + "?name=t07")
    #expect(found.names() == ["t07"])
    #expect(found.total == 1)
    #expect(try await bench.ask(Bench.list + "?name=t0").names() == [])
    #expect(try await bench.ask(Bench.list + "?name=%74%30%37").names() == ["t07"])
    #expect(try await bench.ask(Bench.list + "?name=").total == 0)
    // What is encoded in a value stays in it.
    #expect(try await bench.ask(Bench.list + "?name=t07%26page%3D9").total == 0)
  }

  @Test func imagesHaveTheirFilters() async throws {
    let bench = try Bench()
    let images = Bench.region + "/images"
    func names(_ query: String) async throws -> [String] {
      let reply = try await bench.ask(images + query)
      #expect(reply.status == 200)
      #expect(reply.total == reply.names("images").count)
      return reply.names("images")
    }
    #expect(try await names("") == ["api", "ui"])
    #expect(try await names("?order_by=name_desc") == ["ui", "api"])
    #expect(try await names("?name=ui") == ["ui"])
    #expect(try await names("?namespace_id=\(Bench.web)") == ["api", "ui"])
    #expect(try await names("?namespace_id=\(Bench.ops)") == [])
    #expect(try await names("?organization_id=\(Bench.organization)") == ["api", "ui"])
    #expect(try await names("?project_id=\(Bench.webProject)&name=api") == ["api"])
    #expect(try await names("?project_id=\(Bench.opsProject)") == [])
    #expect(try await names("?organization_id=\(Bench.webProject)") == [])
    let second = try await bench.ask(
      images + "?project_id=\(Bench.webProject)&page_size=1&page=2")
    #expect(second.names("images") == ["ui"])
    #expect(second.total == 2)
  }

  @Test func namespacesHaveTheirFiltersAndOneOrderMore() async throws {
    let bench = try Bench()
    let namespaces = Bench.region + "/namespaces"
    func names(_ query: String) async throws -> [String] {
      try await bench.ask(namespaces + query).names("namespaces")
    }
    #expect(try await names("") == ["web", "ops"])
    #expect(try await names("?order_by=name_asc") == ["ops", "web"])
    #expect(try await names("?order_by=description_asc") == ["ops", "web"])
    #expect(try await names("?order_by=description_desc") == ["web", "ops"])
    #expect(try await names("?order_by=description_asc&page=2&page_size=1") == ["web"])
    #expect(try await names("?project_id=\(Bench.opsProject)") == ["ops"])
    #expect(try await names("?organization_id=\(Bench.organization)&name=web") == ["web"])
    #expect(try await names("?name=we") == [])
  }

  @Test func aRegionThatThereIsMayBeEmpty() async throws {
    let bench = try Bench()
    for list in ["images", "namespaces"] {
      let empty = try await bench.ask("/registry/v1/regions/pl-waw/\(list)")
      #expect(empty.status == 200)
      #expect(empty.total == 0)
      let unknown = try await bench.ask("/registry/v1/regions/xx-nowhere/\(list)")
      #expect(unknown.status == 404)
      #expect(unknown.object["resource"] as? String == "region")
    }
  }

  @Test func whatALesserRegistryLacksIsMadeUpFor() async throws {
    var able = MemoryRegistry(Bench.contents()).capabilities
    able.tags.nameFilter = .superset
    able.tags.tellsTotal = false
    able.tags.largestPage = 4
    able.tags.nameCollation = .unknown
    able.tags.orders = [.createdAscending]
    let bench = try Bench(registry: MemoryRegistry(Bench.contents(), capabilities: able))
    let page = try await bench.ask(Bench.list + "?page=2")
    #expect(page.names() == names(4..<8))
    #expect(page.total == 25)
    #expect(page.headers["x-tagq-name-order"] == nil)
    #expect(try await bench.ask(Bench.list + "?name=t0").total == 0)
    #expect(try await bench.ask(Bench.list + "?page_size=5").problems == ["page_size constraint"])
    let order = try await bench.ask(Bench.list + "?order_by=name_asc")
    #expect(order.problems == ["order_by constraint"])
  }

  @Test func namesAreOrderedByTheirBytesAndItIsSaid() async throws {
    #expect(try await Bench().ask(Bench.list).headers["x-tagq-name-order"] == "bytes")
  }
}
