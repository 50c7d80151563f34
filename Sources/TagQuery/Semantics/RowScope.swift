/// The names that an expression can use for a row at one point of a pipeline, and what is shown of
/// the row there.
struct RowScope {
  /// What a name means.
  struct Meaning {
    var value: CheckedExpression
    var type: ValueType
    /// The name in output: a field's own, however the query spells it.
    var name: String
    /// What tells groups apart, where that is not the value.
    var identity: [CheckedExpression] = []

    /// Whether both are one column or one stored field. Of two that are computed it is not known.
    func isSame(as other: Meaning) -> Bool {
      switch (value, other.value) {
      case (.added(let one), .added(let two)), (.field(let one), .field(let two)): one == two
      default: false
      }
    }
  }

  /// A column that is shown.
  struct Shown {
    var name: String
    var meaning: Meaning
  }

  /// The kind of the rows; nil where they are no longer rows of a resource.
  var resource: Resource?
  /// What stages have named.
  private(set) var named: [String: Meaning] = [:]
  var shown: [Shown] = [] { didSet { places = nil } }
  /// Where each name is shown; nil until somebody asks.
  private var places: [String: Int]?
  /// The columns that stages have added to the row.
  var addedCount = 0

  private let now: Timestamp

  /// The rows of a resource as they come from the registry.
  init(resource: Resource, now: Timestamp) {
    self.resource = resource
    self.now = now
    shown = resource.fields.enumerated().filter { $1.isShown }.map { slot, field in
      Shown(name: field.name, meaning: meaning(slot: slot, of: resource))
    }
  }

  /// Rows that have only these columns.
  init(columns: [(name: String, type: ValueType)], now: Timestamp) {
    self.now = now
    for (name, type) in columns { _ = add(name, type: type) }
  }

  func meaning(of name: String) -> Meaning? {
    if let meaning = named[name] { return meaning }
    guard let resource, let slot = resource.slot(named: name) else { return nil }
    return meaning(slot: slot, of: resource)
  }

  /// A field's value: stored, or made of stored ones.
  private func meaning(slot: Int, of resource: Resource) -> Meaning {
    let field = resource.fields[slot]
    let value: CheckedExpression =
      switch field.derivation {
      case .stored: .field(slot)
      case .later(let first, let second): .call(.later, [.field(first), .field(second)])
      case .elapsed(let start):
        .constant(.timestamp(now)).combined(.subtract, .field(start), at: Self.nowhere)
      case .semanticVersion(let text): .call(.semver, [.field(text)])
      case .joined(let first, let middle, let last):
        .field(first).combined(.add, .constant(.string(middle)), at: Self.nowhere)
          .combined(.add, .field(last), at: Self.nowhere)
      }
    return Meaning(
      value: value, type: field.type, name: field.name,
      identity: field.groupIdentity.map { .field($0) })
  }

  private static let nowhere = SourceRange(file: 0, lower: 0, upper: 0)

  /// Names a new column, which is shown; it hides an old one of the name, and takes its place.
  /// A copy of an image or a namespace still means the thing itself in `per`, `by` and `distinct`.
  mutating func add(
    _ name: String?, type: ValueType, identity: [CheckedExpression] = []
  ) -> Meaning {
    let meaning = Meaning(
      value: .added(addedCount), type: type, name: name ?? "", identity: identity)
    addedCount += 1
    if let name {
      named[name] = meaning
      show(name, meaning)
    }
    return meaning
  }

  /// Gives a name to something the row has already.
  mutating func define(_ name: String, _ meaning: Meaning) {
    named[name] = meaning
    named[name]?.name = name
  }

  /// Gives what a name stands for a new place, without a look at what is shown.
  mutating func rename(_ name: String, _ meaning: Meaning) { named[name] = meaning }

  private mutating func show(_ name: String, _ meaning: Meaning) {
    var places =
      self.places
      ?? Dictionary(
        shown.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    if let place = places[name] {
      shown[place].meaning = meaning
    } else {
      places[name] = shown.count
      shown.append(Shown(name: name, meaning: meaning))
    }
    self.places = places
  }

  /// Keeps, in columns that have no name, what tells the values of a shown column apart.
  mutating func keepIdentity(of position: Int, parts: Int, isThing: Bool) {
    if isThing {
      let identity = (0..<parts).map { CheckedExpression.added(addedCount + $0) }
      shown[position].meaning.identity = identity
      named[shown[position].name]?.identity = identity
    }
    addedCount += parts
  }

  /// The names to choose from, without aliases.
  var names: [String] {
    named.keys.sorted() + (resource?.fieldNames ?? [])
  }

  /// Every spelling, for the nearest name.
  var spellings: [String] { named.keys.sorted() + (resource?.spellings ?? []) }

  var columns: [CheckedColumn] {
    shown.map { CheckedColumn(name: $0.name, type: $0.meaning.type, value: $0.meaning.value) }
  }
}
