/// A container registry, as far as queries need one.
///
/// A registry describes itself by data (`capabilities`) and answers calls one by one; it never
/// evaluates a query. To write one: answer `list`, `get` and `delete` exactly as documented, and
/// claim no capability that is not exact.
public protocol Registry: Sendable {
  /// What this registry can be asked for. It does not change while the registry is in use.
  var capabilities: RegistryCapabilities { get }

  /// One page of a list.
  ///
  /// A page past the last one is empty and still tells the total. Throws `.notFound` where the
  /// parent does not exist.
  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage

  /// One row by its identifier, as a batch of one. Throws `.notFound` where there is none.
  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch

  /// Deletes one tag.
  ///
  /// Throws `.notFound` or `.gone` where there is none, `.locked`, and `.precondition` where
  /// another tag of the image shares the digest and `isForced` is not set. A registry that has lost
  /// an answer, asks again and then finds no tag has deleted it: that is no error, but an answer
  /// that says so.
  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer
}

/// A call for one page of a list.
public struct ListRequest: Sendable, Hashable {
  /// What is listed.
  public var kind: ListedKind
  /// The region asked.
  public var region: String
  /// The exact name that rows must have; nil for all.
  public var name: String?
  /// The order of the whole list.
  public var order: ListOrder
  /// The page, from 1.
  public var page: Int
  /// Rows a page, from 1 to the registry's largest.
  public var pageSize: Int

  /// A call for a page.
  public init(
    _ kind: ListedKind, region: String, name: String? = nil,
    order: ListOrder = .createdAscending, page: Int = 1, pageSize: Int
  ) {
    self.kind = kind
    self.region = region
    self.name = name
    self.order = order
    self.page = page
    self.pageSize = pageSize
  }
}

/// What a list is of.
public enum ListedKind: Sendable, Hashable {
  /// The tags of an image.
  case tags(image: UniqueIdentifier)
  /// The images of a namespace, or of all.
  case images(namespace: UniqueIdentifier?)
  /// The namespaces.
  case namespaces
}

/// The order of a list, as the Tags API names them.
public enum ListOrder: String, Sendable, Hashable, CaseIterable {
  /// Oldest first. Rows without a time come last.
  case createdAscending = "created_at_asc"
  /// Newest first: the ascending list backwards.
  case createdDescending = "created_at_desc"
  /// By name.
  case nameAscending = "name_asc"
  /// By name, backwards.
  case nameDescending = "name_desc"
  /// By region.
  case region = "region"
  /// By status.
  case statusAscending = "status_asc"
  /// By status, backwards.
  case statusDescending = "status_desc"
}

/// One page of a list.
public struct ListPage: Sendable {
  /// The rows.
  public var rows: RowBatch
  /// How many rows there are on all pages; nil where the registry does not tell.
  public var totalCount: Int?

  /// A page.
  public init(rows: RowBatch, totalCount: Int?) {
    self.rows = rows
    self.totalCount = totalCount
  }
}

/// A call for one row.
public struct GetRequest: Sendable, Hashable {
  /// What is asked for.
  public enum Kind: Sendable, Hashable {
    /// A tag.
    case tag
    /// An image.
    case image
    /// A namespace.
    case namespace
  }

  /// What is asked for.
  public var kind: Kind
  /// Its UUID.
  public var id: UniqueIdentifier
  /// The region asked.
  public var region: String

  /// A call for one row.
  public init(_ kind: Kind, id: UniqueIdentifier, region: String) {
    self.kind = kind
    self.id = id
    self.region = region
  }
}

/// A call that deletes one tag.
public struct DeleteRequest: Sendable, Hashable {
  /// The tag's UUID.
  public var id: UniqueIdentifier
  /// The region asked.
  public var region: String
  /// Whether tags that share the digest may lose their content.
  public var isForced: Bool

  /// A call that deletes one tag.
  public init(id: UniqueIdentifier, region: String, isForced: Bool) {
    self.id = id
    self.region = region
    self.isForced = isForced
  }
}

/// What a registry says of a tag that it has deleted.
public struct DeletionAnswer: Sendable, Hashable {
  /// The tag's status afterwards.
  public var status: Status
  /// The name that the registry gave to the request, if it gives any.
  public var requestID: String?
  /// Whether the first answer was lost, and the tag was not there when the registry was asked
  /// again.
  public var isInferred: Bool

  /// An answer.
  public init(_ status: Status, requestID: String? = nil, isInferred: Bool = false) {
    self.status = status
    self.requestID = requestID
    self.isInferred = isInferred
  }
}

/// Why a registry did not do what it was asked.
public struct RegistryError: Error, Sendable, Hashable {
  /// What kind of failure it is.
  public enum Kind: Sendable, Hashable {
    /// There is no such row.
    case notFound
    /// There was one, and it is gone.
    case gone
    /// The row can be neither changed nor deleted.
    case locked
    /// The registry refuses in the present state of things.
    case precondition
    /// The call is not one that the registry knows.
    case invalidRequest
    /// The credentials are missing, wrong or not allowed to.
    case denied
    /// The row is being changed; later it may work.
    case transient
    /// The registry had too many requests.
    case rateLimited
    /// The registry could not be reached or did not do its part.
    case unavailable
    /// The task was cancelled.
    case cancelled
  }

  /// What kind of failure it is.
  public var kind: Kind
  /// One sentence for people: what happened, to which resource, and what to do.
  public var message: String
  /// Of `.invalidRequest`: the argument that is refused, by its name in the Tags API, such
  /// as `order_by`; nil where it does not say.
  public var argument: String?
  /// The name that the registry gave to the request, if it gives any.
  public var requestID: String?

  /// A failure.
  public init(
    _ kind: Kind, _ message: String, argument: String? = nil, requestID: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.argument = argument
    self.requestID = requestID
  }
}
