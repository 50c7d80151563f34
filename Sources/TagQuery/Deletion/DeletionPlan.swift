/// What a program would delete, skip and refuse, and why. Nothing has been sent when it is made,
/// and what it does not list is not deleted.
public struct DeletionPlan: Sendable {
  /// A tag that the program's deletions selected.
  public struct Entry: Sendable {
    /// The region.
    public var region: String
    /// The tag's UUID.
    public var id: UniqueIdentifier
    /// The image's UUID.
    public var imageID: UniqueIdentifier
    /// `namespace/name` of the image.
    public var image: String
    /// The tag's name.
    public var name: String
    /// The full pullable reference.
    public var reference: String
    /// The content hash.
    public var digest: Digest?
    /// The state.
    public var status: Status
    /// When it was first pushed.
    public var createdAt: Timestamp?
    /// When it was last changed.
    public var updatedAt: Timestamp?
    /// What is to be done with it.
    public var decision: Decision

    /// The later of the two times; nil if either is missing.
    public var pushedAt: Timestamp? {
      guard let createdAt, let updatedAt else { return nil }
      return max(createdAt, updatedAt)
    }
  }

  /// What is to be done with a tag.
  public enum Decision: Sendable, Hashable {
    /// It is deleted; with force where others share its digest. `losing` are names of tags that
    /// stay, but may lose their content.
    case delete(isForced: Bool, losing: [String])
    /// Its state does not allow it.
    case skipped(String)
    /// It would not be safe.
    case refused(Refusal)

    /// Whether it is to be deleted.
    public var isDeletion: Bool {
      if case .delete = self { true } else { false }
    }
  }

  /// Why it would not be safe to delete a tag.
  public enum Refusal: Sendable, Hashable {
    /// A key of it is null where a `skip` or `limit` decided.
    case unknownKey
    /// Tags of these names have its digest, and stay.
    case sharedDigest([String])

    /// Why, in words.
    public var reason: String {
      switch self {
      case .unknownKey:
        "a key of it, or of a tag before it, is null where a skip or limit decided: say nulls "
          + "first or nulls last, or give the key a value with coalesce"
      case .sharedDigest(let names):
        "it shares its digest with \(Self.list(names)), which "
          + (names.count == 1 ? "stays" : "stay")
      }
    }

    /// Why, without the names, for several tags.
    var kind: String {
      switch self {
      case .unknownKey: reason
      case .sharedDigest: "tags that stay have the same digest"
      }
    }

    private static func list(_ names: [String]) -> String {
      let shown = names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
      return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
  }

  /// The rows of one `delete` of the program.
  public struct Section: Sendable {
    /// What is shown of them.
    public var columns: [ResultColumn]
    /// A row for each tag it selected: its values, and its place among the entries.
    public var rows: [(values: [Value], entry: Int)]
  }

  /// Every selected tag, once.
  public internal(set) var entries: [Entry]
  /// The rows of each `delete`.
  public internal(set) var sections: [Section]
  /// Where a `skip` or `limit` cut between rows of equal keys.
  public internal(set) var ties: [Tie]
  /// How many tags each image that is touched has, by UUID.
  public internal(set) var imageSizes: [UniqueIdentifier: Int]

  /// How many tags are to be deleted.
  public var deletionCount: Int { entries.count { $0.decision.isDeletion } }
}

/// What deletions have to know of the reading of their rows.
final class DeletionObservations {
  /// Rows for which an `in` looked at a value that may or may not belong to its pipeline.
  var uncertain: Set<RowIdentity> = []
  /// Cuts between equal keys.
  var ties: [Tie] = []
}
