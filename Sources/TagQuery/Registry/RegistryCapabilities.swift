/// What a registry can be asked for, as data: all that the planner knows of it.
public struct RegistryCapabilities: Sendable, Hashable {
  /// What people call it, such as `demo:`.
  public var name: String
  /// The regions there are, as far as is known.
  public var regions: [String]
  /// The regions that are asked when a query names none.
  public var defaultRegions: [String]
  /// What lists of tags can do.
  public var tags: ListCapabilities
  /// What lists of images can do.
  public var images: ListCapabilities
  /// What lists of namespaces can do.
  public var namespaces: ListCapabilities
  /// Whether it deletes tags.
  public var deletesTags: Bool
  /// Whether it refuses to delete a tag whose digest another tag of the image shares.
  public var refusesSharedDigests: Bool

  /// The capabilities of a registry.
  public init(
    name: String, regions: [String], defaultRegions: [String], tags: ListCapabilities,
    images: ListCapabilities, namespaces: ListCapabilities, deletesTags: Bool,
    refusesSharedDigests: Bool
  ) {
    self.name = name
    self.regions = regions
    self.defaultRegions = defaultRegions
    self.tags = tags
    self.images = images
    self.namespaces = namespaces
    self.deletesTags = deletesTags
    self.refusesSharedDigests = refusesSharedDigests
  }
}

/// What the lists of one kind can do.
public struct ListCapabilities: Sendable, Hashable {
  /// How faithfully a filter is applied.
  public enum Filtering: Sendable, Hashable {
    /// Not at all.
    case none
    /// Exactly the rows that have the value.
    case exact
    /// Those rows, and perhaps others.
    case superset
  }

  /// How names are ordered.
  public enum Collation: Sendable, Hashable {
    /// By their UTF-8 bytes.
    case bytes
    /// In a way that is not known.
    case unknown
  }

  /// Whether rows can be asked for by name.
  public var nameFilter: Filtering
  /// The orders it can give.
  public var orders: Set<ListOrder>
  /// How names are ordered where it orders by name.
  public var nameCollation: Collation
  /// The most rows a page can have.
  public var largestPage: Int
  /// Whether pages can be asked for by number.
  public var hasPageNumbers: Bool
  /// Whether a page tells how many rows there are in all.
  public var tellsTotal: Bool

  /// What lists can do.
  public init(
    nameFilter: Filtering, orders: Set<ListOrder>, nameCollation: Collation, largestPage: Int,
    hasPageNumbers: Bool, tellsTotal: Bool
  ) {
    self.nameFilter = nameFilter
    self.orders = orders
    self.nameCollation = nameCollation
    self.largestPage = largestPage
    self.hasPageNumbers = hasPageNumbers
    self.tellsTotal = tellsTotal
  }
}
