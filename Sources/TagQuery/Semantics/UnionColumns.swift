/// The columns behind a union, for the rows of both its sides.
///
/// The sides may have made their columns in different ways, so what a name stands for on either is
/// computed there into a new column, which then means the same for all rows.
struct UnionColumns {
  /// What the left rows are given in addition to what they have.
  private(set) var own: [CheckedExpression] = []
  /// What the right rows have in the place of all that the left rows have.
  private(set) var added: [CheckedExpression]
  /// The columns so far: two names that stand for the same on both sides are one column.
  private var made: [(left: RowScope.Meaning, right: RowScope.Meaning?, column: RowScope.Meaning)] =
    []

  init(left: RowScope) {
    // Nothing behind the union looks at a column from before it.
    added = Array(repeating: .constant(.null), count: left.addedCount)
  }

  /// What is looked at behind the union for what the sides mean; null where the right has none.
  mutating func column(
    _ left: RowScope.Meaning, _ right: RowScope.Meaning?
  ) -> RowScope.Meaning {
    // A field that neither side hides is on all rows.
    if case .field = left.value, let right, left.isSame(as: right) { return left }
    let known = made.first { candidate in
      guard candidate.left.isSame(as: left) else { return false }
      guard let other = candidate.right, let right else {
        return candidate.right == nil && right == nil
      }
      return other.isSame(as: right)
    }
    if let known { return known.column }
    var column = left
    if left.type == .null, let right { column.type = right.type }
    column.value = add(left.value, right?.value)
    // Where a name means a thing on one side only, things stay apart from texts.
    let width = max(left.identity.count, right?.identity.count ?? 0)
    column.identity = (0..<width).map { place in
      add(left.identity(at: place), right.map { $0.identity(at: place) })
    }
    made.append((left, right, column))
    return column
  }

  private mutating func add(
    _ left: CheckedExpression, _ right: CheckedExpression?
  ) -> CheckedExpression {
    own.append(left)
    added.append(right ?? .constant(.null))
    return .added(added.count - 1)
  }
}

extension RowScope.Meaning {
  /// A part of what tells groups apart: the value itself where nothing else does.
  fileprivate func identity(at place: Int) -> CheckedExpression {
    if identity.isEmpty { return place == 0 ? value : .constant(.null) }
    return place < identity.count ? identity[place] : .constant(.null)
  }
}
