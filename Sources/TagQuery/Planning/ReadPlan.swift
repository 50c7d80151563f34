/// How the rows of a source are read: which calls, and which stages they make unnecessary. It is
/// made without any request; who reads follows it, and `explain` shows it.
struct ReadPlan: Sendable {
  /// What is asked for.
  enum Access: Sendable {
    /// Nothing: no row can pass the conditions.
    case nothing
    /// What the source itself names, out of lists that are read so.
    case selected(ListScan)
    /// Rows one by one, by UUID.
    case identifiers([UniqueIdentifier])
    /// Rows by exact names, which the registry looks up.
    case names([String])
    /// Each list completely, as a deletion and what counts digests need it.
    case wholeLists
    /// Pages of each list.
    case scan(ListScan)
  }

  /// The order of the rows of all lists together.
  struct Order: Sendable, Hashable {
    var slot: Int
    var isDescending: Bool
  }

  /// What the rows of a list must have in common for any of them to pass.
  struct Requirement: Sendable, Hashable {
    var slot: Int
    var range: KeyRange
    var values: Set<Value>?

    func isMet(by value: Value) -> Bool {
      range.place(of: value) == .inside && values?.contains(value) ?? true
    }
  }

  /// What becomes of a stage.
  enum StageWork: Sendable, Hashable {
    /// It is done here, maybe for a reason.
    case here(String?)
    /// The calls do it.
    case pushed(String)
  }

  var access: Access
  /// The order that the lists give together; nil for the order of all sources.
  var order: Order?
  /// The rows that are left out at the beginning.
  var skip = 0
  /// After so many rows nobody wants another one; nil where that is not known.
  var wanted: Int?
  /// Whether a page may be asked for before it is known that it is wanted.
  var readsAhead = true
  /// Whether the order of names is taken to be by bytes without being told so.
  var isAssumed = false
  /// Whether lists must stand still while they are read, since a deletion depends on them.
  var mustBeSteady = false
  /// Lists that do not meet these are not read.
  var requirements: [Requirement] = []
  /// What is known from totals and from the ends of lists, without reading the rest.
  var totals: TotalsPlan?
  /// One for each stage.
  var work: [StageWork]

  /// Whether a stage needs not be done here.
  func isPushed(stage: Int) -> Bool {
    if case .pushed = work[stage] { true } else { false }
  }
}

/// The pages that are read of each list.
struct ListScan: Sendable, Hashable {
  /// What becomes of the rows that are read of one list.
  enum Delivery: Sendable, Hashable {
    /// They are handed on as they come.
    case asRead
    /// They are turned round when all are there.
    case backwards
    /// They are sorted by their time of creation when all are there.
    case byCreation
  }

  /// What the list is sorted by.
  var key = ListKey.created
  /// The field that is.
  var slot: Int
  /// Whether it matters that the list is in this order, so that it is checked.
  var isChecked = false
  var isDescending: Bool
  /// What is read of it.
  var range = KeyRange.all
  /// Whether the range's start has to be searched for.
  var searches = false
  var delivery = Delivery.asRead

  /// The order that is asked for where it does not matter; else that of the key.
  var anyOrder: ListOrder?

  var order: ListOrder { anyOrder ?? key.order(isDescending: isDescending) }

  /// Where the range begins in the list's order; nil where the list does.
  var start: KeyRange.Bound? { isDescending ? range.upper : range.lower }

  /// Where the range ends in the list's order; nil where the list does.
  var end: KeyRange.Bound? { isDescending ? range.lower : range.upper }

  /// Whether a row with this key comes before the range.
  func isBefore(_ key: Value) -> Bool {
    !range.isAll && range.place(of: key) == (isDescending ? .above : .below)
  }

  /// Whether a row with this key comes behind the range.
  func isBehind(_ key: Value) -> Bool {
    !range.isAll && range.place(of: key) == (isDescending ? .below : .above)
  }

  /// Whether two keys that follow each other cannot do so in the list's order.
  func areTurned(_ first: Value, _ second: Value) -> Bool {
    let order = Value.order(first, second)
    return isDescending ? order < 0 : order > 0
  }
}

/// A `summarize` that needs no rows: how many there are, and what is at their ends.
struct TotalsPlan: Sendable, Hashable {
  /// The stage.
  var stage: Int
  /// What the lists are sorted by; nil where only their totals count.
  var key: ListKey?
  var slot: Int
  /// The rows that count.
  var range: KeyRange
  var needsLeast = false
  var needsGreatest = false

  /// Whether lists are read backwards. Rows without a key come last in an ascending list: who wants
  /// all above a bound would have to look for them.
  var isDescending: Bool { range.lower != nil && range.upper == nil }
}
