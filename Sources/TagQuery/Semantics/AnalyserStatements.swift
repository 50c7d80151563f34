extension Analyser {
  /// Checks a whole program.
  mutating func analyse(_ syntax: ProgramSyntax, file: Int) {
    let statements = expandIncludes(syntax.statements, file: file, isIncluded: false)
    registerDefinitions(statements)
    for statement in statements { analyse(statement) }
    if !environment.allowsUnknownParameters {
      for name in given.keys.sorted() { report(.unknownGivenParameter(name, in: parameterNames)) }
    }
    program.passOnUsedSlots()
    program.sources = sources
    program.warnings = diagnostics.sorted.filter { $0.severity == .warning }
  }

  private var parameterNames: [String] { program.parameterNames }

  // MARK: Includes

  /// The statements with those of included files in their places.
  private mutating func expandIncludes(
    _ statements: [StatementSyntax], file: Int, isIncluded: Bool
  ) -> [StatementSyntax] {
    var result: [StatementSyntax] = []
    for statement in statements {
      switch statement {
      case .include(let path, let range):
        result += include(path, range: range, from: file)
      case .pipeline(let pipeline) where isIncluded:
        report(.includeNotAllowed(pipeline.range))
      case .explain(let pipeline) where isIncluded: report(.includeNotAllowed(pipeline.range))
      default: result.append(statement)
      }
    }
    return result
  }

  private mutating func include(
    _ path: String, range: SourceRange, from file: Int
  ) -> [StatementSyntax] {
    guard let loaded = load(path, range: range, from: file) else { return [] }
    if includeStack.contains(loaded.name) {
      report(.includeCycle(range, loaded.name))
      return []
    }
    guard includedFiles.insert(loaded.name).inserted else { return [] }
    guard includedFiles.count <= environment.limits.includes else {
      report(.tooManyIncludes(range, limit: environment.limits.includes))
      return []
    }
    let source = SourceText(name: loaded.name, bytes: loaded.bytes)
    let number = sources.add(source)
    let total = sources.files.reduce(0) { $0 + $1.bytes.count }
    guard total <= environment.limits.sourceBytes else {
      report(.sourceTooLarge(range, limit: environment.limits.sourceBytes))
      return []
    }
    includeStack.append(loaded.name)
    defer { includeStack.removeLast() }
    guard let syntax = Self.parse(source, file: number, environment, &diagnostics) else {
      return []
    }
    return expandIncludes(syntax.statements, file: number, isIncluded: true)
  }

  /// Reads a file that the program names.
  mutating func load(_ path: String, range: SourceRange, from file: Int) -> ProgramFile? {
    guard let files = environment.files else {
      report(.filesNotAllowed(range))
      return nil
    }
    do throws(ProgramFileError) {
      return try files.read(path, from: sources.files[file].name)
    } catch {
      report(.unreadableFile(range, path, error.reason))
      return nil
    }
  }

  /// The tree of a text, as far as there is one.
  static func parse(
    _ source: SourceText, file: Int, _ environment: QueryEnvironment,
    _ diagnostics: inout DiagnosticList
  ) -> ProgramSyntax? {
    let whole = SourceRange(file: file, lower: 0, upper: 0)
    guard source.bytes.count <= environment.limits.sourceBytes else {
      diagnostics.add(.sourceTooLarge(whole, limit: environment.limits.sourceBytes))
      return nil
    }
    if let place = firstInvalidByte(in: source.bytes) {
      diagnostics.add(
        .invalidEncoding(SourceRange(file: file, lower: place, upper: place + 1)))
      return nil
    }
    var parser = Parser(
      source: source, file: file, limits: environment.limits,
      sourceNames: environment.resources.map(\.name), diagnostics: diagnostics)
    let syntax = parser.program()
    diagnostics = parser.diagnostics
    // A tree that is not all of the text would only be found to lack the rest.
    return parser.isStopped ? nil : syntax
  }

  // MARK: Definitions

  private static let takenNames = Set(BuiltinFunction.names).union(
    Aggregate.Kind.allCases.map(\.rawValue))

  private mutating func registerDefinitions(_ statements: [StatementSyntax]) {
    for case .definition(let definition) in statements where !definition.name.text.isEmpty {
      if Self.takenNames.contains(definition.name.text) {
        report(.definitionShadowsFunction(definition.name))
        continue
      }
      if let first = definitions[definition.name.text] {
        report(.redefined(definition.name, first: first.name.range))
        continue
      }
      definitions[definition.name.text] = definition
      var seen: [String: SourceRange] = [:]
      for parameter in definition.parameters {
        if let first = seen[parameter.text] { report(.redefined(parameter, first: first)) }
        seen[parameter.text] = parameter.range
      }
    }
    guard !definitions.isEmpty else { return }
    for call in DefinitionGraph(definitions: definitions).recursiveCalls {
      report(.recursiveDefinition(call))
    }
  }

  // MARK: Statements

  private mutating func analyse(_ statement: StatementSyntax) {
    guard !isExhausted else { return }
    switch statement {
    case .parameter(let parameter): analyse(parameter)
    case .binding(let binding): analyse(binding)
    case .setting(let name, let value): analyse(setting: name, value: value)
    case .explain(let pipeline):
      if let checked = analyse(pipeline) { program.actions.append(.explain(checked)) }
    case .pipeline(let pipeline):
      if let checked = analyse(pipeline) { program.actions.append(.run(checked)) }
    case .definition, .include: break
    }
  }

  /// What a value behind `let` is called as a place.
  static let letPlace = "a let"

  private mutating func define(_ name: Name, as meaning: Meaning) {
    guard !name.text.isEmpty else { return }
    if let first = nameRanges[name.text] {
      report(.redefined(name, first: first))
    } else {
      names[name.text] = meaning
      nameRanges[name.text] = name.range
    }
  }

  private mutating func analyse(_ binding: BindingSyntax) {
    switch binding.body {
    case .alias(let target): define(binding.name, as: meaning(of: target) ?? .invalid)
    case .expression(let expression):
      let place = ExpressionPlace(constantOnly: Self.letPlace)
      guard let typed = analyse(expression, place) else {
        define(binding.name, as: .invalid)
        return
      }
      guard let value = typed.constant else {
        report(.notConstant(typed.range, "a let without a source"))
        define(binding.name, as: .invalid)
        return
      }
      define(binding.name, as: .value(value, typed.type))
    case .pipeline(let pipeline):
      guard let checked = analyse(pipeline) else {
        define(binding.name, as: .invalid)
        return
      }
      if let deletion = checked.deletion { report(.deleteInBinding(deletion.range)) }
      program.bindings.append(checked)
      define(binding.name, as: .pipeline(program.bindings.count - 1))
    }
  }

  /// What a `$name` stands for; nil after a complaint.
  mutating func meaning(of name: Name) -> Meaning? {
    if let meaning = names[name.text] { return meaning }
    report(.unknownParameter(name, nearest: nearestName(to: name.text, among: names.keys.sorted())))
    return nil
  }

  // MARK: Settings

  private mutating func analyse(setting name: Name, value: ArgumentSyntax) {
    guard name.text != "region" else {
      guard let names = regionNames(value) else { return }
      program.settings.regions = names.map(\.text)
      program.settings.regionRanges = names.map(\.range)
      return
    }
    let types: [String: ValueType] = [
      "concurrency": .int, "rps": .int, "max_deletes": .int, "max_requests": .int,
      "timeout": .duration,
    ]
    guard let type = types[name.text] else {
      let known = ["region", "concurrency", "rps", "max_deletes", "max_requests", "timeout"]
      report(
        .unknownSetting(name, nearest: nearestName(to: name.text, among: known), known: known))
      return
    }
    guard let value = settingValue(value, as: type) else { return }
    apply(name, value, range: name.range)
  }

  private mutating func settingValue(_ argument: ArgumentSyntax, as type: ValueType) -> Value? {
    switch argument {
    case .word(let text, let range), .string(let text, let range):
      do throws(Value.ReadingFailure) {
        return try Value.reading(text, as: type)
      } catch {
        report(.badConstant(range, text, type, help: error.help))
        return nil
      }
    case .parameter(let name):
      guard case .value(let value, let found)? = meaning(of: name) else { return nil }
      if found == type { return value }
      report(.typeMismatch(name.range, expected: type.description, found: found.description))
      return nil
    case .uuid(_, let range):
      report(.typeMismatch(range, expected: type.description, found: "uuid"))
      return nil
    case .list(_, let range):
      report(.typeMismatch(range, expected: type.description, found: "a list"))
      return nil
    case .invalid: return nil
    }
  }

  private mutating func apply(_ name: Name, _ value: Value, range: SourceRange) {
    switch (name.text, value) {
    case ("timeout", .duration(let span)):
      guard span.nanoseconds > 0 else { return report(.notPositive(range, name.text)) }
      tighten(name, span, \.timeout)
    case (_, .int(let number)):
      let count = Int(number)
      let smallest = name.text == "max_deletes" ? 0 : 1
      guard count >= smallest else { return report(.notPositive(range, name.text)) }
      switch name.text {
      case "concurrency": tighten(name, count, \.concurrency)
      case "rps": tighten(name, count, \.requestsPerSecond)
      case "max_requests": tighten(name, count, \.requests)
      default: tighten(name, count, \.deletions, bound: environment.limits.deletions)
      }
    default: break
    }
  }

  /// A script can only tighten a bound, one that it has set itself as well: an included file may
  /// rely on it.
  private mutating func tighten<Bound: Comparable & CustomStringConvertible>(
    _ name: Name, _ value: Bound, _ setting: WritableKeyPath<ProgramSettings, Bound?>,
    bound: Bound? = nil
  ) {
    if let bound = program.settings[keyPath: setting] ?? bound, value > bound {
      report(.looserSetting(name, limit: bound.description))
    } else {
      program.settings[keyPath: setting] = value
    }
  }
}

/// The first byte that is not part of valid UTF-8; nil where all is valid.
func firstInvalidByte(in bytes: [UInt8]) -> Int? {
  bytes.withUnsafeBufferPointer { buffer in
    // ASCII, the common case, is looked at quickly.
    guard var place = buffer.firstIndex(where: { $0 >= 0x80 }) else { return nil }
    var decoder = UTF8.ForwardParser()
    while place < buffer.count {
      var rest = buffer[place...].makeIterator()
      switch decoder.parseScalar(from: &rest) {
      case .valid(let encoded): place += encoded.count
      case .emptyInput: return nil
      case .error: return place
      }
      decoder = UTF8.ForwardParser()
    }
    return nil
  }
}
