import TagQuery

/// One thing that a registry can do wrong.
struct Fault: Sendable, CustomStringConvertible {
  typealias List = @Sendable (ListRequest, MemoryRegistry) async throws(RegistryError) -> ListPage
  typealias Get = @Sendable (GetRequest, MemoryRegistry) async throws(RegistryError) -> RowBatch
  typealias Delete =
    @Sendable (DeleteRequest, MemoryRegistry) async throws(RegistryError) -> DeletionAnswer

  let description: String
  /// What the registry claims that it must not, or no longer claims.
  var claims: @Sendable (inout RegistryCapabilities) -> Void = { _ in }
  /// What it holds in place of what it was given.
  var holds: @Sendable (inout RegionContents) -> Void = { _ in }
  var isReadOnly = false
  var list: List = { request, registry async throws(RegistryError) in
    try await registry.list(request)
  }
  var get: Get = { request, registry async throws(RegistryError) in
    try await registry.get(request)
  }
  var delete: Delete = { request, registry async throws(RegistryError) in
    try await registry.delete(request)
  }

  init(_ description: String) { self.description = description }
}

/// A registry in memory that does one thing wrong.
struct BrokenRegistry: Registry {
  let capabilities: RegistryCapabilities
  private let whole: MemoryRegistry
  private let fault: Fault

  init(_ contents: RegistryContents, _ fault: Fault) {
    self.fault = fault
    var contents = contents
    for index in contents.regions.indices { fault.holds(&contents.regions[index]) }
    whole = fault.isReadOnly ? LesserRegistry.readOnly(contents) : MemoryRegistry(contents)
    var able = whole.capabilities
    fault.claims(&able)
    capabilities = able
  }

  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    try await fault.list(request, whole)
  }

  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    try await fault.get(request, whole)
  }

  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    try await fault.delete(request, whole)
  }
}

extension Fault {
  static func claiming(
    _ description: String, _ claims: @escaping @Sendable (inout RegistryCapabilities) -> Void
  ) -> Fault {
    var fault = Fault(description)
    fault.claims = claims
    return fault
  }

  static func holding(
    _ description: String, _ holds: @escaping @Sendable (inout RegionContents) -> Void
  ) -> Fault {
    var fault = Fault(description)
    fault.holds = holds
    return fault
  }

  /// Asks for another page than it was asked for.
  static func asking(
    _ description: String, _ change: @escaping @Sendable (inout ListRequest) -> Void
  ) -> Fault {
    listing(description) { request, registry async throws(RegistryError) in
      var request = request
      change(&request)
      return try await registry.list(request)
    }
  }

  /// Tells another total than there is.
  static func telling(
    _ description: String, _ change: @escaping @Sendable (Int?, ListRequest) -> Int?
  ) -> Fault {
    listing(description) { request, registry async throws(RegistryError) in
      var page = try await registry.list(request)
      page.totalCount = change(page.totalCount, request)
      return page
    }
  }

  /// Changes the tags of a page.
  static func changingTags(
    _ description: String, _ change: @escaping @Sendable (inout [TagRecord], ListRequest) -> Void
  ) -> Fault {
    listing(description) { request, registry async throws(RegistryError) in
      var page = try await registry.list(request)
      guard case .tags = request.kind else { return page }
      var tags = (0..<page.rows.count).compactMap(page.rows.tag(at:))
      change(&tags, request)
      page.rows = RowBatch(tags: tags, region: request.region)
      return page
    }
  }

  static func listing(_ description: String, _ list: @escaping List) -> Fault {
    var fault = Fault(description)
    fault.list = list
    return fault
  }

  static func getting(_ description: String, _ get: @escaping Get) -> Fault {
    var fault = Fault(description)
    fault.get = get
    return fault
  }

  static func deleting(_ description: String, _ delete: @escaping Delete) -> Fault {
    var fault = Fault(description)
    fault.delete = delete
    return fault
  }

  /// A deletion for which the tag is looked up first.
  static func deletingTags(
    _ description: String,
    _ delete:
      @escaping @Sendable (TagRecord, DeleteRequest, MemoryRegistry) async throws(RegistryError) ->
      DeletionAnswer
  ) -> Fault {
    deleting(description) { request, registry async throws(RegistryError) in
      let rows = try await registry.get(GetRequest(.tag, id: request.id, region: request.region))
      guard let tag = rows.tag(at: 0) else { throw RegistryError(.notFound, "no tag") }
      return try await delete(tag, request, registry)
    }
  }
}
