extension RegistryCapabilities {
  /// What the lists that a call asks for can do.
  public func lists(of kind: ListedKind) -> ListCapabilities {
    switch kind {
    case .tags: tags
    case .images: images
    case .namespaces: namespaces
    }
  }

  /// What the lists of a resource can do.
  func lists(of resource: Resource) -> ListCapabilities {
    if resource === Resource.images { return images }
    return resource === Resource.namespaces ? namespaces : tags
  }

  /// Refuses a call for a page that these capabilities do not include, for registries that answer
  /// it themselves.
  ///
  /// Throws `.invalidRequest` for a page below 1, a page size that is not from 1 to the largest,
  /// and an order or a filter by name that the lists do not have.
  public func check(_ request: ListRequest) throws(RegistryError) {
    let able = lists(of: request.kind)
    guard request.page >= 1 else {
      throw RegistryError(
        .invalidRequest, "There is no page \(request.page): pages are numbered from 1.")
    }
    guard request.pageSize >= 1, request.pageSize <= able.largestPage else {
      throw RegistryError(
        .invalidRequest,
        """
        A page of \(request.pageSize) rows cannot be asked for: \(name) gives from 1 to \
        \(able.largestPage).
        """)
    }
    guard able.orders.contains(request.order) else {
      throw RegistryError(
        .invalidRequest,
        """
        The order \(request.order.rawValue) is not one that \(name) can give: use \
        \(able.orders.map(\.rawValue).sorted().joined(separator: ", ")).
        """)
    }
    guard request.name == nil || able.nameFilter != .none else {
      throw RegistryError(
        .invalidRequest, "\(name) cannot look for a name in this list: ask without one.")
    }
  }
}
