/// An expression that has been checked: every name is a slot or a value, every type fits.
///
/// What it means is said once, in `ExpressionMeaning`.
enum CheckedExpression: Sendable {
  case constant(Value)
  /// A stored field.
  case field(Int)
  /// A column that a stage has made.
  case added(Int)
  indirect case and([CheckedExpression])
  indirect case or([CheckedExpression])
  indirect case not(CheckedExpression)
  indirect case compare(Comparison, CheckedExpression, CheckedExpression)
  indirect case matches(CheckedExpression, RegularExpression)
  indirect case like(CheckedExpression, Glob)
  indirect case inVersionRange(CheckedExpression, VersionRange)
  /// Among constants; the flag tells whether null is one of them.
  indirect case memberOfConstants(CheckedExpression, Set<Value>, hasNull: Bool)
  indirect case memberOfValues(CheckedExpression, [CheckedExpression])
  indirect case memberOfPipeline(CheckedExpression, Membership)
  indirect case between(CheckedExpression, low: CheckedExpression, high: CheckedExpression)
  indirect case isNull(CheckedExpression)
  indirect case arithmetic(Arithmetic, CheckedExpression, CheckedExpression, at: SourceRange)
  indirect case negative(CheckedExpression)
  /// The text that stands for a digest, a status, a UUID or a version.
  indirect case text(CheckedExpression)
  indirect case call(BuiltinFunction, [CheckedExpression])
  indirect case capture(CheckedExpression, RegularExpression, group: Int)
  indirect case replace(CheckedExpression, RegularExpression, with: String, at: SourceRange)
  indirect case coalesce([CheckedExpression])
  indirect case condition(CheckedExpression, CheckedExpression, CheckedExpression)
}

/// A comparison of two values of one type.
enum Comparison: Sendable {
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

/// An operation on two numbers, times or texts.
enum Arithmetic: Sendable {
  case add, subtract
}

/// `x in $p`
struct Membership: Sendable {
  /// The pipeline, by its number among the program's bindings.
  var binding: Int
  /// Whether the text of the pipeline's values is compared.
  var comparesText: Bool
  /// Whether it is used so that a row passes for *not* being in it.
  var isNegated: Bool
}

extension CheckedExpression {
  /// The value, where it is known.
  var constant: Value? {
    if case .constant(let value) = self { value } else { nil }
  }

  /// The expressions this one is made of.
  var parts: [CheckedExpression] {
    switch self {
    case .constant, .field, .added: []
    case .and(let parts), .or(let parts), .coalesce(let parts), .call(_, let parts): parts
    case .not(let part), .matches(let part, _), .like(let part, _), .inVersionRange(let part, _),
      .memberOfConstants(let part, _, _), .memberOfPipeline(let part, _), .isNull(let part),
      .negative(let part), .text(let part), .capture(let part, _, _), .replace(let part, _, _, _):
      [part]
    case .compare(_, let left, let right), .arithmetic(_, let left, let right, _): [left, right]
    case .memberOfValues(let value, let list): [value] + list
    case .between(let value, let low, let high), .condition(let value, let low, let high):
      [value, low, high]
    }
  }

  /// Calls a function with this expression and every one inside it.
  func visit(_ body: (CheckedExpression) -> Void) {
    body(self)
    for part in parts { part.visit(body) }
  }
}
