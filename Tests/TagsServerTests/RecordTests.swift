import TagJSON
import TagQuery
import Testing

@testable import TagsServer

@Suite struct RecordTests {
  @Test func aTagHasTheMembersOfTheReference() async throws {
    let bench = try Bench()
    let reply = try await bench.ask(Bench.path(7))
    #expect(reply.status == 200)
    #expect(
      Set(reply.object.keys) == [
        "id", "name", "image_id", "status", "digest", "created_at", "updated_at",
      ])
    #expect(reply.object["created_at"] as? String == "2026-01-01T00:07:00Z")
    let rows = try await bench.registry.get(GetRequest(.tag, id: Bench.tag(7), region: "fr-par"))
    #expect(try TagsAPIReader.tag(reply.body) == rows.tag(at: 0))
  }

  @Test func anImageIsToldWithTheNamesOfItsTags() async throws {
    let bench = try Bench()
    let reply = try await bench.ask(Bench.region + "/images/\(Bench.api)")
    #expect((reply.object["tags"] as? [String])?.count == 25)
    #expect(reply.object["tag_count"] as? Int == 25)
    let list = try await bench.ask(Bench.region + "/images")
    let images = list.object["images"] as? [[String: Any]] ?? []
    #expect(images.map { ($0["tags"] as? [String])?.count } == [25, 1])
  }

  @Test func namesThatAreTooManyAreLeftOut() async throws {
    var contents = Bench.contents()
    let name = String(repeating: "n", count: 8)
    contents.regions[0].tags += (0..<CallHandler.mostNames).map { number in
      TagRecord(
        id: Bench.identifier(0x10_0000 + UInt64(number)), name: "\(name)\(number)",
        imageID: Bench.api, status: .ready, digest: nil, createdAt: nil, updatedAt: nil)
    }
    let bench = try Bench(registry: MemoryRegistry(contents))
    let reply = try await bench.ask(Bench.region + "/images")
    let images = reply.object["images"] as? [[String: Any]] ?? []
    #expect(images.map { $0["tags"] != nil } == [false, true])
    #expect(images.first?["tag_count"] as? Int == CallHandler.mostNames + 25)
  }

  @Test func aNamespaceTellsItsRegion() async throws {
    let bench = try Bench()
    let reply = try await bench.ask(Bench.region + "/namespaces/\(Bench.web)")
    #expect(reply.object["region"] as? String == "fr-par")
    #expect(reply.object["image_count"] as? Int == 2)
    let rows = try await bench.registry.get(
      GetRequest(.namespace, id: Bench.web, region: "fr-par"))
    #expect(try TagsAPIReader.namespace(reply.body) == rows.namespace(at: 0))
  }

  @Test(arguments: ["tags", "images", "namespaces"])
  func whatIsNotThereIsNotFound(kind: String) async throws {
    let id = Bench.identifier(0xFFFF)
    let resource = String(kind.dropLast())
    for region in ["fr-par", "pl-waw", "xx-nowhere"] {
      let reply = try await Bench().ask("/registry/v1/regions/\(region)/\(kind)/\(id)")
      #expect(reply.status == 404)
      #expect(reply.object["type"] as? String == "not_found")
      #expect(reply.object["resource"] as? String == resource)
      #expect(reply.object["resource_id"] as? String == "\(id)")
      #expect(reply.object["message"] as? String == "resource is not found")
    }
  }

  @Test func theListOfAnImageThatIsNotThereIsNotFound() async throws {
    let bench = try Bench()
    let reply = try await bench.ask(Bench.region + "/images/\(Bench.web)/tags")
    #expect(reply.status == 404)
    #expect(reply.object["resource"] as? String == "image")
    let images = try await bench.ask(Bench.region + "/images?namespace_id=\(Bench.api)")
    #expect(images.object["resource"] as? String == "namespace")
  }
}
