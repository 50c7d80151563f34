import TagQuery
import Testing

@testable import TagsServer

@Suite struct ArgumentTests {
  @Test(arguments: [
    ("page=0", "page constraint"), ("page=-1", "page constraint"), ("page=x", "page format"),
    ("page=", "page format"), ("page=1.0", "page format"), ("page=%201", "page format"),
    ("page=2147483648", "page constraint"), ("page=99999999999999999999", "page constraint"),
    ("page_size=0", "page_size constraint"), ("page_size=101", "page_size constraint"),
    ("order_by=name", "order_by constraint"), ("order_by=", "order_by constraint"),
    ("order_by=description_asc", "order_by constraint"),
    ("name=%FF", "name format"), ("name=%2", "name format"), ("nam=a", "nam unknown"),
    ("Page=1", "Page unknown"), ("namespace_id=1", "namespace_id unknown"), ("=1", " unknown"),
    ("page=1&page=1", "page constraint"), ("force=true", "force unknown"),
  ])
  func aWrongArgumentOfAListOfTagsIsNamed(query: String, problem: String) async throws {
    let reply = try await Bench().ask(Bench.list + "?" + query)
    #expect(reply.status == 400)
    #expect(reply.object["type"] as? String == "invalid_arguments")
    #expect(reply.object["message"] as? String == "invalid argument(s)")
    #expect(reply.problems == [problem])
  }

  @Test func allThatIsWrongIsSaidAtOnce() async throws {
    let reply = try await Bench().ask(Bench.list + "?page=0&page_size=0&order_by=x")
    #expect(
      reply.problems == ["page constraint", "page_size constraint", "order_by constraint"])
  }

  @Test(arguments: [
    ("images?namespace_id=1", "namespace_id format"),
    ("images?organization_id=", "organization_id format"),
    ("images?project_id=x", "project_id format"),
    ("images?order_by=status_asc", "order_by constraint"),
    ("namespaces?namespace_id=1", "namespace_id unknown"),
    ("namespaces?order_by=region", "order_by constraint"), ("images/1", "image_id format"),
    ("images/1/tags", "image_id format"), ("namespaces/1", "namespace_id format"),
    ("tags/1", "tag_id format"), ("tags/%2e%2e", "tag_id format"),
  ])
  func aWrongArgumentOfAnotherCallIsNamed(call: String, problem: String) async throws {
    let reply = try await Bench().ask(Bench.region + "/" + call)
    #expect(reply.status == 400)
    #expect(reply.problems == [problem])
  }

  @Test func whatIsAskedForByIdentifierHasNoParameters() async throws {
    #expect(try await Bench().ask(Bench.path(1) + "?page=1").problems == ["page unknown"])
    #expect(try await Bench().ask(Bench.path(1) + "?").status == 200)
    let forced = try await Bench().ask("DELETE", Bench.path(1) + "?force=maybe")
    #expect(forced.problems == ["force format"])
  }

  @Test(arguments: [
    "/", "/registry", "/registry/v1/regions/fr-par", "/registry/v1/regions/fr-par/",
    "/registry/v1/regions/fr-par/tags", "/registry/v1/regions/fr-par/images/",
    "/registry/v2/regions/fr-par/images", "//registry/v1/regions/fr-par/images",
    "/registry/v1/regions/fr-par/images/1/2", "/registry/v1/regions%2Ffr-par/images",
  ])
  func whatIsNoCallIsNotFound(path: String) async throws {
    let reply = try await Bench().ask(path)
    #expect(reply.status == 404 || reply.problems == ["image_id format"])
    #expect(reply.headers["x-request-id"] != nil)
  }

  @Test func whatIsNoPathIsRefused() async throws {
    for target in ["*", "http://localhost/healthz", "/%", "/%zz", "/%FF", ""] {
      #expect(try await Bench().ask(target).status == 400)
    }
  }

  @Test func otherMethodsAreRefused() async throws {
    let bench = try Bench()
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"] {
      let reply = try await bench.ask(method, Bench.list)
      #expect(reply.status == 405)
      #expect(reply.headers["allow"] == "GET, HEAD")
    }
    #expect(try await bench.ask("POST", Bench.path(1)).headers["allow"] == "GET, HEAD, DELETE")
    #expect(try await bench.ask("DELETE", Bench.region + "/images/\(Bench.api)").status == 405)
    #expect(try await bench.ask("POST", "/healthz").status == 405)
    #expect(try await bench.ask("POST", "/nothing").status == 404)
    #expect(bench.registry.contents.regions[0].tags.count == 26)
  }

  @Test func aTargetIsCutBeforeItIsDecoded() throws {
    let target = try #require(RequestTarget("/a%2Fb/%41?x=1%262&y=a+b%2B&z&&q=="))
    #expect(target.segments == ["a/b", "A"])
    #expect(
      target.parameters.map { "\($0.name):\($0.value ?? "?")" } == [
        "x:1&2", "y:a b+", "z:", "q:=",
      ])
  }
}
