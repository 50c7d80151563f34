/// One `and` term of the conditions on the rows of a source: what it says about one field.
struct KeyTerm: Sendable {
  /// The field.
  var slot: Int
  /// The values that it may have; nil for all of the range.
  var values: Set<Value>?
  var range: KeyRange
  /// Whether every row whose field is so passes, so that nothing has to be checked again.
  var isExact: Bool
}

/// What an `and` term comes to.
enum ConditionTerm: Sendable {
  case key(KeyTerm)
  /// No row passes.
  case never
  /// It says nothing about one field alone.
  case other(Obstacle)

  /// Why a term says nothing about one field.
  enum Obstacle: Sendable, Hashable {
    /// One of several conditions suffices.
    case disjunction
    /// It looks into another pipeline.
    case pipeline
    /// It leaves out values instead of choosing some.
    case exclusion
    /// A pattern that may begin with anything.
    case pattern
    /// It is about a value that is computed.
    case computation
  }
}

/// Takes conditions apart into terms that all must be true.
enum ConditionTerms {
  /// The terms of a condition, or of its negation.
  static func of(
    _ condition: CheckedExpression, isNegated: Bool = false
  ) -> [ConditionTerm] {
    switch condition {
    case .constant(let value):
      // Unknown stays unknown.
      return value == .bool(!isNegated) ? [] : [.never]
    case .and(let parts) where !isNegated: return parts.flatMap { of($0) }
    case .or(let parts) where isNegated: return parts.flatMap { of($0, isNegated: true) }
    case .not(let part): return of(part, isNegated: !isNegated)
    case .compare(let comparison, let left, let right):
      let comparison = isNegated ? comparison.negated : comparison
      if let constant = right.constant { return [term(left, comparison, constant)] }
      if let constant = left.constant { return [term(right, comparison.turned, constant)] }
      return [.other(.computation)]
    case .between(let part, let low, let high) where !isNegated:
      guard let low = low.constant, let high = high.constant else {
        return [.other(.computation)]
      }
      return [term(part, .greaterOrEqual, low), term(part, .lessOrEqual, high)]
    case .memberOfConstants(.field(let slot), let values, hasNull: _) where !isNegated:
      return [member(slot, values)]
    case .like(.field(let slot), let glob) where !isNegated:
      return [.key(like(slot, glob))]
    case .call(.startsWith, let arguments) where !isNegated:
      guard case .field(let slot) = arguments[0], case .string(let text)? = arguments[1].constant
      else { return [.other(.computation)] }
      return [.key(KeyTerm(slot: slot, range: KeyRange(prefix: text), isExact: true))]
    case .matches(.field(let slot), let expression) where !isNegated:
      guard let range = expression.rangeOfMatches else {
        return [.other(.pattern)]
      }
      return [.key(KeyTerm(slot: slot, range: range, isExact: false))]
    case .or: return [.other(.disjunction)]
    case .memberOfPipeline: return [.other(.pipeline)]
    case .matches, .like: return [.other(isNegated ? .exclusion : .pattern)]
    default: return [.other(isNegated ? .exclusion : .computation)]
    }
  }

  private static func term(
    _ part: CheckedExpression, _ comparison: Comparison, _ constant: Value
  ) -> ConditionTerm {
    // A comparison with null is never true.
    if constant.isNull { return .never }
    guard let range = KeyRange(comparison, constant) else { return .other(.exclusion) }
    switch part {
    case .field(let slot):
      let values: Set<Value>? = comparison == .equal ? [constant] : nil
      return .key(KeyTerm(slot: slot, values: values, range: range, isExact: true))
    case .call(.later, let fields):
      // The later of two is below a bound only if each of them is.
      guard case .field(let slot) = fields[0], range.upper != nil else {
        return .other(.computation)
      }
      return .key(
        KeyTerm(slot: slot, range: KeyRange(upper: range.upper), isExact: false))
    case .sum(let first, let steps): return sum(first, steps, comparison, constant)
    default: return .other(.computation)
    }
  }

  /// `now() - field < constant`, which is what `age` stands for, and `field + constant < constant`.
  private static func sum(
    _ first: CheckedExpression, _ steps: [SumTerm], _ comparison: Comparison, _ constant: Value
  ) -> ConditionTerm {
    guard steps.count == 1 else { return .other(.computation) }
    let step = steps[0]
    switch (first, step.operand) {
    case (.constant(.timestamp(let now)), .field(let slot)) where step.operation == .subtract:
      guard
        case .value(.timestamp(let bound)) = Arithmetic.subtract.apply(
          .timestamp(now), constant, stringLimit: 0),
        let range = KeyRange(comparison.turned, .timestamp(bound))
      else { return .other(.computation) }
      // An age of more than 292 years is null, which no registry has to tell of.
      return .key(KeyTerm(slot: slot, range: range, isExact: true))
    case (.field(let slot), .constant(.duration(let span))):
      let opposite: Arithmetic = step.operation == .add ? .subtract : .add
      guard
        case .value(.timestamp(let bound)) = opposite.apply(
          constant, .duration(span), stringLimit: 0),
        let range = KeyRange(comparison, .timestamp(bound))
      else { return .other(.computation) }
      return .key(KeyTerm(slot: slot, range: range, isExact: false))
    default: return .other(.computation)
    }
  }

  private static func member(_ slot: Int, _ values: Set<Value>) -> ConditionTerm {
    // Null among them only makes unknown what is not among them.
    let values = values.filter { !$0.isNull }
    let sorted = values.sorted { Value.order($0, $1) < 0 }
    guard let first = sorted.first, let last = sorted.last else { return .never }
    let range = KeyRange(
      lower: KeyRange.Bound(value: first, isIncluded: true),
      upper: KeyRange.Bound(value: last, isIncluded: true))
    return .key(
      KeyTerm(slot: slot, values: values, range: range, isExact: values.count == 1))
  }

  private static func like(_ slot: Int, _ glob: Glob) -> KeyTerm {
    let prefix = glob.literalPrefix
    if prefix == glob.text {
      let value = Value.string(prefix)
      let bound = KeyRange.Bound(value: value, isIncluded: true)
      return KeyTerm(
        slot: slot, values: [value], range: KeyRange(lower: bound, upper: bound), isExact: true)
    }
    return KeyTerm(
      slot: slot, range: KeyRange(prefix: prefix), isExact: glob.text == "\(prefix)*")
  }
}

extension Comparison {
  /// What is true where this is false, and unknown where this is unknown.
  fileprivate var negated: Comparison {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    }
  }

  /// The same with the sides exchanged.
  fileprivate var turned: Comparison {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    }
  }
}

extension Glob {
  /// What every text that matches begins with.
  fileprivate var literalPrefix: String {
    String(text.unicodeScalars.prefix { $0 != "*" && $0 != "?" && $0 != "[" })
  }
}

extension RegularExpression {
  /// A range that holds every text in which this is found; nil where none is known.
  ///
  /// RE2 tells the range of whole matches. Only of an expression that is bound to the beginning,
  /// with anything behind it, is that the range of the texts in which it is found.
  fileprivate var rangeOfMatches: KeyRange? {
    guard text.hasPrefix("^") || text.hasPrefix("\\A"), !hasAlternatives, !setsFlags,
      let whole = try? RegularExpression(
        "(?:\(text))(?s:.*)", ignoresCase: ignoresCase, memoryLimit: 1 << 20),
      let (least, greatest) = whole.rangeOfWholeMatches
    else { return nil }
    return KeyRange(least: least, greatest: greatest)
  }

  /// Whether a `|` stands outside brackets, so that not every alternative need be bound to the
  /// beginning. What is quoted counts as well: too often is harmless.
  private var hasAlternatives: Bool { text.utf8.contains(UInt8(ascii: "|")) }

  /// Whether a group sets flags, of which `m` binds `^` to lines.
  private var setsFlags: Bool {
    var rest = Substring(text)
    while let group = rest.firstRange(of: "(?") {
      rest = rest[group.upperBound...]
      let flags = rest.prefix { $0.isLetter || $0 == "-" }
      if flags.contains("m") { return true }
    }
    return false
  }
}

extension Substring {
  /// Where a text first stands.
  fileprivate func firstRange(of part: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(part) {
        return index..<self.index(index, offsetBy: part.count)
      }
      index = self.index(after: index)
    }
    return nil
  }
}
