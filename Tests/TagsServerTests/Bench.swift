import Foundation
import Synchronization
import TagQuery

@testable import TagsServer

/// A small registry, and an endpoint in front of it that is asked without a network.
///
/// In `fr-par` are the namespaces `web` (with the images `api`, of 25 tags, and `ui`, of one) and
/// `ops` (with none). The tags `t00` to `t24` of `api` were pushed one a minute; `t03` is locked,
/// `t04` is deleting, and `t05` and `t06` share a digest.
struct Bench {
  static let web = identifier(0x10)
  static let ops = identifier(0x11)
  static let api = identifier(0x20)
  static let ui = identifier(0x21)
  static let organization = identifier(0x30)
  static let webProject = identifier(0x31)
  static let opsProject = identifier(0x32)
  static let region = "/registry/v1/regions/fr-par"
  static let list = "\(region)/images/\(api)/tags"

  static func identifier(_ number: UInt64) -> UniqueIdentifier {
    UniqueIdentifier(high: 0x4000, low: 0x8000_0000_0000_0000 | number)
  }

  static func tag(_ number: Int) -> UniqueIdentifier { identifier(0x100 + UInt64(number)) }

  static func path(_ number: Int) -> String { "\(region)/tags/\(tag(number))" }

  static let start = Timestamp("2026-01-01T00:00:00Z") ?? Timestamp(nanoseconds: 0)

  static func contents() -> RegistryContents {
    var region = RegionContents("fr-par")
    var web = NamespaceRecord(id: web, name: "web")
    web.description = "beta"
    web.organizationID = organization
    web.projectID = webProject
    web.createdAt = start
    var ops = NamespaceRecord(id: ops, name: "ops")
    ops.description = "alpha"
    ops.organizationID = organization
    ops.projectID = opsProject
    ops.createdAt = Timestamp(nanoseconds: start.nanoseconds + 1)
    region.namespaces = [web, ops]
    var api = ImageRecord(id: api, name: "api", namespaceID: web.id)
    api.createdAt = start
    var ui = ImageRecord(id: ui, name: "ui", namespaceID: web.id)
    ui.createdAt = Timestamp(nanoseconds: start.nanoseconds + 1)
    region.images = [api, ui]
    region.tags = (0..<25).map(record)
    var other = record(99)
    other.imageID = ui.id
    region.tags.append(other)
    return RegistryContents(regions: [region])
  }

  private static func record(_ number: Int) -> TagRecord {
    let moment = Timestamp(nanoseconds: start.nanoseconds + Int64(number) * 60_000_000_000)
    let status: Status = number == 3 ? .locked : number == 4 ? .deleting : .ready
    let digest = Digest.sha256(1, 2, 3, UInt64(number == 6 ? 5 : number))
    return TagRecord(
      id: tag(number), name: number < 10 ? "t0\(number)" : "t\(number)", imageID: api,
      status: status, digest: digest, createdAt: moment, updatedAt: moment)
  }

  let registry: MemoryRegistry
  let endpoint: Endpoint

  init(
    registry: MemoryRegistry = MemoryRegistry(Bench.contents()),
    _ change: (inout ServerOptions) -> Void = { _ in }
  ) throws {
    self.registry = registry
    var options = ServerOptions { Bench.start }
    options.push = { tag, region async throws(RegistryError) in
      try registry.insert(tag, region: region)
    }
    change(&options)
    endpoint = try Endpoint(registry, options)
  }

  func outcome(_ method: String, _ target: String) async -> Outcome {
    await endpoint.respond(
      to: IncomingRequest(method: method, target: target, host: "localhost:7080"))
  }

  func ask(_ target: String) async throws -> Reply { try await ask("GET", target) }

  func ask(_ method: String, _ target: String) async throws -> Reply {
    guard case .answer(let answer) = await outcome(method, target) else { throw NoAnswer() }
    return Reply(answer)
  }

  struct NoAnswer: Error {}
}

/// An answer, read by somebody else's JSON.
struct Reply {
  let status: Int
  let headers: [String: String]
  let body: [UInt8]

  init(_ answer: Answer) {
    status = answer.status
    headers = Dictionary(
      answer.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
    body = answer.body
  }

  var object: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
  }

  func names(_ list: String = "tags") -> [String] {
    (object[list] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
  }

  var total: Int? { object["total_count"] as? Int }
  var type: String? { object["type"] as? String }

  /// Which arguments are wrong, and why.
  var problems: [String] {
    (object["details"] as? [[String: Any]] ?? []).map {
      "\($0["argument_name"] as? String ?? "") \($0["reason"] as? String ?? "")"
    }
  }
}
