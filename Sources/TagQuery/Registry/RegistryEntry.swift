/// One thing that a registry holds: a line of a snapshot, a row of an export.
public enum RegistryEntry: Sendable, Hashable {
  /// A namespace in a region.
  case namespace(NamespaceRecord, region: String)
  /// An image in a region.
  case image(ImageRecord, region: String)
  /// A tag in a region.
  case tag(TagRecord, region: String)
}

/// Entries on their way into a registry that keeps them: all of them or none.
///
/// Entries may come in any order; what belongs to something that never came is an error of
/// `commit`. Until then nobody sees any of them, and an import that is let go of leaves nothing.
public protocol RegistryImport: AnyObject {
  /// Takes an entry. One with the UUID of an older one takes its place.
  func add(_ entry: RegistryEntry) throws(RegistryError)
  /// Makes all entries visible at once.
  func commit() throws(RegistryError)
}
