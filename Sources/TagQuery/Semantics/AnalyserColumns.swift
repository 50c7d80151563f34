extension Analyser {
  // "select" column { "," column }
  mutating func select(_ columns: [ColumnSyntax], _ scope: inout RowScope) -> CheckedStage.Kind {
    let place = ExpressionPlace(row: scope)
    var computed: [CheckedExpression] = []
    var shown: [(name: String, range: SourceRange, meaning: RowScope.Meaning?)] = []
    for column in columns {
      if let name = assignedName(column, place) {
        shown.append((name.text, name.range, scope.add(name.text, type: .null)))
        continue
      }
      guard let typed = analyse(column.value, place.undecided) else {
        // It is a column all the same; neither its absence nor its name is a further mistake.
        let range = column.alias?.range ?? column.value.range
        let name = column.alias?.text ?? text(of: column.value.range)
        shown.append((name, range, scope.add(column.alias?.text, type: .null)))
        continue
      }
      let bare = bareMeaning(column.value, place)
      // What a def stands for has its place in the def; the column is named as it is written here.
      let (name, range) = columnName(column, bare: bare)
      if let bare {
        shown.append((name, range, bare))
        if let alias = column.alias { scope.define(alias.text, bare) }
      } else {
        computed.append(typed.value)
        shown.append((name, range, nil))
        let meaning = scope.add(column.alias?.text, type: typed.type)
        shown[shown.count - 1].meaning = meaning
      }
    }
    reportDuplicates(shown.map { ($0.name, $0.range) })
    scope.shown = shown.compactMap { column in
      column.meaning.map { RowScope.Shown(name: column.name, meaning: $0) }
    }
    return .extend(computed)
  }

  /// The name that `n = count()` gives to a column, as it is written elsewhere; it is told.
  private mutating func assignedName(_ column: ColumnSyntax, _ place: ExpressionPlace) -> Name? {
    guard column.alias == nil, case .comparison(.equal, let left, let right) = column.value.kind,
      case .name(let name) = left.kind, place.row?.meaning(of: name) == nil,
      !Status.known.contains(where: { $0.name == name })
    else { return nil }
    report(.assignedColumn(column.value.range, name, sources.text(of: right.range)))
    _ = analyse(right, place.undecided)
    return Name(text: name, range: left.range)
  }

  /// The text of an expression as a column's name: laid out as the formatter does, and so the same
  /// however the program is laid out.
  private func text(of range: SourceRange) -> String {
    let source = SourceText(name: "", sources.text(of: range))
    var parser = Parser(
      source: source, file: 0, limits: environment.limits,
      sourceNames: environment.resources.map(\.name),
      diagnostics: DiagnosticList(limit: environment.limits.reportedErrors),
      recordsLayout: true)
    _ = parser.expression()
    return parser.layout.text(of: parser.layout.tokens.indices, in: source)
  }

  private mutating func reportDuplicates(_ columns: [(name: String, range: SourceRange)]) {
    var seen: [String: SourceRange] = [:]
    for (name, range) in columns {
      if let first = seen[name] {
        report(.duplicateColumn(range, name, first: first))
      } else {
        seen[name] = range
      }
    }
  }

  // "extend" NAME "=" expression { "," NAME "=" expression }
  mutating func extend(
    _ assignments: [(name: Name, value: ExpressionSyntax)], _ scope: inout RowScope
  ) -> CheckedStage.Kind {
    var computed: [CheckedExpression] = []
    for (name, value) in assignments {
      // Each sees the ones before it.
      guard let (typed, identity) = columnValue(value, in: scope), !name.text.isEmpty else {
        // Later uses of the name are no mistakes of their own.
        if !name.text.isEmpty { _ = scope.add(name.text, type: .null) }
        continue
      }
      computed.append(typed.value)
      _ = scope.add(name.text, type: typed.type, identity: identity)
    }
    return .extend(computed)
  }

  /// A column's value. Nothing keeps hold of the names, which could not be added to in place else.
  private mutating func columnValue(
    _ value: ExpressionSyntax, in scope: RowScope
  ) -> (typed: TypedExpression, identity: [CheckedExpression])? {
    let place = ExpressionPlace(row: scope)
    guard let typed = analyse(value, place.undecided) else { return nil }
    return (typed, bareMeaning(value, place)?.identity ?? [])
  }

  // "summarize" column { "," column } [ "by" column { "," column } ]
  mutating func summarize(
    _ columns: [ColumnSyntax], by keys: [ColumnSyntax], _ scope: inout RowScope
  ) -> CheckedStage.Kind? {
    var place = ExpressionPlace(row: scope)
    var names: [(name: String, range: SourceRange)] = []
    var types: [ValueType] = []
    var checkedKeys: [GroupKey] = []
    var things: [Bool] = []
    for key in keys {
      guard let typed = analyse(key.value, place.undecided) else { continue }
      let bare = bareMeaning(key.value, place)
      names.append(columnName(key, bare: bare))
      types.append(typed.type)
      let identity = bare.map { $0.identity.isEmpty ? [$0.value] : $0.identity } ?? [typed.value]
      if let bare { use(bare) }
      checkedKeys.append(GroupKey(value: typed.value, identity: identity))
      things.append(!(bare?.identity.isEmpty ?? true))
    }
    aggregates = []
    aggregateBase = checkedKeys.count
    place.allowsAggregates = true
    place.needsAggregates = true
    var values: [CheckedExpression] = []
    for column in columns {
      if let name = assignedName(column, place) {
        names.append((name.text, name.range))
        types.append(.null)
        continue
      }
      guard let typed = analyse(column.value, place.undecided) else { continue }
      names.append(columnName(column, bare: nil))
      types.append(typed.type)
      values.append(typed.value)
    }
    let isComplete = names.count == keys.count + columns.count
    reportDuplicates(names)
    // The columns that could not be checked are still names.
    if !isComplete {
      for column in keys + columns {
        guard let name = column.alias, !names.contains(where: { $0.name == name.text }) else {
          continue
        }
        names.append((name.text, name.range))
        types.append(.null)
      }
    }
    let summary = CheckedStage.Summary(keys: checkedKeys, aggregates: aggregates, columns: values)
    scope = RowScope(
      columns: zip(names, types).map { ($0.name, $1) }, now: environment.now)
    // Behind the columns a row has what tells the keys' things apart.
    for (position, key) in checkedKeys.enumerated() where isComplete {
      scope.keepIdentity(of: position, parts: key.identity.count, isThing: things[position])
    }
    addSpellings(of: keys, to: &scope)
    aggregates = []
    return .summarize(summary)
  }

  /// A key that is spelt with another name of its field can still be called so.
  private func addSpellings(of keys: [ColumnSyntax], to scope: inout RowScope) {
    for (position, key) in keys.enumerated() where position < scope.shown.count {
      guard key.alias == nil, case .name(let spelling) = key.value.kind,
        scope.meaning(of: spelling) == nil
      else { continue }
      scope.define(spelling, scope.shown[position].meaning)
    }
  }

  private func columnName(
    _ column: ColumnSyntax, bare: RowScope.Meaning?
  ) -> (name: String, range: SourceRange) {
    if let alias = column.alias { return (alias.text, alias.range) }
    let range = column.value.range
    if case .name = column.value.kind, let bare { return (bare.name, range) }
    return (text(of: range), range)
  }

  // "assert" expression [ STRING ]
  mutating func assertion(
    _ condition: ExpressionSyntax, _ message: String?, _ place: ExpressionPlace
  ) -> CheckedStage.Assertion? {
    aggregates = []
    aggregateBase = 0
    var place = place.undecided
    place.needsAggregates = true
    defer { aggregates = [] }
    guard let typed = self.condition(condition, place) else { return nil }
    return CheckedStage.Assertion(
      aggregates: aggregates, condition: typed.value, message: message,
      text: text(of: condition.range))
  }
}
