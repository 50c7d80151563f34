extension Analyser {
  /// `left operator right`
  mutating func comparison(
    _ comparison: ComparisonOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    let place = place.undecided
    switch comparison {
    case .equal: return order(.equal, left, right, range, place)
    case .notEqual: return order(.notEqual, left, right, range, place)
    case .less: return order(.less, left, right, range, place)
    case .lessOrEqual: return order(.lessOrEqual, left, right, range, place)
    case .greater: return order(.greater, left, right, range, place)
    case .greaterOrEqual: return order(.greaterOrEqual, left, right, range, place)
    case .matches: return match(left, right, isNegated: false, range, place)
    case .matchesNot: return match(left, right, isNegated: true, range, place)
    case .like: return like(left, right, isNegated: false, range, place)
    case .notLike: return like(left, right, isNegated: true, range, place)
    }
  }

  private mutating func order(
    _ comparison: Comparison, _ left: ExpressionSyntax, _ right: ExpressionSyntax,
    _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    if let null = [left, right].first(where: { $0.isNullLiteral }) {
      let other = null.range == left.range ? right : left
      report(
        .nullComparison(
          null.range, whole: range, other: sources.text(of: other.range),
          isNegated: comparison == .equal ? false : comparison == .notEqual ? true : nil))
      return nil
    }
    guard let pair = unify([left, right], place, purpose: .comparison) else { return nil }
    if case .list = pair.type {
      report(.listComparison(range))
      return nil
    }
    return folded(
      .compare(comparison, pair.items[0].value, pair.items[1].value), .bool, range)
  }

  // MARK: Patterns

  /// `left ~ right`: a regex over a text, or a range over a version.
  private mutating func match(
    _ left: ExpressionSyntax, _ right: ExpressionSyntax, isNegated: Bool, _ range: SourceRange,
    _ place: ExpressionPlace
  ) -> TypedExpression? {
    let subject = analyse(left, place)
    if right.isNullLiteral {
      reportNullPattern(left, right, isNegated: isNegated, range)
      return nil
    }
    let pattern = pattern(right, place)
    guard let subject, let pattern else { return nil }
    let value: CheckedExpression
    switch pattern.kind {
    case .text(let text) where subject.type == .version:
      do throws(VersionRange.Failure) {
        value = .inVersionRange(subject.value, try VersionRange(text))
      } catch {
        report(
          .badVersionRange(
            self.place(of: error.range, in: text, literal: pattern.range), error.message))
        return nil
      }
    case .text(let text):
      guard let subject = texts([subject])?.first,
        let expression = regex(text, ignoresCase: false, range: pattern.range)
      else { return nil }
      value = .matches(subject.value, expression)
    case .regex(let expression):
      guard let subject = texts([subject])?.first else { return nil }
      value = .matches(subject.value, expression)
    }
    return truth(value, isNegated: isNegated, range)
  }

  /// What stands behind `~`, or where a function wants a regex.
  struct Pattern {
    enum Kind {
      case regex(RegularExpression)
      case text(String)
    }

    var kind: Kind
    var range: SourceRange
  }

  mutating func pattern(_ syntax: ExpressionSyntax, _ place: ExpressionPlace) -> Pattern? {
    if case .literal(.regex(let text, let ignoresCase)) = syntax.kind {
      return regex(text, ignoresCase: ignoresCase, range: syntax.range).map {
        Pattern(kind: .regex($0), range: syntax.range)
      }
    }
    if case .name(let name) = syntax.kind,
      case .argument(let inner, let outer, let callDepth)? = place.arguments[name]
    {
      return asCaller(callDepth) { $0.pattern(inner, outer) }
    }
    guard let typed = analyse(syntax, place) else { return nil }
    guard case .string(let text)? = typed.constant else {
      reportNoPattern(typed, "the pattern")
      return nil
    }
    return Pattern(kind: .text(text), range: typed.range)
  }

  private mutating func like(
    _ left: ExpressionSyntax, _ right: ExpressionSyntax, isNegated: Bool, _ range: SourceRange,
    _ place: ExpressionPlace
  ) -> TypedExpression? {
    let subject = analyse(left, place).flatMap { texts([$0])?.first }
    if case .literal(.regex) = right.kind {
      report(.regexBehindLike(right.range))
      return nil
    }
    if right.isNullLiteral {
      reportNullPattern(left, right, isNegated: isNegated, range)
      return nil
    }
    guard let pattern = analyse(right, place), let subject else { return nil }
    guard case .string(let text)? = pattern.constant else {
      reportNoPattern(pattern, "the pattern of like")
      return nil
    }
    do throws(Glob.ReversedRange) {
      let value = CheckedExpression.like(subject.value, try Glob(text))
      return truth(value, isNegated: isNegated, range)
    } catch {
      report(.badPattern(pattern.range, error.text))
      return nil
    }
  }

  private mutating func reportNullPattern(
    _ left: ExpressionSyntax, _ right: ExpressionSyntax, isNegated: Bool, _ range: SourceRange
  ) {
    report(
      .nullComparison(
        right.range, whole: range, other: sources.text(of: left.range), isNegated: isNegated))
  }

  /// A pattern is a constant text; a literal of another type wants quotes.
  private mutating func reportNoPattern(_ typed: TypedExpression, _ what: String) {
    guard let constant = typed.constant else { return report(.notConstant(typed.range, what)) }
    guard !constant.isNull else { return report(.nullComparison(typed.range)) }
    // Says that it is no text.
    if texts([typed]) != nil { report(.notConstant(typed.range, what)) }
  }

  // MARK: Membership

  mutating func membership(
    _ part: ExpressionSyntax, isNegated: Bool, _ membership: MembershipSyntax,
    _ range: SourceRange, _ place: ExpressionPlace
  ) -> TypedExpression? {
    let operands = place.undecided
    let polarity = isNegated ? place.polarity.negated : place.polarity
    let isUsedNegated = polarity != .positive
    let value: CheckedExpression?
    switch membership {
    case .list(let elements):
      guard !elements.isEmpty else { return nil }
      value = member(part, of: elements, isNegated: isUsedNegated, operands)
    case .call(let call):
      value = member(part, of: [call], isNegated: isUsedNegated, operands)
    case .parameter(let name):
      switch meaning(of: name) {
      case .value(_, let type):
        guard case .list = type else {
          report(.notAList(name.range, type))
          return nil
        }
        let element = ExpressionSyntax(kind: .parameter(name.text), range: name.range)
        value = member(part, of: [element], isNegated: isUsedNegated, operands)
      case .pipeline(let binding):
        value = member(part, of: binding, name, isNegated: isUsedNegated, operands)
      case .invalid, nil: return nil
      }
    }
    return value.map { truth($0, isNegated: isNegated, range) }
  }

  /// Among values, of which a list is spliced.
  private mutating func member(
    _ part: ExpressionSyntax, of elements: [ExpressionSyntax], isNegated: Bool,
    _ place: ExpressionPlace
  ) -> CheckedExpression? {
    if let null = elements.first(where: { $0.isNullLiteral }) {
      report(.nullComparison(null.range))
      return nil
    }
    // A list stands for its elements, so its constants are compared one by one.
    var parts: [ExpressionSyntax] = [part]
    var spliced: [TypedExpression] = []
    for element in elements {
      guard mayBeList(element, place) else {
        parts.append(element)
        continue
      }
      guard let typed = analyse(element, place) else { return nil }
      guard case .list(let type) = typed.type else {
        spliced.append(typed)
        continue
      }
      if case .list(let values)? = typed.constant {
        if values.isEmpty, isNegated { emptyLists.append(element.range) }
        spliced += values.map {
          TypedExpression(value: .constant($0), type: $0.type, range: typed.range)
        }
      } else {
        spliced.append(
          TypedExpression(value: typed.value, type: type, range: typed.range, isSpliced: true))
      }
    }
    guard let items = unify(parts, adding: spliced, place) else { return nil }
    let value = items[0].value
    let candidates = items.dropFirst().map(\.value)
    let constants = candidates.compactMap(\.constant)
    guard constants.count == candidates.count else { return .memberOfValues(value, candidates) }
    let known = constants.filter { !$0.isNull }
    return .memberOfConstants(
      value, Set(known), hasNull: known.count < constants.count)
  }

  /// Whether the value of an element may be a list: a parameter, a call, or a column that is one.
  private func mayBeList(_ syntax: ExpressionSyntax, _ place: ExpressionPlace) -> Bool {
    switch syntax.kind {
    case .parameter, .call: return true
    case .name(let name):
      if case .argument(let inner, let outer, _)? = place.arguments[name] {
        return mayBeList(inner, outer)
      }
      if case .list? = place.row?.meaning(of: name)?.type { return true }
      return false
    default: return false
    }
  }

  private mutating func unify(
    _ parts: [ExpressionSyntax], adding spliced: [TypedExpression], _ place: ExpressionPlace
  ) -> [TypedExpression]? {
    let purpose = Diagnostic.UnificationPurpose.comparison
    guard
      let first = unify(
        parts, place, purpose: purpose, refusesNull: true,
        isBesideStatus: spliced.contains { $0.type == .status })
    else { return nil }
    guard !spliced.isEmpty else { return first.items }
    return unify(first.items + spliced, purpose: purpose, refusesNull: false)?.items
  }

  /// Among the values of a pipeline of one column.
  private mutating func member(
    _ part: ExpressionSyntax, of binding: Int, _ name: Name, isNegated: Bool,
    _ place: ExpressionPlace
  ) -> CheckedExpression? {
    guard let typed = analyse(part, place) else { return nil }
    let columns = program.bindings[binding].columns
    guard columns.count == 1 else {
      report(.oneColumn(name, count: columns.count))
      return nil
    }
    dependencies.insert(binding)
    let type = columns[0].type
    var membership = Membership(binding: binding, comparesText: false, isNegated: isNegated)
    let column = TypedExpression(value: .added(0), type: type, range: name.range)
    if typed.type == .string, typed.constant == nil, type != .string, type.standsForItsText {
      membership.comparesText = true
      return .memberOfPipeline(typed.value, membership)
    }
    guard
      let pair = unify([typed, column], purpose: .comparison, refusesNull: false)
    else { return nil }
    return .memberOfPipeline(pair.items[0].value, membership)
  }
}

extension ExpressionSyntax {
  var isNullLiteral: Bool {
    if case .literal(.null) = kind { true } else { false }
  }
}
