import RegistryHTTP
import TagQuery

/// A call of the Tags API: its method, its address, and what people call it.
enum APICall {
  case list(ListRequest)
  case get(GetRequest)
  case delete(DeleteRequest)

  var method: HTTPRequest.Method {
    switch self {
    case .list, .get: .get
    case .delete: .delete
    }
  }

  var region: String {
    switch self {
    case .list(let request): request.region
    case .get(let request): request.region
    case .delete(let request): request.region
    }
  }

  /// What the call is about: `the tags of image …`, `tag …`.
  var subject: String {
    switch self {
    case .list(let request):
      switch request.kind {
      case .tags(let image): "the tags of image \(image)"
      case .images(let namespace?): "the images of namespace \(namespace)"
      case .images(nil): "the images"
      case .namespaces: "the namespaces"
      }
    case .get(let request): "\(request.kind) \(request.id)"
    case .delete(let request): "tag \(request.id)"
    }
  }

  /// Throws where the region is no part of an address.
  func target() throws(CallFailure) -> RequestTarget {
    guard var target = RequestTarget(["registry", "v1", "regions", region] + parts) else {
      throw CallFailure(
        cause: .transport(
          TransportError(.notAllowed, "'\(region)' is no region; one is called fr-par")),
        end: .final, tries: 0, mayBeDone: false)
    }
    switch self {
    case .list(let request):
      // The API's own type holds no larger number, and no list is so long.
      target.add("page", "\(min(request.page, Int(Int32.max)))")
      // Always sent: what the API takes by itself is a fifth of what it can give.
      target.add("page_size", "\(request.pageSize)")
      target.add("order_by", request.order.rawValue)
      if let name = request.name { target.add("name", name) }
      if case .images(let namespace?) = request.kind {
        target.add("namespace_id", namespace.description)
      }
    case .get: break
    case .delete(let request): if request.isForced { target.add("force", "true") }
    }
    return target
  }

  private var parts: [String] {
    switch self {
    case .list(let request):
      switch request.kind {
      case .tags(let image): ["images", image.description, "tags"]
      case .images: ["images"]
      case .namespaces: ["namespaces"]
      }
    case .get(let request): ["\(request.kind)s", request.id.description]
    case .delete(let request): ["tags", request.id.description]
    }
  }
}

extension ListedKind {
  /// What one of the list is called.
  var noun: String {
    switch self {
    case .tags: "tag"
    case .images: "image"
    case .namespaces: "namespace"
    }
  }
}
