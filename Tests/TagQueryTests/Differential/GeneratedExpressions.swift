@testable import TagQuery

extension ProgramGenerator {
  /// What an expression may hold.
  enum Setting {
    /// Fields of a row.
    case row
    /// Aggregates over rows, and fields inside them.
    case group
    /// Constants only.
    case constant
  }

  /// An expression of a type. `depth` bounds how far it goes down.
  mutating func expression(_ type: ValueType, _ depth: Int, _ setting: Setting) -> ExpressionText {
    if depth <= 0 || random.chance(25) { return leaf(type, setting) }
    if setting == .group, random.chance(60), let text = aggregate(type, depth) { return text }
    switch random.below(12) {
    case 0: return choice(type, depth, setting)
    case 1: return leaf(type, setting)
    case 2:
      if let call = definitionCall(type, depth, setting) { return call }
      return expression(type, depth - 1, setting)
    case 3 where random.chance(30):
      return ExpressionText("(\(expression(type, depth - 1, setting).text))")
    default: return operation(type, depth, setting)
    }
  }

  /// `coalesce` or `if`, in which a string constant may stand beside another type, and null.
  private mutating func choice(
    _ type: ValueType, _ depth: Int, _ setting: Setting
  ) -> ExpressionText {
    var parts = (0..<2).map { _ in expression(type, depth - 1, setting).text }
    if random.chance(30) {
      if type == .status, setting == .row {
        parts[1] = random.pick(["ready", "locked", "error"])
        parts[0] = leaf(type, setting).text
      } else if let text = stringReadAs(type), isSureOf(type, parts[0], setting) {
        parts[1] = text
      }
    } else if random.chance(20) {
      note("literal null")
      parts[1] = "null"
    }
    if random.chance(50) {
      note("function coalesce")
      if random.chance(20) { parts.append(expression(type, depth - 1, setting).text) }
      return ExpressionText("coalesce(\(parts.joined(separator: ", ")))")
    }
    note("function if")
    let condition = expression(.bool, depth - 1, setting)
    return ExpressionText("if(\(condition.text), \(parts[0]), \(parts[1]))")
  }

  /// Whether a text is of a type that is not read from a string: a field, which is no constant.
  private func isSureOf(_ type: ValueType, _ text: String, _ setting: Setting) -> Bool {
    setting == .row && scope.types[text] == type && arguments[text] == nil
  }

  /// A field, a literal, a parameter or the simplest call of a type.
  mutating func leaf(_ type: ValueType, _ setting: Setting) -> ExpressionText {
    if let names = argumentNames(type), random.chance(70) {
      return ExpressionText(random.pick(names))
    }
    if setting == .group, random.chance(70), let text = aggregate(type, 0) { return text }
    let fields = setting == .row ? fields(type) : []
    if !fields.isEmpty, random.chance(80) { return ExpressionText(random.pick(fields)) }
    let constants = constants.filter { $0.type == type }.map(\.name)
    if !constants.isEmpty, random.chance(40) { return ExpressionText("$" + random.pick(constants)) }
    if let literal = literal(type) {
      let canBeNegative = [.int, .decimal, .bytes, .duration].contains(type)
      if canBeNegative, random.chance(10) {
        note("operator negative")
        return ExpressionText("-\(literal)")
      }
      return ExpressionText(literal)
    }
    if !fields.isEmpty { return ExpressionText(random.pick(fields)) }
    if setting == .group, let field = self.fields(type).first {
      note("aggregate first")
      return ExpressionText("first(\(field))")
    }
    return ExpressionText("$" + (constants.first ?? "missing"))
  }

  private func argumentNames(_ type: ValueType) -> [String]? {
    let names = arguments.filter { $0.value == type }.keys.sorted()
    return names.isEmpty ? nil : names
  }

  /// The fields and columns of a type that no argument of a `def` hides.
  func fields(_ type: ValueType) -> [String] {
    scope.types.filter { $0.value == type && arguments[$0.key] == nil }.keys.sorted()
  }

  // MARK: Operations

  private mutating func operation(
    _ type: ValueType, _ depth: Int, _ setting: Setting
  ) -> ExpressionText {
    switch type {
    case .bool: return condition(depth, setting)
    case .string: return text(depth, setting)
    case .int:
      switch random.below(4) {
      case 0: return call("length", [.string], depth, setting)
      case 1: return call(random.pick(["major", "minor", "patch"]), [.version], depth, setting)
      case 2: return negative(type, depth, setting)
      default: return sum(.int, .int, depth, setting)
      }
    case .decimal:
      return random.chance(30)
        ? negative(type, depth, setting)
        : sum(random.pick([.int, .decimal]), .decimal, depth, setting)
    case .bytes:
      return random.chance(30) ? negative(type, depth, setting) : sum(type, type, depth, setting)
    case .duration:
      switch random.below(3) {
      case 0: return sum(.timestamp, .timestamp, depth, setting, operators: ["-"])
      case 1: return negative(type, depth, setting)
      default: return sum(type, type, depth, setting)
      }
    case .timestamp:
      switch random.below(6) {
      case 0:
        note("function now")
        return ExpressionText("now()")
      case 1:
        note("operator ago")
        let span = expression(.duration, depth - 1, setting).at(.operand)
        // A minus sign takes all behind it, `ago` too.
        return ExpressionText((span.hasPrefix("-") ? "(\(span))" : span) + " ago")
      case 2: return sum(.duration, .timestamp, depth, setting, operators: ["+"])
      case 3: return sum(.timestamp, .duration, depth, setting)
      default: return call(random.pick(["day", "week", "month"]), [.timestamp], depth, setting)
      }
    case .version: return call("semver", [.string], depth, setting)
    case .uuid, .digest, .status, .list, .null: return leaf(type, setting)
    }
  }

  mutating func call(
    _ name: String, _ types: [ValueType], _ depth: Int, _ setting: Setting
  ) -> ExpressionText {
    note("function \(name)")
    let arguments = types.map { type in
      type == .string
        ? textOperand(depth - 1, setting).text : expression(type, depth - 1, setting).text
    }
    return ExpressionText("\(name)(\(arguments.joined(separator: ", ")))")
  }

  /// A text, or what stands for its text where one is wanted.
  mutating func textOperand(_ depth: Int, _ setting: Setting) -> ExpressionText {
    if setting == .row, random.chance(15) {
      let names = [ValueType.digest, .status, .uuid, .version].flatMap { fields($0) }
      if !names.isEmpty { return ExpressionText(random.pick(names)) }
    }
    return expression(.string, depth, setting)
  }

  private mutating func negative(
    _ type: ValueType, _ depth: Int, _ setting: Setting
  ) -> ExpressionText {
    note("operator negative")
    return ExpressionText("-" + expression(type, depth - 1, setting).at(.operand))
  }

  private mutating func sum(
    _ left: ValueType, _ right: ValueType, _ depth: Int, _ setting: Setting,
    operators: [String] = ["+", "-"]
  ) -> ExpressionText {
    let sign = random.pick(operators)
    note("operator \(sign)")
    return ExpressionText(
      expression(left, depth - 1, setting).at(.sum) + " \(sign) "
        + expression(right, depth - 1, setting).at(.operand), .sum)
  }

  private mutating func text(_ depth: Int, _ setting: Setting) -> ExpressionText {
    switch random.below(6) {
    case 0, 1: return call(random.pick(["lower", "upper"]), [.string], depth, setting)
    case 2:
      note("function capture")
      let (regex, groups) = regex()
      let group = random.chance(50) ? "" : ", \(random.number(0...groups))"
      return ExpressionText("capture(\(textOperand(depth - 1, setting).text), \(regex)\(group))")
    case 3:
      note("function replace")
      let (regex, groups) = regex()
      let with = random.pick(
        groups > 0 ? ["'<\\1>'", "''", "'\\0\\0'"] : ["'-'", "\"\"", "'\\0!'"])
      return ExpressionText("replace(\(textOperand(depth - 1, setting).text), \(regex), \(with))")
    case 4: return call("prerelease", [.version], depth, setting)
    default:
      note("operator +")
      return ExpressionText(
        expression(.string, depth - 1, setting).at(.sum) + " + "
          + textOperand(depth - 1, setting).at(.operand), .sum)
    }
  }

  // MARK: Aggregates

  private mutating func aggregate(_ type: ValueType, _ depth: Int) -> ExpressionText? {
    let canSum: Set<ValueType> = [.int, .decimal, .bytes, .duration]
    var names = ["min", "max", "first", "last"]
    if canSum.contains(type) { names += ["sum", "avg"] }
    if type == .int { names += ["count", "count", "distinct", "distinct"] }
    var argument = type
    let name = random.pick(names)
    if name == "avg", type == .decimal { argument = random.pick([.int, .decimal]) }
    if name == "avg", type == .int { return nil }
    if name == "distinct" { argument = random.pick(knownTypes) }
    if name == "count" { argument = .bool }
    note("aggregate \(name)")
    if name == "count", random.chance(50) { return ExpressionText("count()") }
    guard argument == .bool || argument == .decimal || !fields(argument).isEmpty else { return nil }
    return ExpressionText("\(name)(\(expression(argument, depth, .row).text))")
  }
}
