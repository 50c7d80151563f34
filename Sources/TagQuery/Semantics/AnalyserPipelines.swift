extension Analyser {
  /// Checks a pipeline; nil where not even its source is known.
  mutating func analyse(_ syntax: PipelineSyntax) -> CheckedPipeline? {
    usedSlots = []
    dependencies = []
    emptyLists = []
    guard var (pipeline, scope) = source(syntax) else {
      // The stages are still checked for what does not depend on the rows' names.
      return nil
    }
    for (index, stage) in syntax.stages.enumerated() {
      guard countNode(at: stage.range) else { break }
      if let deletion = pipeline.deletion {
        report(.deleteNotLast(deletion.range, following: stage.range))
        break
      }
      let isLast = index == syntax.stages.count - 1
      analyse(stage, isLast: isLast, &pipeline, &scope)
    }
    for shown in scope.shown { use(shown.meaning) }
    pipeline.columns = scope.columns
    pipeline.resource = scope.resource
    pipeline.addedCount = scope.addedCount
    pipeline.scope = scope
    pipeline.usedSlots = usedSlots
    pipeline.dependencies = dependencies
    pipeline.emptyLists = emptyLists
    pipeline.order = pipeline.stages.reduce(pipeline.sourceOrder(in: program)) {
      $1.order(after: $0)
    }
    if pipeline.deletion != nil { checkDeletion(&pipeline) }
    return pipeline
  }

  private mutating func source(
    _ syntax: PipelineSyntax
  ) -> (CheckedPipeline, RowScope)? {
    switch syntax.source {
    case .resource(let name, let arguments):
      let resource =
        environment.resources.first { $0.name == name.text }
        ?? nearestName(to: name.text, among: environment.resources.map(\.name)).flatMap { near in
          environment.resources.first { $0.name == near }
        }
      guard let resource else { return nil }
      let query = analyse(resource, name: name, arguments: arguments)
      let pipeline = CheckedPipeline(source: .resource(query), range: syntax.range)
      return (pipeline, RowScope(resource: resource, now: environment.now))
    case .binding(let name):
      guard let number = binding(name) else { return nil }
      dependencies.insert(number)
      let bound = program.bindings[number]
      let pipeline = CheckedPipeline(source: .binding(number), range: syntax.range)
      return (pipeline, bound.scope ?? RowScope(columns: [], now: environment.now))
    }
  }

  /// The number of the pipeline that a `$name` stands for; nil after a complaint.
  private mutating func binding(_ name: Name) -> Int? {
    switch meaning(of: name) {
    case .pipeline(let number): return number
    case .value(_, let type):
      report(.notAPipeline(name, type))
      return nil
    case .invalid, nil: return nil
    }
  }

  private mutating func analyse(
    _ stage: StageSyntax, isLast: Bool, _ pipeline: inout CheckedPipeline, _ scope: inout RowScope
  ) {
    var place = ExpressionPlace(row: scope)
    var kind: CheckedStage.Kind?
    switch stage.kind {
    case .invalid: break
    case .filter(let condition):
      kind = self.condition(condition, place).map { .filter($0.value) }
    case .order(let keys): kind = .order(keys.compactMap { sortKey($0, place) })
    case .limit(let count, let keys):
      kind = cut(count, keys, "limit", place).map { .limit($0.count, per: $0.keys) }
    case .skip(let count, let keys):
      kind = cut(count, keys, "skip", place).map { .skip($0.count, per: $0.keys) }
    case .select(let columns): kind = select(columns, &scope)
    case .extend(let assignments): kind = extend(assignments, &scope)
    case .summarize(let columns, let keys): kind = summarize(columns, by: keys, &scope)
    case .count:
      let count = ExpressionSyntax(
        kind: .call(Name(text: "count", range: stage.range), []), range: stage.range)
      let alias = Name(text: "count", range: stage.range)
      kind = summarize([ColumnSyntax(value: count, alias: alias)], by: [], &scope)
    case .distinct(let keys):
      kind = .distinct(
        keys.isEmpty
          ? scope.shown.map { groupKey($0.meaning) } : keys.compactMap { groupKey($0, place) })
    case .except(let name):
      kind = rows(of: name, "except", stage.range, scope).map { .except($0) }
    case .union(let name): kind = union(name, stage.range, &scope).map { .union($0) }
    case .assert(let condition, let message):
      place.allowsAggregates = true
      kind = assertion(condition, message, place).map { .assert($0) }
    case .into(let path, let range): kind = into(path, range, scope).map { $0 }
    case .delete(let isForced):
      if environment.isReadOnly { report(.readOnly(stage.range, "delete")) }
      guard let resource = scope.resource, resource.isDeletable else {
        report(.cannotDelete(stage.range, scope.resource?.name))
        return
      }
      for shown in scope.shown where shown.name == "outcome" || shown.name == "reason" {
        report(.reservedColumn(stage.range, shown.name))
      }
      pipeline.deletion = CheckedPipeline.Deletion(isForced: isForced, range: stage.range)
      return
    }
    if let kind { pipeline.stages.append(CheckedStage(kind: kind, range: stage.range)) }
  }

  // MARK: Keys

  private mutating func sortKey(_ key: KeySyntax, _ place: ExpressionPlace) -> SortKey? {
    guard let typed = analyse(key.value, place.undecided) else { return nil }
    if typed.constant != nil { report(.constantKey(typed.range)) }
    return SortKey(
      value: typed.value, isDescending: key.isDescending, nullsFirst: key.nullsFirst ?? false,
      isNullPlaced: key.nullsFirst != nil)
  }

  private mutating func groupKey(
    _ syntax: ExpressionSyntax, _ place: ExpressionPlace
  ) -> GroupKey? {
    guard let typed = analyse(syntax, place.undecided) else { return nil }
    if let meaning = bareMeaning(syntax, place) { return groupKey(meaning) }
    return GroupKey(value: typed.value, identity: [typed.value])
  }

  private mutating func groupKey(_ meaning: RowScope.Meaning) -> GroupKey {
    use(meaning)
    return GroupKey(
      value: meaning.value, identity: meaning.identity.isEmpty ? [meaning.value] : meaning.identity)
  }

  /// What a bare name stands for, and a `def` that comes to one.
  func bareMeaning(
    _ syntax: ExpressionSyntax, _ place: ExpressionPlace, depth: Int = 0
  ) -> RowScope.Meaning? {
    switch syntax.kind {
    case .name(let name):
      if case .argument(let inner, let outer, _)? = place.arguments[name] {
        return bareMeaning(inner, outer, depth: depth)
      }
      return place.row?.meaning(of: name)
    case .call(let name, let arguments):
      // A `def` that calls itself has been reported, and must not be followed.
      guard let definition = definitions[name.text], depth <= definitions.count,
        definition.parameters.count == arguments.count
      else { return nil }
      let inner = place.inside(definition, arguments, callDepth: calls.count)
      return bareMeaning(definition.body, inner, depth: depth + 1)
    default: return nil
    }
  }

  private mutating func cut(
    _ count: ExpressionSyntax, _ keys: [ExpressionSyntax], _ stage: String,
    _ place: ExpressionPlace
  ) -> (count: Int, keys: [GroupKey])? {
    let checked = keys.map { groupKey($0, place) }
    let constants = ExpressionPlace(constantOnly: stage)
    guard let typed = analyse(count, constants) else { return nil }
    guard case .int(let number)? = typed.constant, number >= 0 else {
      report(.badCount(typed.range, stage))
      return nil
    }
    let values = checked.compactMap { $0 }
    return values.count == keys.count ? (Int(number), values) : nil
  }

  // MARK: Other pipelines

  /// A pipeline whose rows are of the same kind.
  private mutating func rows(
    of name: Name, _ stage: String, _ range: SourceRange, _ scope: RowScope
  ) -> Int? {
    guard let number = binding(name) else { return nil }
    guard let resource = scope.resource else {
      report(.notRows(range, stage))
      return nil
    }
    guard let other = program.bindings[number].resource else {
      report(.notRows(name.range, stage))
      return nil
    }
    guard other === resource else {
      report(.differentRows(name.range, stage, resource.name, other.name))
      return nil
    }
    dependencies.insert(number)
    return number
  }

  /// What a union makes of the columns: it goes by their names.
  private mutating func union(
    _ name: Name, _ range: SourceRange, _ scope: inout RowScope
  ) -> CheckedStage.Union? {
    guard let number = rows(of: name, "union", range, scope),
      let right = program.bindings[number].scope
    else { return nil }
    var columns = UnionColumns(left: scope)
    let names = Set(scope.named.keys).union(right.named.keys).sorted()
    let named = names.compactMap { text in
      scope.meaning(of: text).map { (text: text, left: $0, right: right.meaning(of: text)) }
    }
    let shown = scope.shown.map { shown in
      let other = right.shown.first { $0.name == shown.name }?.meaning
      return (
        text: shown.name, left: shown.meaning, right: other ?? right.meaning(of: shown.name)
      )
    }
    for (text, left, right) in named + shown {
      guard let right, right.type != left.type, right.type != .null, left.type != .null else {
        continue
      }
      report(.differentColumns(name.range, text, left.type, right.type))
      return nil
    }
    for (text, left, right) in named { scope.rename(text, columns.column(left, right)) }
    for (place, (_, left, right)) in shown.enumerated() {
      scope.shown[place].meaning = columns.column(left, right)
    }
    scope.addedCount = columns.added.count
    for value in columns.own + columns.added {
      value.visit { part in if case .field(let slot) = part { usedSlots.insert(slot) } }
    }
    return CheckedStage.Union(binding: number, own: columns.own, added: columns.added)
  }

  private mutating func into(
    _ path: String, _ range: SourceRange, _ scope: RowScope
  ) -> CheckedStage.Kind? {
    if environment.isReadOnly { report(.readOnly(range, "into")) }
    guard let problem = environment.resultFileProblem else {
      report(.resultsNotAllowed(range))
      return nil
    }
    if let words = problem(path) {
      report(.badFile(range, words))
      return nil
    }
    guard resultFiles.insert(path).inserted else {
      report(.badFile(range, "'\(path)' is written twice in this program"))
      return nil
    }
    // A later `select` may hide columns that the file has.
    for shown in scope.shown { use(shown.meaning) }
    return .into(path: path, columns: scope.columns)
  }
}
