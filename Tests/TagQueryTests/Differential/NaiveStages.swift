@testable import TagQuery

extension NaiveEvaluator {
  func apply(_ stage: StageSyntax, to table: inout NaiveTable) throws {
    let scope = table.scope
    func place(_ row: NaiveRow) -> NaivePlace { NaivePlace(scope: scope, row: row) }
    switch stage.kind {
    case .filter(let condition):
      table.rows = try table.rows.filter { try truth(condition, place($0)) == true }
    case .order(let keys): try sort(&table, by: keys)
    case .limit(let count, let keys), .skip(let count, let keys):
      let isLimit = if case .limit = stage.kind { true } else { false }
      guard case .int(let count) = try value(count, NaivePlace()) else {
        throw NaiveFailure.impossible("no number of rows")
      }
      var seen: [(key: [Value], count: Int64)] = []
      table.rows = try table.rows.filter { row in
        let key = try keys.flatMap { try identity($0, place(row)) }
        let index = seen.firstIndex { $0.key == key } ?? seen.count
        if index == seen.count { seen.append((key, 0)) }
        seen[index].count += 1
        return (seen[index].count <= count) == isLimit
      }
    case .select(let columns): try select(columns, &table)
    case .extend(let assignments):
      for (name, expression) in assignments {
        let (scope, rows) = (table.scope, table.rows)
        let type = try type(expression, NaivePlace(scope: scope))
        for index in rows.indices {
          table.rows[index].cells[name.text] = try value(
            expression, NaivePlace(scope: scope, row: rows[index]))
        }
        let things = bareName(expression, NaivePlace(scope: scope)).flatMap { scope.things[$0] }
        table.scope.define(name.text, type)
        table.scope.things[name.text] = things
        table.scope.given.insert(name.text)
        table.scope.show(name.text)
      }
    case .summarize(let columns, let keys): try summarize(columns, by: keys, &table)
    case .count:
      table = NaiveTable(
        scope: NaiveScope(types: ["count": .int], shown: [("count", "count")]),
        rows: [NaiveRow(cells: ["count": .int(Int64(table.rows.count))])])
    case .distinct(let keys):
      var seen: [[Value]] = []
      table.rows = try table.rows.filter { row in
        let key =
          keys.isEmpty
          ? scope.shown.flatMap { identity(ofName: $0.cell, scope, row) }
          : try keys.flatMap { try identity($0, place(row)) }
        if seen.contains(key) { return false }
        seen.append(key)
        return true
      }
    case .except(let name):
      let other = try other(name)
      table.exceptsNothing = table.exceptsNothing || other.rows.isEmpty
      table.rows.removeAll { row in other.rows.contains { $0.identity == row.identity } }
    case .union(let name): try unite(&table, with: try other(name))
    case .assert(let condition, _):
      guard try truth(condition, NaivePlace(scope: scope, group: table.rows)) == true else {
        throw NaiveFailure.assertion
      }
    case .into(let path, _): report("into \(path)", table)
    case .delete: break
    case .invalid: throw NaiveFailure.impossible("an invalid stage")
    }
  }

  private func other(_ name: Name) throws -> NaiveTable {
    guard let table = try pipeline(name.text) else {
      throw NaiveFailure.impossible("$\(name.text) is no pipeline")
    }
    return table
  }

  // MARK: Keys

  /// What tells groups apart: where a name means a thing, the thing.
  func identity(_ expression: ExpressionSyntax, _ place: NaivePlace) throws -> [Value] {
    if let name = bareName(expression, place), let row = place.row {
      return identity(ofName: name, place.scope, row)
    }
    return [try value(expression, place)]
  }

  /// The name that an expression comes to: a bare one, or a `def` of one.
  private func bareName(_ expression: ExpressionSyntax, _ place: NaivePlace) -> String? {
    switch expression.kind {
    case .name(let name):
      guard let argument = place.arguments[name] else { return name }
      return bareName(argument.value, argument.place)
    case .call(let name, let arguments):
      guard let definition = definitions[name.text] else { return nil }
      var inner = place
      inner.arguments = [:]
      for (parameter, argument) in zip(definition.parameters, arguments) {
        inner.arguments[parameter.text] = .argument(argument, place)
      }
      return bareName(definition.body, inner)
    default: return nil
    }
  }

  private func identity(ofName name: String, _ scope: NaiveScope, _ row: NaiveRow) -> [Value] {
    (scope.things[name] ?? [name]).map { row.cells[$0] ?? .null }
  }

  private func sort(_ table: inout NaiveTable, by keys: [KeySyntax]) throws {
    let scope = table.scope
    let rows = try table.rows.enumerated().map { index, row in
      (
        row: row, index: index,
        keys: try keys.map { try value($0.value, NaivePlace(scope: scope, row: row)) }
      )
    }
    table.rows = rows.sorted { left, right in
      for (index, key) in keys.enumerated() {
        let (one, other) = (left.keys[index], right.keys[index])
        if one.isNull != other.isNull { return one.isNull == (key.nullsFirst ?? false) }
        let order = Value.order(one, other)
        if order != 0 { return key.isDescending ? order > 0 : order < 0 }
      }
      return turnsTies ? left.index > right.index : left.index < right.index
    }.map(\.row)
  }

  // MARK: Columns

  /// The name of a column that has none of its own: its text, blanks folded. The generator writes
  /// as the formatter does, and `==` for `=` is one of its few freedoms.
  private func name(of column: ColumnSyntax) -> String {
    if let alias = column.alias { return alias.text }
    if case .name(let name) = column.value.kind { return name }
    let range = column.value.range
    return text.text(in: range.lower..<range.upper).replacing(" == ", with: " = ")
  }

  private func select(_ columns: [ColumnSyntax], _ table: inout NaiveTable) throws {
    let (scope, rows) = (table.scope, table.rows)
    table.scope.shown = []
    for column in columns {
      let name = name(of: column)
      let bare = bareName(column.value, NaivePlace(scope: scope))
      if case .name = column.value.kind, column.alias == nil {
        table.scope.shown.append((name, name))
        continue
      }
      let cell = column.alias?.text ?? "(\(name))"
      table.scope.define(cell, try type(column.value, NaivePlace(scope: scope)))
      table.scope.given.insert(cell)
      if let bare { table.scope.things[cell] = scope.things[bare] }
      table.scope.shown.append((name, cell))
      for index in rows.indices {
        table.rows[index].cells[cell] = try value(
          column.value, NaivePlace(scope: scope, row: rows[index]))
      }
    }
  }

  private func summarize(
    _ columns: [ColumnSyntax], by keys: [ColumnSyntax], _ table: inout NaiveTable
  ) throws {
    let scope = table.scope
    var groups: [(identity: [Value], keys: [Value], rows: [NaiveRow])] = []
    if keys.isEmpty { groups = [([], [], [])] }
    for row in table.rows {
      let place = NaivePlace(scope: scope, row: row)
      let id = try keys.flatMap { try identity($0.value, place) }
      let index = groups.firstIndex { $0.identity == id } ?? groups.count
      if index == groups.count {
        groups.append((id, try keys.map { try value($0.value, place) }, []))
      }
      groups[index].rows.append(row)
    }
    groups.sort { left, right in
      let order = Value.order(.list(left.keys), .list(right.keys))
      return (order, Value.order(.list(left.identity), .list(right.identity))) < (0, 0)
    }
    var result = NaiveScope()
    for column in keys + columns {
      let isKey = result.shown.count < keys.count
      let place =
        isKey ? NaivePlace(scope: scope, row: NaiveRow()) : NaivePlace(scope: scope, group: [])
      let name = name(of: column)
      result.define(name, try type(column.value, place))
      result.show(name)
    }
    let names = result.shown.map(\.name)
    // A key that means a thing still does.
    var hidden: [String] = []
    for (position, key) in keys.enumerated() {
      let thing = bareName(key.value, NaivePlace(scope: scope)).flatMap { scope.things[$0] }
      let cells = (0..<(thing?.count ?? 1)).map { "\(names[position])#\($0)" }
      hidden += cells
      if thing != nil { result.things[names[position]] = cells }
    }
    let rows = try groups.map { group in
      let place = NaivePlace(scope: scope, group: group.rows)
      let values = try group.keys + columns.map { try value($0.value, place) } + group.identity
      return NaiveRow(cells: Dictionary(uniqueKeysWithValues: zip(names + hidden, values)))
    }
    table = NaiveTable(scope: result, rows: rows)
  }

  /// The rows of another table that are not there yet, with the columns that are: what has the same
  /// name on the right, null where there is none.
  private func unite(_ table: inout NaiveTable, with other: NaiveTable) throws {
    let (left, right) = (table.scope, other.scope)
    // A name that a stage of either side has given may be a thing on one side and a text on the
    // other; each row keeps what it is there.
    let changed = left.types.keys.filter { name in
      (left.given.contains(name) || right.given.contains(name))
        && (left.things[name] != nil || right.things[name] != nil)
    }
    func cells(_ name: String) -> [String] {
      let width = max(left.things[name]?.count ?? 1, right.things[name]?.count ?? 1)
      return (0..<width).map { "\(name)#\($0)" }
    }
    func keepingThings(_ row: NaiveRow, _ scope: NaiveScope) -> NaiveRow {
      var kept = row
      for name in changed {
        let identity = self.identity(ofName: name, scope, row)
        for (place, cell) in cells(name).enumerated() {
          let isThere = scope.types[name] != nil && place < identity.count
          kept.cells[cell] = isThere ? identity[place] : .null
        }
      }
      return kept
    }
    table.rows = table.rows.map { keepingThings($0, left) }
    var seen = table.rows.map(\.identity)
    for row in other.rows where !seen.contains(row.identity) {
      seen.append(row.identity)
      var united = keepingThings(row, right)
      for name in left.types.keys where right.types[name] == nil {
        united.cells[name] = .null
      }
      table.rows.append(united)
    }
    for name in changed { table.scope.things[name] = cells(name) }
    table.scope.given.formUnion(right.given.filter { left.types[$0] != nil })
  }
}
