import GRDB
import TagQuery

/// One page of a list. All is read in one transaction, so that the total fits the rows.
struct StoreList {
  private let database: Database
  private let request: ListRequest

  init(_ database: Database, _ request: ListRequest) {
    self.database = database
    self.request = request
  }

  func page() throws -> ListPage {
    switch request.kind {
    case .tags(let image): try tags(of: image)
    case .images(let namespace): try images(of: namespace)
    case .namespaces: try namespaces()
    }
  }

  /// What narrows a list.
  private struct Scope {
    var condition: String
    var total: Int
    var bind: (inout StoreStatement) -> Void
  }

  // MARK: Tags

  private func tags(of image: UniqueIdentifier) throws -> ListPage {
    var statement = try StoreStatement(
      database, "SELECT number, tag_count FROM image WHERE id = ? AND region = ?")
    statement.bind(image)
    statement.bind(request.region)
    guard try statement.step(), let number = statement.integer(0) else {
      throw RegistryError(.notFound, "there is no image \(image) in \(request.region)")
    }
    let count = Int(statement.integer(1) ?? 0)
    statement.rewind()
    var scope = Scope(condition: "image = ?", total: count) { $0.bind(number) }
    if let name = request.name {
      scope.condition += " AND name = ?"
      scope.bind = {
        $0.bind(number)
        $0.bind(name)
      }
      scope.total = try self.count("tag", scope)
    }
    let orders: [ListOrder: [String]] = [
      .createdAscending: ["created_at", "id"], .createdDescending: ["created_at", "id"],
      .region: ["created_at", "id"], .nameAscending: ["name"], .nameDescending: ["name"],
      .statusAscending: ["status", "id"], .statusDescending: ["status", "id"],
    ]
    var records: [TagRecord] = []
    try rows("tag", StoreColumns.tag, scope, keys: orders[request.order] ?? []) {
      records.append($0.tag(of: image))
    }
    return ListPage(
      rows: RowBatch(tags: records, region: request.region), totalCount: scope.total)
  }

  // MARK: Images and namespaces

  private func images(of namespace: UniqueIdentifier?) throws -> ListPage {
    let region = request.region
    if let namespace {
      try checkNamespace(namespace)
    } else {
      try checkRegion()
    }
    var scope = Scope(condition: "region = ?", total: 0) { $0.bind(region) }
    if let namespace {
      scope.condition += " AND namespace_id = ?"
      scope.bind = {
        $0.bind(region)
        $0.bind(namespace)
      }
    }
    addName(to: &scope)
    scope.total = try count("image", scope)
    var records: [ImageRecord] = []
    try rows("image", StoreColumns.image + ", tag_count", scope, keys: try plainKeys()) {
      records.append($0.image())
    }
    return ListPage(rows: RowBatch(images: records, region: region), totalCount: scope.total)
  }

  private func namespaces() throws -> ListPage {
    try checkRegion()
    let region = request.region
    var scope = Scope(condition: "region = ?", total: 0) { $0.bind(region) }
    addName(to: &scope)
    scope.total = try count("namespace", scope)
    var records: [NamespaceRecord] = []
    try rows("namespace", StoreLookup.namespaceColumns, scope, keys: try plainKeys()) {
      records.append($0.namespace())
    }
    return ListPage(
      rows: RowBatch(namespaces: records, region: region), totalCount: scope.total)
  }

  private func addName(to scope: inout Scope) {
    guard let name = request.name else { return }
    scope.condition += " AND name = ?"
    let bind = scope.bind
    scope.bind = {
      bind(&$0)
      $0.bind(name)
    }
  }

  private func plainKeys() throws -> [String] {
    switch request.order {
    case .createdAscending, .createdDescending: return ["created_at", "id"]
    case .nameAscending, .nameDescending: return ["name", "id"]
    case .region, .statusAscending, .statusDescending:
      throw RegistryError(
        .invalidRequest, "only lists of tags have the order \(request.order.rawValue)")
    }
  }

  private func checkNamespace(_ id: UniqueIdentifier) throws {
    var statement = try StoreStatement(
      database, "SELECT 1 FROM namespace WHERE id = ? AND region = ?")
    statement.bind(id)
    statement.bind(request.region)
    guard try statement.step() else {
      throw RegistryError(.notFound, "there is no namespace \(id) in \(request.region)")
    }
    statement.rewind()
  }

  private func checkRegion() throws {
    var statement = try StoreStatement(
      database, "SELECT 1 FROM namespace WHERE region = ? LIMIT 1")
    statement.bind(request.region)
    guard try statement.step() else {
      throw RegistryError(.notFound, "there is no region '\(request.region)' in this registry")
    }
    statement.rewind()
  }

  // MARK: Rows

  private func count(_ table: String, _ scope: Scope) throws -> Int {
    var statement = try StoreStatement(
      database, "SELECT count(*) FROM \(table) WHERE \(scope.condition)")
    scope.bind(&statement)
    defer { statement.rewind() }
    return try statement.step() ? Int(statement.integer(0) ?? 0) : 0
  }

  /// Reads the rows of the page. Those before it are passed over in an index that holds all keys,
  /// and from the end that is nearer.
  private func rows(
    _ table: String, _ columns: String, _ scope: Scope, keys: [String],
    _ read: (StoreStatement) -> Void
  ) throws {
    let start = (request.page - 1).multipliedReportingOverflow(by: request.pageSize)
    guard !start.overflow, start.partialValue < scope.total else { return }
    let count = min(request.pageSize, scope.total - start.partialValue)
    let isFromEnd = start.partialValue + count / 2 > scope.total / 2
    let offset = isFromEnd ? scope.total - start.partialValue - count : start.partialValue
    let inner = order(keys, isReversed: isFromEnd)
    let outer = order(keys, isReversed: false)
    var statement = try StoreStatement(
      database,
      """
      SELECT \(columns) FROM \(table) WHERE number IN (
        SELECT number FROM \(table) WHERE \(scope.condition) ORDER BY \(inner) LIMIT ? OFFSET ?
      ) ORDER BY \(outer)
      """)
    scope.bind(&statement)
    statement.bind(Int64(count))
    statement.bind(Int64(offset))
    while try statement.step() { read(statement) }
    statement.rewind()
  }

  private func order(_ keys: [String], isReversed: Bool) -> String {
    let isDescending: Bool =
      switch request.order {
      case .createdDescending, .nameDescending, .statusDescending: true
      case .createdAscending, .nameAscending, .statusAscending, .region: false
      }
    let direction = isDescending != isReversed ? "DESC" : "ASC"
    return keys.map { "\($0) \(direction)" }.joined(separator: ", ")
  }
}
