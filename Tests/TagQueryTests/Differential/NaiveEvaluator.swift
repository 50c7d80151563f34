@testable import TagQuery

/// What a program comes to: for each pipeline that shows rows, its columns and rows; the files it
/// writes; the rows its deletions select.
struct ProgramOutcome {
  struct Result {
    var columns: [ResultColumn]
    var rows: [[Value]]
    /// What becomes of the rows: `show`, `delete`, or `into` and the file.
    var kind: String
  }

  var results: [Result] = []
  /// Why it ended early: `assertion` or `failed`.
  var failure: String?
  /// Whether a deletion looks into an empty pipeline, which may stop it.
  var mayBeStopped = false
}

/// Interprets a program over the contents of a registry.
final class NaiveEvaluator {
  private let contents: RegistryContents
  private let sources: NaiveSources
  let now: Timestamp
  let files: [String: String]
  private let given: [String: ParameterValue]
  /// Whether rows that tie stay as they came, or are turned round: a program that gives the same
  /// either way leaves nothing to chance.
  let turnsTies: Bool

  private(set) var definitions: [String: DefinitionSyntax] = [:]
  private var constants: [String: (value: Value, type: ValueType)] = [:]
  private var pipelines: [String: PipelineSyntax] = [:]
  private var tables: [String: NaiveTable] = [:]
  private var effective: [String] = []
  private var aliases: [String: String] = [:]
  private var setRegions: [String]?
  private var actions: [PipelineSyntax] = []
  private(set) var outcome = ProgramOutcome()
  let text: SourceText
  private let tokens: [Token]

  init(
    _ program: TestProgram, _ contents: RegistryContents, turnsTies: Bool = false
  ) {
    self.contents = contents
    self.turnsTies = turnsTies
    now = RandomRegistry.now
    sources = NaiveSources(contents: contents, now: now)
    files = program.files
    given = program.parameters
    text = SourceText(name: "main", program.text)
    var parser = Self.parser(text)
    _ = parser.program()
    tokens = parser.layout.tokens
  }

  /// What the program comes to. Throws only where it should not have been compiled.
  func run() throws -> ProgramOutcome {
    do {
      try define(Self.parse(text).statements)
      // An assertion is checked wherever it stands, and a file is written.
      for name in effective { _ = try pipeline(name) }
      for action in actions { try perform(action) }
    } catch NaiveFailure.assertion {
      outcome.failure = "assertion"
    } catch NaiveFailure.failed {
      outcome.failure = "failed"
    }
    return outcome
  }

  private static func parser(_ text: SourceText) -> Parser {
    Parser(
      source: text, file: 0, limits: Limits(), sourceNames: ["tags", "images", "namespaces"],
      diagnostics: DiagnosticList(limit: 100), recordsLayout: true)
  }

  private static func parse(_ text: SourceText) -> ProgramSyntax {
    var parser = parser(text)
    return parser.program()
  }

  // MARK: Statements

  private func define(_ statements: [StatementSyntax]) throws {
    for case .definition(let definition) in statements {
      definitions[definition.name.text] = definition
    }
    for statement in statements {
      switch statement {
      case .definition, .explain: break
      case .parameter(let parameter): try define(parameter)
      case .binding(let binding): try define(binding)
      case .include(let path, _):
        try define(Self.parse(SourceText(name: path, files[path] ?? "")).statements)
      case .setting(let name, let value):
        if name.text == "region" {
          let names = try selectors(value).map(\.text)
          setRegions = names == ["all"] ? nil : names
        }
      case .pipeline(let pipeline): actions.append(pipeline)
      }
    }
  }

  private func define(_ parameter: ParameterSyntax) throws {
    guard let type = ValueType.named.first(where: { $0.name == parameter.type.text })?.type else {
      throw NaiveFailure.impossible("there is no type '\(parameter.type.text)'")
    }
    let name = parameter.name.text
    switch given[name] {
    case .value(let value)?: constants[name] = (value, type)
    case .text(let text)?:
      if case .list = type {
        constants[name] = (.list(text.split(separator: ",").map { .string(String($0)) }), type)
      } else {
        constants[name] = (try Self.readAny(text, type), type)
      }
    case nil:
      guard let initial = parameter.initial else {
        throw NaiveFailure.impossible("'\(name)' has no value")
      }
      if case .call(let function, let elements) = initial.kind, function.text.isEmpty {
        let (values, elementType) = try unified(elements, NaivePlace())
        constants[name] = (.list(values), .list(elementType))
      } else {
        let value = try value(initial, NaivePlace())
        if case .string(let text) = value {
          constants[name] = (try Self.readAny(text, type), type)
        } else {
          constants[name] = (value, type)
        }
      }
    }
  }

  private static func readAny(_ text: String, _ type: ValueType) throws -> Value {
    switch type {
    case .bool: .bool(text == "true")
    case .int: .int(Int64(text) ?? 0)
    case .decimal: .decimal(Double(text) ?? 0)
    default: try read(text, type)
    }
  }

  private func define(_ binding: BindingSyntax) throws {
    let name = binding.name.text
    switch binding.body {
    case .pipeline(let pipeline):
      pipelines[name] = pipeline
      let hasEffect = pipeline.stages.contains { stage in
        switch stage.kind {
        case .assert, .into: true
        default: false
        }
      }
      if hasEffect { effective.append(name) }
    case .expression(let expression):
      constants[name] = (try value(expression, NaivePlace()), try type(expression, NaivePlace()))
    case .alias(let target): aliases[name] = target.text
    }
  }

  /// The value of `$name`.
  func constant(_ name: String) throws -> (value: Value, type: ValueType) {
    if let alias = aliases[name] { return try constant(alias) }
    guard let constant = constants[name] else {
      throw NaiveFailure.impossible("$\(name) is no value")
    }
    return constant
  }

  /// The table of `$name`, evaluated once; nil where it is none.
  func pipeline(_ name: String) throws -> NaiveTable? {
    if let alias = aliases[name] { return try pipeline(alias) }
    if let table = tables[name] { return table }
    guard let syntax = pipelines[name] else { return nil }
    let table = try self.table(of: syntax)
    tables[name] = table
    return table
  }

  // MARK: Pipelines

  private func perform(_ pipeline: PipelineSyntax) throws {
    let table = try table(of: pipeline)
    switch pipeline.stages.last?.kind {
    case .into: break
    case .delete:
      if table.exceptsNothing { throw NaiveFailure.failed("nothing would be kept back") }
      outcome.mayBeStopped = outcome.mayBeStopped || table.looksIntoNothing
      report("delete", table)
    default: report("show", table)
    }
  }

  func report(_ kind: String, _ table: NaiveTable) {
    outcome.results.append(
      ProgramOutcome.Result(columns: table.scope.columns, rows: table.shownRows, kind: kind))
  }

  private func table(of pipeline: PipelineSyntax) throws -> NaiveTable {
    // All that a pipeline names is read, whether or not a row asks for it.
    let inside = tokens.filter {
      (pipeline.range.lower..<pipeline.range.upper).contains($0.range.lower)
    }
    let named = try inside.compactMap { token in
      if case .parameter(let name) = token.kind { try self.pipeline(name) } else { nil }
    }
    var table: NaiveTable
    switch pipeline.source {
    case .binding(let name):
      guard let bound = try self.pipeline(name.text) else {
        throw NaiveFailure.impossible("$\(name.text) is no pipeline")
      }
      table = bound
    case .resource(let name, let arguments):
      var regions = setRegions ?? contents.regions.map(\.name)
      var selected: [String: [NaiveSelector]] = [:]
      for (argument, value) in arguments {
        let selectors = try selectors(value)
        if argument.text == "region" {
          regions = selectors.map(\.text)
          if regions == ["all"] { regions = contents.regions.map(\.name) }
        } else {
          selected[argument.text] = selectors
        }
      }
      let rows = try narrow(
        sources.rows(name.text, regions: regions), name.text, by: selected, sources, regions)
      table = NaiveTable(scope: NaiveSources.scope(name.text), rows: rows)
    }
    for stage in pipeline.stages { try apply(stage, to: &table) }
    table.exceptsNothing = table.exceptsNothing || named.contains { $0.exceptsNothing }
    table.looksIntoNothing = named.contains { $0.rows.isEmpty || $0.looksIntoNothing }
    return table
  }
}
