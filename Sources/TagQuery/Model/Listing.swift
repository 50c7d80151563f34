/// What a registry's lists of a resource are sorted and filtered by, as slots of its schema.
public struct Listing: Sendable, Hashable {
  /// What a row can be asked for by.
  public var identifier: Int
  /// The name, by which lists are filtered and sorted.
  public var name: Int
  /// The time by which lists are sorted.
  public var created: Int
  /// The state by which lists are sorted.
  public var status: Int
  /// What all rows of one list have in common.
  public var constants: Set<Int>

  /// The slots of a schema.
  public init(identifier: Int, name: Int, created: Int, status: Int, constants: Set<Int>) {
    self.identifier = identifier
    self.name = name
    self.created = created
    self.status = status
    self.constants = constants
  }
}
