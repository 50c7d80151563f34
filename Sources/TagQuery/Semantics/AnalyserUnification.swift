/// Expressions that have been brought to one type.
struct UnifiedExpressions {
  var items: [TypedExpression]
  var type: ValueType
}

extension Analyser {
  /// Brings expressions that stand side by side to one type: a string constant beside another type
  /// is read as one, a bare word beside a status is that status, and where a string is wanted a
  /// digest, status, UUID or version stands for its text. Nil after a complaint.
  mutating func unify(
    _ parts: [ExpressionSyntax], _ place: ExpressionPlace, purpose: Diagnostic.UnificationPurpose,
    refusesNull: Bool = false, isBesideStatus: Bool = false
  ) -> UnifiedExpressions? {
    var items: [TypedExpression?] = Array(repeating: nil, count: parts.count)
    var isComplete = true
    // What may be a status word waits until the others have a type.
    var waiting: [Int] = []
    for (index, part) in parts.enumerated() {
      if statusWord(part, place) != nil {
        waiting.append(index)
      } else if let typed = analyse(part, place) {
        items[index] = typed
      } else {
        isComplete = false
      }
    }
    let isBesideStatus =
      isBesideStatus || items.contains { $0?.type == .status || $0?.type == .list(.status) }
    // Beside a name that means nothing a status word is no mistake of its own.
    let strangers = waiting.filter { !isKnownStatus(parts[$0]) }
    let isToldAnyway = isComplete || waiting.count == parts.count || !strangers.isEmpty
    if !isBesideStatus, !strangers.isEmpty {
      if strangers.count < waiting.count { isComplete = false }
      waiting = strangers
    }
    for index in waiting {
      if isBesideStatus, let word = statusWord(parts[index], place) {
        items[index] = status(word, parts[index].range)
      } else if isToldAnyway {
        items[index] = analyse(parts[index], place)
      }
      if items[index] == nil { isComplete = false }
    }
    guard isComplete else { return nil }
    return unify(items.compactMap { $0 }, purpose: purpose, refusesNull: refusesNull)
  }

  /// Brings checked expressions to one type.
  mutating func unify(
    _ items: [TypedExpression], purpose: Diagnostic.UnificationPurpose, refusesNull: Bool
  ) -> UnifiedExpressions? {
    if refusesNull, let null = items.first(where: { $0.isLiteral && $0.type == .null }) {
      report(.nullComparison(null.range))
      return nil
    }
    var type = wantedType(items)
    if type == .string {
      guard let texts = texts(items) else { return nil }
      return UnifiedExpressions(items: texts, type: .string)
    }
    var result: [TypedExpression] = []
    for item in items {
      guard let converted = convert(item, to: &type, beside: items, purpose: purpose) else {
        return nil
      }
      result.append(converted)
    }
    // Both compare as numbers, and exactly; where one of them is chosen, it is a decimal.
    if type == .decimal, purpose != .comparison { result = result.map { asDecimal($0) } }
    return UnifiedExpressions(items: result, type: type)
  }

  /// An integer as the decimal that it is with nothing added.
  private mutating func asDecimal(_ item: TypedExpression) -> TypedExpression {
    guard item.type == .int else { return item }
    let sum = item.value.combined(.add, .constant(.decimal(0)), at: item.range)
    return folded(sum, .decimal, item.range)
  }

  /// The type that all should have: that of the first which is neither null nor a string constant;
  /// a string, where a text is among them that is known only at run time.
  private func wantedType(_ items: [TypedExpression]) -> ValueType {
    let typed = items.filter { $0.type != .null }
    let isText: (TypedExpression) -> Bool = { $0.type == .string && $0.constant == nil }
    if typed.contains(where: isText), typed.allSatisfy({ $0.type.standsForItsText || $0.isLiteral })
    {
      return .string
    }
    let first = typed.first { !($0.type == .string && $0.constant != nil) }
    return first?.type ?? typed.first?.type ?? .null
  }

  private mutating func convert(
    _ item: TypedExpression, to type: inout ValueType, beside items: [TypedExpression],
    purpose: Diagnostic.UnificationPurpose
  ) -> TypedExpression? {
    if item.type == type || item.type == .null || type == .null { return item }
    switch (item.type, type, item.constant) {
    case (.string, _, .string(let text)?) where type.isReadFromString:
      guard let value = read(text, as: type, range: item.range) else { return nil }
      return TypedExpression(value: .constant(value), type: type, range: item.range)
    case (.int, .bytes, .int(let value)?):
      return TypedExpression(value: .constant(.bytes(value)), type: .bytes, range: item.range)
    case (.bytes, .int, _) where items.allSatisfy({ $0.type == .bytes || $0.constant != nil }):
      type = .bytes
      return item
    case (.int, .decimal, _): return item
    case (.decimal, .int, _):
      type = .decimal
      return item
    default:
      reportMismatch(item, type, items, purpose)
      return nil
    }
  }

  private mutating func reportMismatch(
    _ item: TypedExpression, _ type: ValueType, _ items: [TypedExpression],
    _ purpose: Diagnostic.UnificationPurpose
  ) {
    let other = items.first { $0.type == type } ?? item
    if item.type == .string || type == .string {
      let (string, thing) = item.type == .string ? (item, other) : (other, item)
      if thing.isLiteral {
        return report(
          .unquotedLiteral(thing.range, sources.text(of: thing.range), thing.type))
      }
      if string.isLiteral, let text = string.constant?.text, thing.type.reads(text) {
        return report(.quotedLiteral(string.range, text, beside: thing.type, purpose: purpose))
      }
    }
    let literal = [item, other].first { $0.isLiteral }
    let text = literal.map { sources.text(of: $0.range) } ?? ""
    if let literal, type == .version || item.type == .version, literal.type.isNumber {
      return report(.partialVersion(literal.range, text))
    }
    if case .list = type { return reportListBeside(item, type, other, purpose) }
    if case .list = item.type { return reportListBeside(other, type, item, purpose) }
    let sides: Set<ValueType> = [item.type, type]
    let number = [item, other].first { $0.type == .int }
    let date = sides == [.int, .timestamp] ? number.flatMap { dateMeant(by: $0.range) } : nil
    report(
      .differentTypes(
        date == nil ? item.range : number?.range ?? item.range, item.type, type, purpose: purpose,
        literal: literal.map { ($0.type, text) }, date: date))
  }

  private mutating func reportListBeside(
    _ item: TypedExpression, _ type: ValueType, _ list: TypedExpression,
    _ purpose: Diagnostic.UnificationPurpose
  ) {
    let question = "\(sources.text(of: item.range)) in (\(sources.text(of: list.range)))"
    report(
      .differentTypes(
        item.range, item.type, list.type, purpose: purpose, literal: nil, date: nil,
        question: purpose == .comparison ? question : nil))
  }

  /// The date that a difference such as `2026-1-1` was meant to be.
  private func dateMeant(by range: SourceRange) -> String? {
    let parts = sources.text(of: range).split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard parts.count == 3, numbers.count == 3, parts[0].utf8.count == 4 else { return nil }
    let text = "\(parts[0])-\(padded(numbers[1], to: 2))-\(padded(numbers[2], to: 2))"
    return Timestamp(text) == nil ? nil : text
  }

  // MARK: Status words

  /// The word, where an expression is a bare one that may be a status: a known status, or nothing
  /// else that is known.
  private func statusWord(_ syntax: ExpressionSyntax, _ place: ExpressionPlace) -> String? {
    guard case .name(let name) = syntax.kind else { return nil }
    if case .argument(let inner, let outer, _)? = place.arguments[name] {
      return statusWord(inner, outer)
    }
    if Status.known.contains(where: { $0.name == name }) { return name }
    return place.row?.meaning(of: name) == nil ? name : nil
  }

  private func isKnownStatus(_ syntax: ExpressionSyntax) -> Bool {
    guard case .name(let name) = syntax.kind else { return false }
    return Status.known.contains { $0.name == name }
  }

  private mutating func status(_ word: String, _ range: SourceRange) -> TypedExpression? {
    guard let known = Status.known.first(where: { $0.name == word }) else {
      let names = Status.known.map(\.name)
      report(
        .unknownStatus(range, word, nearest: nearestName(to: word, among: names), known: names))
      return nil
    }
    return TypedExpression(
      value: .constant(.status(known.status)), type: .status, range: range)
  }
}

extension ValueType {
  /// Whether a text would be a literal of the type without its quotes.
  fileprivate func reads(_ text: String) -> Bool {
    switch self {
    case .int: Int64(text).map { $0 >= 0 && String($0) == text } ?? false
    case .decimal:
      text.utf8.first.map(isDigit) ?? false && text.utf8.allSatisfy { isDigit($0) || $0 == 0x2E }
        && text.last != "." && Double(text) != nil
    case .bool: text == "true" || text == "false"
    default: false
    }
  }
}
