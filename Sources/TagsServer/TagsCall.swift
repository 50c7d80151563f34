import TagQuery

/// A call whose arguments are good.
enum TagsCall: Equatable {
  case list(ListCall)
  case get(GetRequest)
  case delete(DeleteRequest)

  /// The call that a request stands for. The method is one of those that the route has.
  init(
    _ route: Route, method: String, parameters: [RequestTarget.Parameter],
    capabilities: RegistryCapabilities
  ) throws(APIError) {
    switch route.resource {
    case .tags, .images, .namespaces:
      self = .list(try ListCall(route, parameters, capabilities))
    case .tag(let id) where method == "DELETE":
      var arguments = ArgumentReader(parameters, known: ["force"])
      let isForced = arguments.flag("force")
      let id = arguments.identifier("tag_id", id)
      try arguments.check()
      guard let id else { throw .notFound(resource: "tag", id: "") }
      self = .delete(DeleteRequest(id: id, region: route.region, isForced: isForced))
    case .tag(let id): self = try Self.get(.tag, id, route, parameters)
    case .image(let id): self = try Self.get(.image, id, route, parameters)
    case .namespace(let id): self = try Self.get(.namespace, id, route, parameters)
    }
  }

  private static func get(
    _ kind: GetRequest.Kind, _ id: String, _ route: Route,
    _ parameters: [RequestTarget.Parameter]
  ) throws(APIError) -> TagsCall {
    var arguments = ArgumentReader(parameters, known: [])
    let identifier = arguments.identifier("\(kind)_id", id)
    try arguments.check()
    guard let identifier else { throw .notFound(resource: "\(kind)", id: id) }
    return .get(GetRequest(kind, id: identifier, region: route.region))
  }

  /// What it is about, and what is done to it, as errors name them.
  var subject: (resource: String, id: String, action: String) {
    switch self {
    case .list(let call): (call.subject.resource, call.subject.id, "read")
    case .get(let request): ("\(request.kind)", "\(request.id)", "read")
    case .delete(let request): ("tag", "\(request.id)", "delete")
    }
  }
}

/// A call for a page of a list.
struct ListCall: Equatable {
  /// What the registry itself is asked for.
  var request: ListRequest
  /// The filters that registries do not have.
  var organization: UniqueIdentifier?
  var project: UniqueIdentifier?
  /// Whether namespaces are ordered by their descriptions, which no registry does.
  var descriptionOrder: DescriptionOrder?

  enum DescriptionOrder: String {
    case ascending = "description_asc"
    case descending = "description_desc"
  }

  /// The largest number of a page: what the API's own type holds.
  private static let lastPage = Int(Int32.max)
  private static let defaultPageSize = 20
  private static let largestPage = 100

  init(
    _ route: Route, _ parameters: [RequestTarget.Parameter], _ capabilities: RegistryCapabilities
  ) throws(APIError) {
    var known = ["page", "page_size", "order_by", "name"]
    switch route.resource {
    case .images: known += ["namespace_id", "organization_id", "project_id"]
    case .namespaces: known += ["organization_id", "project_id"]
    default: break
    }
    var arguments = ArgumentReader(parameters, known: known)
    let kind: ListedKind
    switch route.resource {
    case .tags(let image):
      let image = arguments.identifier("image_id", image)
      kind = .tags(image: image ?? UniqueIdentifier(high: 0, low: 0))
    case .images: kind = .images(namespace: arguments.identifier("namespace_id"))
    default: kind = .namespaces
    }
    let able = capabilities.lists(of: kind)
    let largest = min(able.largestPage, Self.largestPage)
    request = ListRequest(
      kind, region: route.region, name: arguments.text("name"),
      page: arguments.number("page", upTo: Self.lastPage, otherwise: 1),
      pageSize: arguments.number(
        "page_size", upTo: largest, otherwise: min(Self.defaultPageSize, largest)))
    organization = arguments.identifier("organization_id")
    project = arguments.identifier("project_id")
    var orders = ListOrder.allCases.filter(able.orders.contains).map(\.rawValue)
    if kind == .namespaces { orders += ["description_asc", "description_desc"] }
    let order = arguments.choice(
      "order_by", of: orders, otherwise: ListOrder.createdAscending.rawValue)
    request.order = ListOrder(rawValue: order) ?? .createdAscending
    descriptionOrder = DescriptionOrder(rawValue: order)
    try arguments.check()
  }

  /// What is missing where the registry finds nothing to list.
  var subject: (resource: String, id: String) {
    switch request.kind {
    case .tags(let image): ("image", "\(image)")
    case .images(let namespace?): ("namespace", "\(namespace)")
    case .images(nil), .namespaces: ("region", request.region)
    }
  }
}
