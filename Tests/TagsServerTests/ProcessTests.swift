import Foundation
import SQLiteRegistry
import TagQuery
import Testing

/// The executable, as `tagq serve` starts it.
@Suite struct ProcessTests {
  private let folder: URL
  private var store: String { folder.appendingPathComponent("store.db").path }

  init() throws { folder = try ServerProcess.folder() }

  /// Fills the store with what the bench has.
  private func fill() throws -> SQLiteRegistry {
    let registry = try SQLiteRegistry(path: store)
    let entries = try registry.beginImport()
    for region in Bench.contents().regions {
      for namespace in region.namespaces {
        try entries.add(.namespace(namespace, region: region.name))
      }
      for image in region.images { try entries.add(.image(image, region: region.name)) }
      for tag in region.tags { try entries.add(.tag(tag, region: region.name)) }
    }
    try entries.commit()
    return registry
  }

  private func isGone(_ tag: Int, in registry: SQLiteRegistry) async -> Bool {
    do throws(RegistryError) {
      _ = try await registry.get(GetRequest(.tag, id: Bench.tag(tag), region: "fr-par"))
      return false
    } catch {
      return error.kind == .notFound
    }
  }

  @Test func aSignalLetsRequestsInFlightBeAnswered() async throws {
    let registry = try fill()
    let server = try await ServerProcess(
      ["--store", store, "--listen", "127.0.0.1:0", "--latency", "700", "--quiet"], in: folder)
    let idle = try RawConnection(port: server.port)
    let connection = try RawConnection(port: server.port)
    try connection.send("DELETE \(Bench.path(7)) HTTP/1.1\r\nHost: localhost\r\n\r\n")
    // It takes effect before it is answered: so it is in flight, for sure.
    while await !isGone(7, in: registry) { await Task.yield() }
    server.signal(SIGTERM)
    let answer = try await connection.receive()
    #expect(answer.status == 200)
    #expect(answer.text.contains(#""status":"deleting""#))
    #expect(try await idle.receive().bytes.isEmpty)
    #expect(await server.end() == 0)
    #expect(server.rest() == "")
    #expect(throws: RawConnection.Failure.self) { try RawConnection(port: server.port) }
  }

  @Test func anInterruptStopsItToo() async throws {
    let server = try await ServerProcess(
      ["--registry", "demo:", "--listen", "127.0.0.1:0"], in: folder)
    let answer = try await RawConnection.exchange(
      "/registry/v1/regions/fr-par/namespaces", port: server.port)
    #expect(answer.status == 200)
    server.signal(SIGINT)
    #expect(await server.end() == 0)
    let log = server.rest()
    #expect(log.contains(" 200 GET /registry/v1/regions/fr-par/namespaces "))
    #expect(log.split(separator: "\n").count == 1)
  }

  @Test func whatWasAnsweredOutlivesAKill() async throws {
    let registry = try fill()
    let server = try await ServerProcess(
      ["--registry", "sqlite:\(store)", "--listen", "127.0.0.1:0", "--deletion-delay", "1h"],
      in: folder)
    for tag in [1, 2, 7] {
      let answer = try await RawConnection.exchange("DELETE", Bench.path(tag), port: server.port)
      #expect(answer.status == 200)
    }
    #expect(try await RawConnection.exchange(Bench.path(7), port: server.port).status == 200)
    server.signal(SIGKILL)
    _ = await server.end()
    for tag in [1, 2, 7] { #expect(await isGone(tag, in: registry)) }
    #expect(await !isGone(8, in: registry))
  }

  @Test func tagsArePushedToAStore() async throws {
    let registry = try fill()
    let server = try await ServerProcess(
      ["--store", store, "--listen", "127.0.0.1:0", "--churn", "2"], in: folder)
    for _ in 0..<4 {
      #expect(try await RawConnection.exchange(Bench.list, port: server.port).status == 200)
    }
    let page = try await registry.list(
      ListRequest(.tags(image: Bench.api), region: "fr-par", pageSize: 1))
    #expect(page.totalCount == 27)
  }

  @Test func theTokenComesFromAFileOrTheEnvironment() async throws {
    let file = folder.appendingPathComponent("token")
    try Data("s3cret\n".utf8).write(to: file)
    func status(_ server: ServerProcess, _ token: String) async throws -> Int? {
      try await RawConnection.exchange(
        "/registry/v1/regions/fr-par/images", port: server.port,
        headers: "X-Auth-Token: \(token)\r\n"
      ).status
    }
    let arguments = ["--registry", "demo:", "--listen", "127.0.0.1:0"]
    let first = try await ServerProcess(
      arguments + ["--token-file", file.path], in: folder, environment: ["TAGQ_TOKEN": "other"])
    #expect(try await status(first, "s3cret") == 200)
    #expect(try await status(first, "other") == 401)
    let second = try await ServerProcess(
      arguments, in: folder, environment: ["TAGQ_TOKEN": "other"])
    #expect(try await status(second, "other") == 200)
    #expect(try await status(second, "s3cret") == 401)
  }

  @Test func theEmbeddedRegistryIsMadeWhereItBelongs() async throws {
    let server = try await ServerProcess(["--listen", "127.0.0.1:0"], in: folder)
    let answer = try await RawConnection.exchange(
      "/registry/v1/regions/fr-par/images", port: server.port)
    #expect(answer.text.hasSuffix(#"{"images":[],"total_count":0}"#))
    let path = folder.appendingPathComponent(".local/share/tagq/registry.db").path
    #expect(FileManager.default.fileExists(atPath: path))
  }

  @Test func mistakesAreSaidAndNothingIsServed() async throws {
    try Data().write(to: folder.appendingPathComponent("empty"))
    try Data("no database".utf8).write(to: folder.appendingPathComponent("text"))
    let usage: [[String]] = [
      ["--listen", "x"], ["--faults", "x=1"], ["--churn", "0"], ["--latency", "-1"],
      ["--deletion-delay", "soon"], ["--registry", "https://example.com"], ["--nothing"],
      ["--registry", "demo:", "--store", "a"], ["--seed", "-1"],
    ]
    for arguments in usage {
      let run = try await ServerProcess.run(arguments, in: folder)
      #expect(run.code == 2, "\(arguments)")
      #expect(run.output.isEmpty)
      #expect(run.errors.hasPrefix("Error: "), "\(arguments)")
    }
    let failures: [[String]] = [
      ["--registry", "demo:", "--listen", "0.0.0.0:0"], ["--token-file", "nowhere"],
      ["--token-file", "empty"], ["--store", "text"], ["--registry", "sqlite:/nowhere/a.db"],
      ["--registry", "demo:", "--listen", "127.0.0.1:0", "--token-file", "."],
    ]
    for arguments in failures {
      let run = try await ServerProcess.run(arguments, in: folder)
      #expect(run.code == 1, "\(arguments)")
      #expect(run.output.isEmpty)
      #expect(run.errors.hasPrefix("error: "), "\(arguments)")
    }
    #expect(try await ServerProcess.run(["--help"], in: folder).code == 0)
  }
}
