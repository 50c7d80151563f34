@testable import TagQuery

extension ProgramGenerator {
  /// What a pipeline is for.
  enum Purpose {
    case plain, binding, deletion
  }

  /// A pipeline; afterwards `scope` is that of its rows.
  mutating func pipeline(
    _ purpose: Purpose
  ) -> (text: String, isOrdered: Bool, cutsUnordered: Bool) {
    var state = PipelineState(purpose: purpose)
    isDeleting = purpose == .deletion
    looksIntoUnordered = false
    var parts = [source(&state)]
    for _ in 0..<random.pick([0, 1, 1, 2, 2, 3, 4, 5]) {
      guard let stage = stage(&state) else { continue }
      parts.append(stage)
    }
    if purpose == .binding, random.chance(40), let column = random.shuffled(selectable).first {
      note("stage select")
      scope.shown = scope.types[column].map { [(column, $0)] } ?? []
      parts.append("select \(column)")
    }
    var text = parts[0]
    for part in parts.dropFirst() {
      let needsBar = part.hasPrefix("into") || part.hasPrefix("delete")
      text += needsBar || random.chance(70) ? " | \(part)" : " \(part)"
    }
    if purpose == .deletion, scope.resource == "tags" {
      note("stage delete")
      text += " | delete" + (random.chance(30) ? " force" : "")
    }
    return (text, state.isOrdered, state.cutsUnordered || looksIntoUnordered)
  }

  /// What has to be known of a pipeline so far.
  struct PipelineState {
    var purpose: Purpose
    var isOrdered = false
    var cutsUnordered = false
    /// Whether a name in the source may be missing, so that a satisfied limit could hide that.
    var mayFail = false
  }

  private var selectable: [String] {
    scope.types.filter { name, type in
      // A column without a name of its own bears the field's, however the query spells it.
      if case .list = type { false } else { !Self.spellings.contains(name) }
    }.keys.sorted()
  }

  private mutating func source(_ state: inout PipelineState) -> String {
    let isDeletion = state.purpose == .deletion
    let usable = bindings.filter { !isDeletion || $0.scope.resource == "tags" && !$0.cutsUnordered }
    if !usable.isEmpty, random.chance(35) {
      note("source $")
      let binding = random.pick(usable)
      scope = binding.scope
      state.isOrdered = binding.isOrdered
      state.cutsUnordered = binding.cutsUnordered
      return "$\(binding.name)"
    }
    let resource = isDeletion || random.chance(75) ? "tags" : random.pick(["images", "namespaces"])
    note("source \(resource)")
    scope = Self.scope(resource)
    var names: [String]
    switch resource {
    case "tags": names = ["image", "image", "namespace", "region", "id"]
    case "images": names = ["namespace", "name", "region", "id"]
    default: names = ["name", "region", "id"]
    }
    var text = resource
    while !names.isEmpty, random.chance(45) {
      let name = random.pick(names)
      names.removeAll { $0 == name || name == "id" || $0 == "id" }
      guard let value = argument(name, resource) else { continue }
      note("argument \(name)")
      state.mayFail = state.mayFail || name != "region"
      text += " \(name)=\(value)"
    }
    return text
  }

  private static func scope(_ resource: String) -> GeneratedScope {
    let naive = NaiveSources.scope(resource)
    return GeneratedScope(
      resource: resource, types: naive.types,
      shown: naive.shown.map { ($0.name, naive.types[$0.name] ?? .null) })
  }

  // MARK: Stages

  private mutating func stage(_ state: inout PipelineState) -> String? {
    // Where no column has a name, or all are lists, there is little to say.
    if knownTypes.isEmpty { return nil }
    let canCut = state.purpose != .deletion || state.isOrdered
    switch random.below(20) {
    case 0, 1, 2, 3:
      note("stage where")
      return "where \(condition(2, .row).text)"
    case 4, 5, 6, 7:
      state.isOrdered = true
      return order()
    case 8, 9: return canCut ? cut(&state) : nil
    case 10, 11: return select()
    case 12, 13: return extend()
    case 14, 15: return state.purpose == .deletion ? nil : summarize(&state)
    case 16: return canCut ? distinct(&state) : nil
    case 17, 18: return merge(&state)
    default:
      if random.chance(60) {
        note("stage assert")
        let message = random.chance(50) ? " \"no\"" : ""
        let condition = random.chance(75) ? "count() >= 0 or " : ""
        note("aggregate count")
        return "assert \(condition)\(expression(.bool, 2, .group).at(.conjunction))\(message)"
      }
      // A result that only a later stage makes unwanted would still be written.
      guard state.purpose != .binding else { return nil }
      note("stage into")
      resultFiles += 1
      return "into \"\(resultFiles).csv\""
    }
  }

  private mutating func order() -> String {
    note("stage order")
    var keys: [String] = []
    for _ in 0..<random.number(1...2) {
      var key = expression(random.pick(knownTypes), random.pick([0, 0, 0, 1, 2]), .row).text
      key += random.pick(["", "", " asc", " desc", " desc"])
      let nulls = random.pick(["", "", "", " nulls first", " nulls last"])
      if !nulls.isEmpty { note(String(nulls.dropFirst())) }
      keys.append(key + nulls)
    }
    if random.chance(60), scope.types["id"] == .uuid { keys.append("id") }
    return "order by \(keys.joined(separator: ", "))"
  }

  private mutating func cut(_ state: inout PipelineState) -> String {
    let word = random.pick(["limit", "skip"])
    note("stage \(word)")
    if !state.isOrdered { state.cutsUnordered = true }
    let least = state.mayFail ? 1 : 0
    let number = random.pick([least, 1, 1, 2, 3, 5, 8])
    let count = random.chance(10) ? "\(number) + 1" : "\(number)"
    guard random.chance(50) || state.mayFail && scope.resource != "tags" else {
      return "\(word) \(count)"
    }
    note("\(word) per")
    return "\(word) \(count) per \(groupKeys())"
  }

  private mutating func groupKeys() -> String {
    let names = ["image", "namespace", "region", "status", "digest"].filter {
      scope.types[$0] != nil
    }
    return (0..<random.number(1...2)).map { _ in
      !names.isEmpty && random.chance(50)
        ? random.pick(names)
        : expression(random.pick(knownTypes), random.pick([0, 1, 1, 2]), .row).text
    }.joined(separator: ", ")
  }

  private mutating func distinct(_ state: inout PipelineState) -> String {
    note("stage distinct")
    if !state.isOrdered { state.cutsUnordered = true }
    if random.chance(40) {
      note("distinct bare")
      return "distinct"
    }
    let keys = groupKeys()
    // A word that could start a stage, or a `$name`, never starts these.
    let isUnclear = keys.hasPrefix("$") || scope.types["count"] != nil
    return isUnclear
      ? "distinct (\(expression(random.pick(knownTypes), 1, .row).text))" : "distinct \(keys)"
  }

  private static let names = [
    "a", "b", "label", "name", "created", "digest", "image", "region", "n",
  ]

  /// Other spellings of fields.
  private static let spellings = ["created", "updated"]

  private mutating func select() -> String {
    note("stage select")
    var shown: [(name: String, type: ValueType)] = []
    var defined: [(name: String, type: ValueType)] = []
    var texts: [String] = []
    for _ in 0..<random.number(1...4) {
      let isBare = random.chance(60)
      let name = random.pick(selectable)
      let type = isBare ? scope.types[name] ?? .null : random.pick(knownTypes)
      let value = isBare ? name : expression(type, 2, .row).text
      var column = isBare ? name : Self.folded(value)
      let alias = random.pick(Self.names)
      if random.chance(isBare ? 25 : 70) || value.hasPrefix("(") || Self.spellings.contains(value)
        || shown.contains(where: { $0.name == column })
      {
        column = alias
      }
      guard !shown.contains(where: { $0.name == column }) else { continue }
      shown.append((column, type))
      if column == alias { defined.append((column, type)) }
      texts.append(column == alias && column != value ? "\(value) as \(alias)" : value)
    }
    for (name, type) in defined { scope.types[name] = type }
    scope.shown = shown
    return "select \(texts.joined(separator: ", "))"
  }

  /// A text as a column's name.
  private static func folded(_ text: String) -> String {
    text.replacing(" == ", with: " = ")
  }

  private mutating func extend() -> String {
    note("stage extend")
    var texts: [String] = []
    for _ in 0..<random.number(1...2) {
      let name = random.pick(Self.names)
      let type = random.pick(knownTypes)
      texts.append("\(name) = \(expression(type, 2, .row).text)")
      scope.define(name, type)
    }
    return "extend \(texts.joined(separator: ", "))"
  }

  private mutating func summarize(_ state: inout PipelineState) -> String {
    state.isOrdered = true
    if random.chance(15) {
      note("stage count")
      scope = GeneratedScope(types: ["count": .int], shown: [("count", .int)])
      return "count"
    }
    note("stage summarize")
    var columns: [(name: String, type: ValueType)] = []
    var keys: [String] = []
    for _ in 0..<random.below(3) {
      let isBare = random.chance(70)
      let name = random.pick(selectable)
      let type = isBare ? scope.types[name] ?? .null : random.pick(knownTypes)
      let column = isBare && random.chance(80) ? name : "k\(keys.count)"
      guard !columns.contains(where: { $0.name == column }) else { continue }
      let value = isBare ? name : expression(type, 2, .row).text
      keys.append(column == value ? value : "\(value) as \(column)")
      columns.append((column, type))
    }
    var values: [String] = []
    for index in columns.count..<columns.count + random.number(1...3) {
      guard !columns.contains(where: { ["l\(index)", "s\(index)"].contains($0.name) }) else {
        continue
      }
      if random.chance(15) {
        note("aggregate list")
        let type = random.pick(knownTypes)
        values.append("list(\(expression(type, 1, .row).text)) as l\(index)")
        columns.append(("l\(index)", .list(type)))
        continue
      }
      let type = random.pick(knownTypes + [.int, .int])
      let value = expression(type, 2, .group).text
      let isNamed =
        random.chance(70) || value.hasPrefix("(")
        || columns.contains { $0.name == Self.folded(value) }
      values.append(isNamed ? "\(value) as s\(index)" : value)
      columns.append((isNamed ? "s\(index)" : Self.folded(value), type))
    }
    scope = GeneratedScope()
    for (name, type) in columns { scope.define(name, type) }
    // What has no name of its own cannot be named either.
    scope.types = scope.types.filter {
      $0.key.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    if values.isEmpty {
      note("aggregate count")
      values = ["count()"]
      scope.shown.append(("count()", .int))
    }
    if !keys.isEmpty { note("summarize by") }
    let by = keys.isEmpty ? "" : " by \(keys.joined(separator: ", "))"
    return "summarize \(values.joined(separator: ", "))\(by)"
  }

  private mutating func merge(_ state: inout PipelineState) -> String? {
    let resource = scope.resource
    let isDeletion = state.purpose == .deletion
    let candidates = bindings.filter { binding in
      guard binding.scope.resource == resource, resource != nil else { return false }
      return !isDeletion || !binding.cutsUnordered
    }
    guard !candidates.isEmpty else { return nil }
    let binding = random.pick(candidates)
    state.cutsUnordered = state.cutsUnordered || binding.cutsUnordered
    if random.chance(50) {
      note("stage except")
      return "except $\(binding.name)"
    }
    let isAlike = scope.types.allSatisfy { name, type in
      let other = binding.scope.types[name]
      return other == nil || other == type
    }
    guard isAlike else { return nil }
    note("stage union")
    state.isOrdered = false
    return "union $\(binding.name)"
  }
}
