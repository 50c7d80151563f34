import HTTPTestServer
import RegistryHTTP
import ScalewayRegistry
import Synchronization
import TagJSON
import TagQuery

/// The Tags API over a registry in memory, as far as tests of its client need it.
struct FakeAPI: Sendable {
  static let region = "fr-par"
  static let image = UniqueIdentifier(high: 0x1111_1111_1111_1111, low: 1)
  static let namespace = UniqueIdentifier(high: 0x1111_1111_1111_1111, low: 2)
  static let key = "11111111-2222-3333-4444-555555555555"

  let registry: MemoryRegistry

  /// An image with so many tags.
  init(tags count: Int) {
    let tags = (0..<count).map { number in
      TagRecord(
        id: Self.tag(number), name: "v\(number)", imageID: Self.image, status: .ready,
        digest: .sha256(UInt64(number), 0, 0, 0),
        createdAt: Timestamp(nanoseconds: Int64(number) * 1_000_000_000), updatedAt: nil)
    }
    registry = MemoryRegistry(
      RegistryContents(regions: [
        RegionContents(
          Self.region, namespaces: [NamespaceRecord(id: Self.namespace, name: "web")],
          images: [ImageRecord(id: Self.image, name: "api", namespaceID: Self.namespace)],
          tags: tags)
      ]))
  }

  static func tag(_ number: Int) -> UniqueIdentifier {
    UniqueIdentifier(high: 0x2222_2222_2222_2222, low: UInt64(number))
  }

  /// What the API says to a request.
  func respond(to request: TestRequest) async -> TestReply {
    let parts = request.uri.split(separator: "?", maxSplits: 1)
    let path = parts[0].split(separator: "/").map(String.init)
    var query: [String: String] = [:]
    for item in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let pair = item.split(separator: "=", maxSplits: 1)
      query[String(pair[0])] = pair.count > 1 ? String(pair[1]) : ""
    }
    let id = [("X-Request-Id", "request-1")]
    do throws(RegistryError) {
      let body = try await body(request.method, Array(path.dropFirst(3)), query)
      return .answer(200, headers: id, body: Array(body.utf8))
    } catch {
      let status = error.kind == .notFound ? 404 : 400
      let failure = APIFailure(
        type: status == 404 ? "not_found" : "invalid_arguments", message: error.message)
      return .answer(status, headers: id, body: Array(TagsAPIWriter.body(failure).utf8))
    }
  }

  private func tags(_ rows: RowBatch) -> [TagRecord] {
    (0..<rows.count).compactMap { rows.tag(at: $0) }
  }

  private func namespaces(_ rows: RowBatch) -> [NamespaceRecord] {
    (0..<rows.count).compactMap { rows.namespace(at: $0) }
  }

  private func body(
    _ method: String, _ path: [String], _ query: [String: String]
  ) async throws(RegistryError) -> String {
    let region = path[0]
    let page = Int(query["page"] ?? "") ?? 1
    let size = Int(query["page_size"] ?? "") ?? 20
    let order = query["order_by"].flatMap(ListOrder.init(rawValue:)) ?? .createdAscending
    switch (method, path.count, path.dropFirst().first) {
    case ("GET", 4, "images"):
      guard let image = UniqueIdentifier(path[2]) else { break }
      let answer = try await registry.list(
        ListRequest(
          .tags(image: image), region: region, name: query["name"], order: order, page: page,
          pageSize: size))
      return TagsAPIWriter.body(
        RecordPage(tags(answer.rows), totalCount: answer.totalCount))
    case ("GET", 2, "namespaces"):
      let answer = try await registry.list(
        ListRequest(.namespaces, region: region, page: page, pageSize: size))
      return TagsAPIWriter.body(
        RecordPage(namespaces(answer.rows), totalCount: answer.totalCount), region: region)
    case ("GET", 3, "images"):
      guard let id = UniqueIdentifier(path[2]) else { break }
      let rows = try await registry.get(GetRequest(.image, id: id, region: region))
      guard let image = rows.image(at: 0) else { break }
      return TagsAPIWriter.body(image)
    case ("GET", 3, "tags"):
      guard let id = UniqueIdentifier(path[2]) else { break }
      let rows = try await registry.get(GetRequest(.tag, id: id, region: region))
      return TagsAPIWriter.body(tags(rows)[0])
    case ("DELETE", 3, "tags"):
      guard let id = UniqueIdentifier(path[2]) else { break }
      let rows = try await registry.get(GetRequest(.tag, id: id, region: region))
      var tag = tags(rows)[0]
      tag.status = try await registry.delete(
        DeleteRequest(id: id, region: region, isForced: query["force"] == "true")
      ).status
      return TagsAPIWriter.body(tag)
    default: break
    }
    throw RegistryError(.invalidRequest, "no such call: \(method) \(path)")
  }
}

/// Faults that a server makes, the same at every run: which they are depends on the request and on
/// how often it came, not on the order in which requests come.
final class Faults: Sendable {
  enum Fault: CaseIterable {
    case tooMuch, failing, reset, cut, garbage, lostAnswer, slow
  }

  private let kinds: [Fault]
  private let percent: UInt64
  private let seen = Mutex<[String: UInt64]>([:])
  /// How many faults there were.
  let count = Mutex(0)

  init(_ kinds: [Fault], percent: UInt64) {
    self.kinds = kinds
    self.percent = percent
  }

  /// The reply to a request, with or without a fault. The request itself is always carried out.
  func reply(
    to request: TestRequest, _ respond: (TestRequest) async -> TestReply
  ) async -> TestReply {
    let key = "\(request.method) \(request.uri)"
    let time = seen.withLock { seen in
      seen[key, default: 0] += 1
      return seen[key, default: 0]
    }
    let chance = Self.hash("\(key) \(time)")
    // No request fails more often in a row than it is tried.
    guard chance % 100 < percent, time < 5 else { return await respond(request) }
    count.withLock { $0 += 1 }
    switch kinds[Int(chance / 100 % UInt64(kinds.count))] {
    case .tooMuch: return .answer(429, headers: [("X-Envoy-Ratelimited", "true")])
    case .failing: return .answer(503, body: Array("<html>".utf8))
    case .reset: return .reset
    case .cut:
      guard case .answer(_, _, let body) = await respond(request) else { return .close }
      return .cutAnswer(body: Array(body.prefix(body.count / 2)))
    case .garbage: return .answer(200, body: Array("{\"tags\":[{\"id\":1".utf8))
    case .lostAnswer:
      _ = await respond(request)
      return .close
    case .slow: return .silence
    }
  }

  /// FNV-1a, and a last stir of it.
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    return (hash &* 0x9E37_79B9_7F4A_7C15) >> 16
  }
}

/// A client on a clock that takes no time, and a configuration that leads to a place.
enum TestClient {
  static func configuration(
    _ url: String, region: String = FakeAPI.region
  ) throws -> ScalewayConfiguration {
    try ScalewayConfiguration(
      environment: [
        "SCW_SECRET_KEY": FakeAPI.key, "SCW_API_URL": url, "SCW_DEFAULT_REGION": region,
      ]) { _ in nil }
  }

  static func settings(_ change: (inout ConnectionSettings) -> Void = { _ in })
    -> ConnectionSettings
  {
    var settings = ConnectionSettings()
    settings.clock = FakeClock()
    settings.random = { 0.5 }
    change(&settings)
    return settings
  }

  /// A registry that a script answers.
  static func registry(_ transport: ScriptedTransport) throws -> ScalewayRegistry {
    ScalewayRegistry(
      try configuration("https://api.example.com"), transport: transport, settings: settings())
  }
}
