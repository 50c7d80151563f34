import TagQuery

/// Registries in memory that can do less than they could, and say so.
enum LesserRegistry {
  /// One order, no filter, no total, no deletions, and pages of three rows.
  static func least(_ contents: RegistryContents) -> MemoryRegistry {
    make(contents) { able in
      for lists in [\RegistryCapabilities.tags, \.images, \.namespaces] {
        able[keyPath: lists].orders = [.nameDescending]
        able[keyPath: lists].nameCollation = .unknown
        able[keyPath: lists].nameFilter = .none
        able[keyPath: lists].tellsTotal = false
        able[keyPath: lists].largestPage = 3
      }
      able.deletesTags = false
    }
  }

  /// Names find all that begin with them, and shared digests are no reason to refuse.
  static func superset(_ contents: RegistryContents) -> MemoryRegistry {
    make(contents) { able in
      able.tags.nameFilter = .superset
      able.images.nameFilter = .superset
      able.namespaces.nameFilter = .superset
      able.refusesSharedDigests = false
    }
  }

  static func readOnly(_ contents: RegistryContents) -> MemoryRegistry {
    make(contents) { $0.deletesTags = false }
  }

  private static func make(
    _ contents: RegistryContents, _ change: (inout RegistryCapabilities) -> Void
  ) -> MemoryRegistry {
    var able = MemoryRegistry(contents).capabilities
    change(&able)
    return MemoryRegistry(contents, capabilities: able)
  }
}
