import Foundation
import HTTPTestServer
import RegistryHTTP
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

  /// The API over another registry.
  init(over registry: MemoryRegistry) { self.registry = registry }

  /// What the API says to a request.
  func respond(to request: TestRequest) async -> TestReply {
    let id = [("X-Request-Id", "request-1")]
    do throws(RegistryError) {
      let body = try await body(FakeCall(request))
      return .answer(200, headers: id, body: Array(body.utf8))
    } catch {
      var failure = APIFailure(type: "\(error.kind)", message: error.message)
      let status: Int
      switch error.kind {
      case .notFound: status = 404
      case .locked: status = 423
      case .precondition:
        status = 412
        failure.precondition = "tag_digest_shared"
      default: status = 400
      }
      return .answer(status, headers: id, body: Array(TagsAPIWriter.body(failure).utf8))
    }
  }

  private func body(_ call: FakeCall) async throws(RegistryError) -> String {
    let region = call.region
    switch (call.method, call.resource, call.id, call.isOfTags) {
    case ("GET", "images", let image?, true):
      let page = try await registry.list(call.list(.tags(image: image)))
      let tags = (0..<page.rows.count).compactMap { page.rows.tag(at: $0) }
      return TagsAPIWriter.body(RecordPage(tags, totalCount: page.totalCount))
    case ("GET", "images", nil, _):
      let namespace = call.query["namespace_id"].flatMap { UniqueIdentifier($0) }
      let page = try await registry.list(call.list(.images(namespace: namespace)))
      let images = (0..<page.rows.count).compactMap { page.rows.image(at: $0) }
      return TagsAPIWriter.body(RecordPage(images, totalCount: page.totalCount))
    case ("GET", "namespaces", nil, _):
      let page = try await registry.list(call.list(.namespaces))
      let namespaces = (0..<page.rows.count).compactMap { page.rows.namespace(at: $0) }
      return TagsAPIWriter.body(
        RecordPage(namespaces, totalCount: page.totalCount), region: region)
    case ("GET", "tags", let id?, _): return TagsAPIWriter.body(try await tag(id, region))
    case ("GET", "images", let id?, _):
      let rows = try await registry.get(GetRequest(.image, id: id, region: region))
      if let image = rows.image(at: 0) { return TagsAPIWriter.body(image) }
    case ("GET", "namespaces", let id?, _):
      let rows = try await registry.get(GetRequest(.namespace, id: id, region: region))
      if let namespace = rows.namespace(at: 0) {
        return TagsAPIWriter.body(namespace, region: region)
      }
    case ("DELETE", "tags", let id?, _):
      var tag = try await tag(id, region)
      let isForced = call.query["force"] == "true"
      tag.status = try await registry.delete(
        DeleteRequest(id: id, region: region, isForced: isForced)
      ).status
      return TagsAPIWriter.body(tag)
    default: break
    }
    throw RegistryError(.invalidRequest, "no such call: \(call)")
  }

  private func tag(
    _ id: UniqueIdentifier, _ region: String
  ) async throws(RegistryError) -> TagRecord {
    let rows = try await registry.get(GetRequest(.tag, id: id, region: region))
    guard let tag = rows.tag(at: 0) else { throw RegistryError(.notFound, "no tag") }
    return tag
  }
}

/// A request, taken apart.
private struct FakeCall {
  let method: String
  let region: String
  let resource: String
  let id: UniqueIdentifier?
  let isOfTags: Bool
  let query: [String: String]

  init(_ request: TestRequest) {
    let parts = request.uri.split(separator: "?", maxSplits: 1)
    func decoded(_ text: Substring) -> String { text.removingPercentEncoding ?? "" }
    // registry, v1, regions, and then what differs.
    let path = parts[0].split(separator: "/").dropFirst(3).map(decoded)
    method = request.method
    region = path[0]
    resource = path[1]
    id = path.count > 2 ? UniqueIdentifier(path[2]) : nil
    isOfTags = path.count > 3
    var query: [String: String] = [:]
    for item in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let pair = item.split(separator: "=", maxSplits: 1)
      query[decoded(pair[0])] = pair.count > 1 ? decoded(pair[1]) : ""
    }
    self.query = query
  }

  func list(_ kind: ListedKind) -> ListRequest {
    ListRequest(
      kind, region: region, name: query["name"],
      order: query["order_by"].flatMap(ListOrder.init(rawValue:)) ?? .createdAscending,
      page: query["page"].flatMap { Int($0) } ?? 1,
      pageSize: query["page_size"].flatMap { Int($0) } ?? 20)
  }
}

/// The API without a socket.
struct FakeTransport: HTTPTransport {
  let api: FakeAPI

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
    let request = TestRequest(method: request.method.rawValue, uri: request.target.text)
    guard case .answer(let status, let headers, let body) = await api.respond(to: request) else {
      throw TransportError(.connectionLost, "it does not answer")
    }
    return HTTPAnswer(
      status: status, headers: headers.map { HTTPHeader($0.0, $0.1) }, body: body)
  }
}
