@testable import TagQuery

extension ProgramGenerator {
  /// Types of which the rows at hand have fields.
  var knownTypes: [ValueType] {
    Set(scope.types.values.filter { if case .list = $0 { false } else { true } })
      .sorted { $0.description < $1.description }
  }

  private static let comparable: [ValueType] = [
    .int, .decimal, .string, .bytes, .duration, .timestamp, .version, .uuid, .digest, .status,
    .bool,
  ]

  /// A type whose values can be made in a setting.
  private mutating func type(_ setting: Setting) -> ValueType {
    let literals: [ValueType] = [.int, .decimal, .string, .bytes, .duration, .timestamp, .version]
    guard setting == .row, random.chance(85) else { return random.pick(literals) }
    let known = knownTypes.filter { Self.comparable.contains($0) }
    return known.isEmpty ? random.pick(literals) : random.pick(known)
  }

  /// An operation that gives a truth.
  mutating func condition(_ depth: Int, _ setting: Setting) -> ExpressionText {
    switch random.below(14) {
    case 0:
      note("operator and")
      return ExpressionText(
        expression(.bool, depth - 1, setting).at(.negation) + " and "
          + expression(.bool, depth - 1, setting).at(.negation), .conjunction)
    case 1, 2:
      note("operator or")
      return ExpressionText(
        expression(.bool, depth - 1, setting).at(.conjunction) + " or "
          + expression(.bool, depth - 1, setting).at(.conjunction), .disjunction)
    case 3:
      note("operator not")
      return ExpressionText("not " + expression(.bool, depth - 1, setting).at(.negation), .negation)
    case 4: return match(depth, setting)
    case 5: return like(depth, setting)
    case 6, 7: return membership(depth, setting)
    case 8: return between(depth, setting)
    case 9:
      let isNegated = random.chance(60)
      note(isNegated ? "operator is not null" : "operator is null")
      let part = expression(type(setting), depth - 1, setting).at(.sum)
      return ExpressionText(part + (isNegated ? " is not null" : " is null"), .comparison)
    case 10:
      let name = random.pick(["starts_with", "ends_with", "contains"])
      return call(name, [.string, .string], depth, setting)
    default: return comparison(depth, setting)
    }
  }

  private mutating func comparison(_ depth: Int, _ setting: Setting) -> ExpressionText {
    let sign = random.pick(["=", "==", "!=", "<", "<=", ">", ">="])
    note("operator \(sign)")
    var type = type(setting)
    var left = expression(type, depth - 1, setting).at(.sum)
    if type == .int, random.chance(20) { type = .decimal }
    var right = expression(type, depth - 1, setting).at(.sum)
    if let (field, other) = besideField(type, setting, mayBeText: true) {
      left = field
      right = other
    }
    if random.chance(20) { swap(&left, &right) }
    return ExpressionText("\(left) \(sign) \(right)", .comparison)
  }

  /// A field, and what is read as its type beside it: a string constant, a status word, or a text
  /// that what stands for one is compared with.
  private mutating func besideField(
    _ type: ValueType, _ setting: Setting, mayBeText: Bool = false
  ) -> (field: String, other: String)? {
    guard setting == .row, random.chance(35), let field = fields(type).first else { return nil }
    let canBeText: Set<ValueType> = [.digest, .status, .uuid, .version]
    if mayBeText, canBeText.contains(type), random.chance(25), let name = fields(.string).first {
      return (field, name)
    }
    if type == .status, random.chance(50) {
      return (field, random.pick(["unknown", "ready", "deleting", "error", "locked"]))
    }
    return stringReadAs(type).map { (field, $0) }
  }

  private mutating func match(_ depth: Int, _ setting: Setting) -> ExpressionText {
    let sign = random.pick(["~", "~", "!~"])
    note("operator \(sign)")
    if setting == .row, random.chance(40), let version = fields(.version).first {
      let range = random.chance(80) ? string(versionRange()) : regex().text
      return ExpressionText("\(version) \(sign) \(range)", .comparison)
    }
    let left = textOperand(depth - 1, setting).at(.sum)
    let pattern =
      random.chance(80) ? regex().text : string(random.pick(["^v", "e", "[0-9]+", "\\d"]))
    // A version would make a range of a string.
    let isVersion = scope.types[left] == .version || left.contains("version")
    return ExpressionText("\(left) \(sign) \(isVersion ? regex().text : pattern)", .comparison)
  }

  private mutating func like(_ depth: Int, _ setting: Setting) -> ExpressionText {
    let isNegated = random.chance(30)
    note(isNegated ? "operator not like" : "operator like")
    let left = textOperand(depth - 1, setting).at(.sum)
    return ExpressionText(
      left + (isNegated ? " not like " : " like ") + string(glob()), .comparison)
  }

  private mutating func between(_ depth: Int, _ setting: Setting) -> ExpressionText {
    let isNegated = random.chance(30)
    note(isNegated ? "operator not between" : "operator between")
    let type = type(setting)
    var parts = (0..<3).map { _ in expression(type, depth - 1, setting).at(.sum) }
    if let (field, other) = besideField(type, setting) {
      parts[0] = field
      parts[1] = other
    }
    return ExpressionText(
      "\(parts[0])\(isNegated ? " not" : "") between \(parts[1]) and \(parts[2])", .comparison)
  }

  private mutating func membership(_ depth: Int, _ setting: Setting) -> ExpressionText {
    let isNegated = random.chance(35)
    let word = isNegated ? "not in" : "in"
    note("operator \(word)")
    if setting == .row, random.chance(45) {
      let candidates = bindings.filter {
        $0.scope.shown.count == 1 && !isInsideDefinition && !(isDeleting && $0.cutsUnordered)
      }
      if !candidates.isEmpty {
        let binding = random.pick(candidates)
        let type = binding.scope.shown[0].type
        if !fields(type).isEmpty || literal(type) != nil, Self.comparable.contains(type) {
          note("operator in $pipeline")
          looksIntoUnordered = looksIntoUnordered || binding.cutsUnordered
          let part = expression(type, depth - 1, .row).at(.sum)
          return ExpressionText("\(part) \(word) $\(binding.name)", .comparison)
        }
      }
    }
    if random.chance(20) {
      let part = textOperandOrConstant(depth - 1, setting)
      if random.chance(50) { return ExpressionText("\(part) \(word) $names", .comparison) }
      note("operator in call")
      note("function lines")
      return ExpressionText("\(part) \(word) lines(\"keep.txt\")", .comparison)
    }
    let type = type(setting)
    var part = expression(type, depth - 1, setting).at(.sum)
    var elements = (0..<random.number(1...4)).map { _ in expression(type, depth - 1, setting).text }
    if let (field, other) = besideField(type, setting) {
      part = field
      elements.append(other)
    }
    if type == .string, random.chance(20) {
      elements.append(random.pick(["$names", "lines('keep.txt')"]))
    }
    return ExpressionText("\(part) \(word) (\(elements.joined(separator: ", ")))", .comparison)
  }

  private mutating func textOperandOrConstant(_ depth: Int, _ setting: Setting) -> String {
    expression(.string, depth, setting).at(.sum)
  }
}
