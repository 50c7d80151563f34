@testable import TagQuery

/// Makes up programs that have a meaning: every name is known, every type fits.
struct ProgramGenerator {
  /// A pipeline with a name.
  struct Binding {
    var name: String
    var scope: GeneratedScope
    /// Whether an `order by` settles the order of its rows.
    var isOrdered: Bool
    /// Whether a `delete` could not depend on it: it cuts without an order.
    var cutsUnordered: Bool
  }

  /// A `def` with the types that it was made for.
  struct Definition {
    var name: String
    var parameters: [ValueType]
    var result: ValueType
    /// The fields that its body looks at.
    var fields: [String: ValueType]
  }

  var random: SeededRandom
  let contents: RegistryContents
  private(set) var coverage = Coverage()

  var scope = GeneratedScope()
  var bindings: [Binding] = []
  var constants: [(name: String, type: ValueType)] = []
  var definitions: [Definition] = []
  /// The arguments of the `def` that is being made.
  var arguments: [String: ValueType] = [:]
  var isInsideDefinition = false
  private var parameters: [String: ParameterValue] = [:]
  /// Whether the pipeline deletes, so that no cut it depends on may lack an order.
  var isDeleting = false
  /// Whether the pipeline looks into one with such a cut.
  var looksIntoUnordered = false
  /// The files of `into` so far.
  var resultFiles = 0

  init(seed: UInt64, contents: RegistryContents) {
    random = SeededRandom(seed: seed)
    self.contents = contents
  }

  mutating func note(_ feature: String) { coverage.note(feature) }

  mutating func program() -> TestProgram {
    var first: [String] = []
    var files = ["keep.txt": "latest\r\nv1.2.3\n\n\u{E9}\nweb/api"]
    first += parameterStatements()
    if random.chance(40) { first += [constantStatement()] }
    while random.chance(45), definitions.count < 3 { first.append(definitionStatement()) }
    if random.chance(15), !first.isEmpty {
      note("statement include")
      files["lib.tagq"] = first.joined(separator: separator())
      first = ["include \"lib.tagq\""]
    }
    if random.chance(10) {
      note("statement set")
      first.append("set region = \(random.pick(["fr-par", "all", "(nl-ams, fr-par)"]))")
    }
    while random.chance(55), bindings.count < 3 { first += bindingStatements() }
    for _ in 0..<(random.chance(85) ? 1 : 2) {
      if random.chance(3) {
        note("statement explain")
        first.append("explain " + pipeline(.plain).text)
      }
      first.append(pipeline(random.chance(8) ? .deletion : .plain).text)
    }
    let text = first.joined(separator: separator())
    return TestProgram(text: text, files: files, parameters: parameters)
  }

  private mutating func separator() -> String { random.pick(["\n", "\n", ";\n", "; "]) }

  // MARK: Constants

  private mutating func parameterStatements() -> [String] {
    var statements: [String] = []
    // What the conditions of other parts look for.
    statements.append("param names: list = (\"latest\", \"main\", 'v1.2.3', \"\u{E9}\")")
    if random.chance(30) { parameters["names"] = .text("latest,1.2.3,api") }
    constants.append(("digest", .digest))
    statements.append(
      "param digest: digest = \"\(RandomRegistry.digests[random.below(4)]?.description ?? "")\"")
    for (name, type) in [
      ("days", ValueType.duration), ("least", .int), ("since", .timestamp), ("word", .string),
      ("limit_bytes", .bytes), ("from_version", .version), ("flag", .bool), ("share", .decimal),
      ("state", .status), ("some_id", .uuid),
    ] where random.chance(20) {
      statements.append(parameterStatement(name, type))
    }
    note("statement param")
    return random.shuffled(statements)
  }

  private mutating func parameterStatement(_ name: String, _ type: ValueType) -> String {
    let initial = type == .status ? "\"ready\"" : literal(type) ?? "null"
    constants.append((name, type))
    if random.chance(30), type != .status, type != .string {
      if let outside = literal(type) { parameters[name] = .text(outside) }
      return "param \(name): \(type)" + (random.chance(50) ? " = \(initial)" : "")
    }
    return "param \(name): \(type) = \(initial)"
  }

  private mutating func constantStatement() -> String {
    note("statement let")
    let type = random.pick([ValueType.int, .string, .duration, .timestamp, .version, .bytes])
    let value = expression(type, 2, .constant)
    let name = "const\(constants.count)"
    constants.append((name, type))
    return "let \(name) = \(value.text)"
  }

  // MARK: Definitions

  private static let anywhere: [String: ValueType] = [
    "name": .string, "created": .timestamp, "status": .status, "region": .string, "age": .duration,
    "id": .uuid,
  ]

  private mutating func definitionStatement() -> String {
    note("statement def")
    let types: [ValueType] = [.int, .string, .timestamp, .duration, .bool, .version, .decimal]
    // One of them hides a field.
    let names = random.shuffled(["d", "x", "name"]).prefix(random.below(4))
    arguments = Dictionary(uniqueKeysWithValues: names.map { ($0, random.pick(types)) })
    let ordered = names.map { (name: $0, type: arguments[$0] ?? .null) }
    scope = GeneratedScope(types: Self.anywhere)
    isInsideDefinition = true
    let result = random.pick(types)
    let body = expression(result, 2, .row).text
    isInsideDefinition = false
    let words = Set(body.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
    var fields = Self.anywhere.filter { words.contains($0.key) && arguments[$0.key] == nil }
    for called in definitions where words.contains(called.name) {
      fields.merge(called.fields) { first, _ in first }
    }
    arguments = [:]
    let name = "f\(definitions.count)"
    definitions.append(
      Definition(name: name, parameters: ordered.map(\.type), result: result, fields: fields))
    return "def \(name)(\(ordered.map(\.name).joined(separator: ", "))) = \(body)"
  }

  mutating func definitionCall(
    _ type: ValueType, _ depth: Int, _ setting: Setting
  ) -> ExpressionText? {
    let usable = definitions.filter { definition in
      definition.result == type
        && definition.fields.allSatisfy {
          setting == .row && scope.types[$0.key] == $0.value && arguments[$0.key] == nil
        }
    }
    guard !usable.isEmpty, setting != .constant else { return nil }
    let definition = random.pick(usable)
    note("def call")
    let values = definition.parameters.map { expression($0, min(depth - 1, 1), setting).text }
    return ExpressionText("\(definition.name)(\(values.joined(separator: ", ")))")
  }

  // MARK: Pipelines with a name

  private mutating func bindingStatements() -> [String] {
    note("statement let")
    let name = "p\(bindings.count)"
    let (text, isOrdered, cutsUnordered) = pipeline(.binding)
    bindings.append(
      Binding(name: name, scope: scope, isOrdered: isOrdered, cutsUnordered: cutsUnordered))
    guard random.chance(10) else { return ["let \(name) = \(text)"] }
    bindings[bindings.count - 1].name = "same\(bindings.count)"
    return ["let \(name) = \(text)", "let same\(bindings.count) = $\(name)"]
  }
}
