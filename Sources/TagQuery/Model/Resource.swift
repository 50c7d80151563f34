/// A kind of rows: a schema that queries are compiled against.
///
/// Tags, images and namespaces are three of them (`StandardResources.swift`); a host's own rows
/// are more. Nothing in the language's stages names a field: a field is its position, the *slot*.
public final class Resource: Sendable {
  /// The word that a pipeline starts with, such as `tags`.
  public let name: String
  /// What one row is called in messages, such as `tag`.
  public let singular: String
  /// The fields; the position of each is its slot.
  public let fields: [Field]
  /// What a pipeline over it can be narrowed with: `tags image=… region=…`.
  public let arguments: [SourceArgument]
  /// The slots whose values together tell a row from every other.
  public let identity: [Int]
  /// Whether `delete` can act on its rows.
  public let isDeletable: Bool
  /// What a registry's lists of it are sorted and filtered by; nil where there are no such lists.
  public let listing: Listing?

  private let slots: [String: Int]

  /// A schema. Names and aliases of fields are unique; `identity` holds slots.
  public init(
    name: String, singular: String, fields: [Field], arguments: [SourceArgument] = [],
    identity: [Int], isDeletable: Bool = false, listing: Listing? = nil
  ) {
    self.name = name
    self.singular = singular
    self.fields = fields
    self.arguments = arguments
    self.identity = identity
    self.isDeletable = isDeletable
    self.listing = listing
    var slots: [String: Int] = [:]
    for (slot, field) in fields.enumerated() where !field.isInternal {
      slots[field.name] = slot
      for alias in field.aliases { slots[alias] = slot }
    }
    self.slots = slots
  }

  /// The slot of the field with this name or alias.
  public func slot(named name: String) -> Int? { slots[name] }

  /// The names that a query can use, without aliases, in the order of the schema.
  public var fieldNames: [String] { fields.lazy.filter { !$0.isInternal }.map(\.name) }

  /// Every name that a query can use, aliases among them.
  var spellings: [String] {
    fields.lazy.filter { !$0.isInternal }.flatMap { [$0.name] + $0.aliases }
  }
}

/// One field of a resource.
public struct Field: Sendable {
  /// The name in queries and in output.
  public let name: String
  /// Other names that queries may use for it.
  public let aliases: [String]
  /// The type of its values; any of them may be null.
  public let type: ValueType
  /// Whether it is shown when a query selects nothing.
  public let isShown: Bool
  /// Whether queries cannot name it: it serves other fields.
  public let isInternal: Bool
  /// Where its value comes from.
  public let derivation: Derivation
  /// The slots that stand for it in `per`, `by` and `distinct`, where equal names may mean
  /// different things. Empty where it stands for itself.
  public let groupIdentity: [Int]
  /// What it costs to have it.
  public let cost: Cost
  /// One line for people.
  public let summary: String

  /// Where a field's value comes from.
  public enum Derivation: Sendable, Hashable {
    /// The row has it.
    case stored
    /// The later of two timestamps; null if either is null.
    case later(Int, Int)
    /// The time from a timestamp until now.
    case elapsed(since: Int)
    /// A text read as a semantic version; null if it is not one.
    case semanticVersion(of: Int)
    /// Two texts with a third between them.
    case joined(Int, String, Int)
  }

  /// What it takes to know a field's value.
  public enum Cost: Sendable, Hashable {
    /// It comes with every row.
    case none
    /// It takes the names of the image and the namespace, once for all their rows.
    case names
    /// It takes all rows of the image.
    case wholeImage
  }

  /// A field.
  public init(
    _ name: String, _ type: ValueType, aliases: [String] = [], isShown: Bool = true,
    isInternal: Bool = false, derivation: Derivation = .stored, groupIdentity: [Int] = [],
    cost: Cost = .none, summary: String = ""
  ) {
    self.name = name
    self.aliases = aliases
    self.type = type
    self.isShown = isShown && !isInternal
    self.isInternal = isInternal
    self.derivation = derivation
    self.groupIdentity = groupIdentity
    self.cost = cost
    self.summary = summary
  }
}

/// What a pipeline's source can be narrowed with.
public struct SourceArgument: Sendable {
  /// The word before the `=`.
  public let name: String
  /// How its values are read.
  public let kind: Kind
  /// One line for people.
  public let summary: String

  /// How an argument's values are read.
  public enum Kind: Sendable, Hashable {
    /// UUID, `namespace/name`, a name, a glob, a full reference; a tag or digest behind it.
    case image
    /// Name, UUID or glob of a namespace.
    case namespace
    /// Name or glob of the row itself.
    case name
    /// UUIDs of the rows themselves.
    case identifier
    /// Regions, or `all`.
    case region
  }

  /// An argument.
  public init(name: String, kind: Kind, summary: String) {
    self.name = name
    self.kind = kind
    self.summary = summary
  }
}
