/// Everything that a registry in memory holds, region by region.
///
/// The counts in the records (`tagCount`, `imageCount`) need not be filled in: a `MemoryRegistry`
/// counts for itself.
public struct RegistryContents: Sendable, Hashable {
  /// The regions, in the order in which the registry names them.
  public var regions: [RegionContents]

  /// The contents of these regions.
  public init(regions: [RegionContents] = []) {
    self.regions = regions
  }
}

/// What one region of a registry in memory holds.
///
/// UUIDs are expected to be unique among the records of a kind; of two with the same one, the later
/// is kept.
public struct RegionContents: Sendable, Hashable {
  /// Name of the region, such as `fr-par`.
  public var name: String
  /// The namespaces.
  public var namespaces: [NamespaceRecord]
  /// The images of all namespaces.
  public var images: [ImageRecord]
  /// The tags of all images.
  public var tags: [TagRecord]

  /// The contents of a region.
  public init(
    _ name: String, namespaces: [NamespaceRecord] = [], images: [ImageRecord] = [],
    tags: [TagRecord] = []
  ) {
    self.name = name
    self.namespaces = namespaces
    self.images = images
    self.tags = tags
  }
}
