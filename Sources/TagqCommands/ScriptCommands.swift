import ArgumentParser
import TagQuery
import TagQueryShell

/// `tagq check FILE…`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reports every mistake in scripts, and sends nothing.",
    discussion: "Parameters without a default are assumed to have a fitting value.")

  /// How mistakes are reported.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(
    help: ArgumentHelp("Scripts; - is standard input.", valueName: "file"),
    completion: .file(extensions: ["tagq"]))
  var files: [String]

  @Option(help: ArgumentHelp("text, or json for editors and CI.", valueName: "format"))
  var format = Format.text

  @OptionGroup var messages: MessageOptions

  mutating func run() throws {
    var environment = scriptEnvironment()
    environment.assumesParameters = true
    let engine = QueryEngine(environment: environment)
    var json = JSONText()
    var hasErrors = false
    var text = ""
    json.array { json in
      for file in files {
        let source: SourceText
        do throws(ProgramFileError) {
          source = try ScriptFiles.script(file)
        } catch {
          hasErrors = true
          let missing = Diagnostic.unreadableScript(file, error.reason)
          let noText = SourceMap(SourceText(name: file, ""))
          missing.write(to: &json, in: noText)
          text += messages.renderer.render(missing, in: noText)
          continue
        }
        let (diagnostics, error, sources) = check(source, engine)
        hasErrors = hasErrors || error != nil
        for diagnostic in diagnostics { diagnostic.write(to: &json, in: sources) }
        if let error {
          text += messages.renderer.render(error)
        } else {
          for warning in diagnostics { text += messages.renderer.render(warning, in: sources) }
        }
      }
    }
    let output = format == .json ? StandardOutput() : StandardError.shared
    try? output.write(format == .json ? json.text + "\n" : text)
    try? output.flush()
    if hasErrors { throw ExitCode(RunEnd.mistake.rawValue) }
  }

  private func check(
    _ source: SourceText, _ engine: QueryEngine
  ) -> (diagnostics: [Diagnostic], error: QueryError?, sources: SourceMap) {
    do throws(QueryError) {
      let program = try engine.compile(source)
      return (program.warnings, nil, program.sources)
    } catch {
      return (error.diagnostics, error, error.sources)
    }
  }
}

/// `tagq fmt FILE…`
struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Lays scripts out in the canonical way.",
    discussion: "Comments are kept, and formatting twice changes nothing.")

  @Argument(
    help: ArgumentHelp(
      "Scripts, which are rewritten; - is standard input to standard output.", valueName: "file"),
    completion: .file(extensions: ["tagq"]))
  var files: [String]

  @Flag(help: "Rewrite nothing; name the files that would change, and exit with 1.")
  var check = false

  @OptionGroup var messages: MessageOptions

  mutating func run() throws {
    let engine = QueryEngine(environment: scriptEnvironment())
    let output = StandardOutput()
    var end = RunEnd.done
    for file in files {
      let source = try readScript(file)
      let text: String
      do throws(QueryError) {
        text = try engine.format(source)
      } catch {
        try? StandardError.shared.write(messages.renderer.render(error))
        end = .mistake
        continue
      }
      let isChanged = !text.utf8.elementsEqual(source.bytes)
      if check {
        guard isChanged else { continue }
        try? output.write("\(file)\n")
        if end == .done { end = .failed }
      } else if file == "-" {
        try? output.write(text)
      } else if isChanged, !write(text, to: file) {
        end = .failed
      }
    }
    try? output.flush()
    if end != .done { throw ExitCode(end.rawValue) }
  }

  private func write(_ text: String, to path: String) -> Bool {
    do throws(OutputError) {
      let file = try AtomicFile(path: path)
      try file.write(text)
      try file.commit()
      return true
    } catch {
      try? StandardError.shared.write("error: \(error.description)\n")
      return false
    }
  }
}

/// `tagq explain 'QUERY'`
struct ExplainCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Shows the plan of a query, and sends nothing.")

  @Argument(help: "The text of a query or a program; - is standard input.")
  var query: String

  @OptionGroup var options: QueryOptions

  var needsHost: Bool { options.place.needsHost }

  mutating func run(_ host: CommandHost?) throws {
    let source = query == "-" ? try readScript("-") : SourceText(name: "query", query)
    let configuration = try options.configuration()
    let engine = QueryEngine(environment: configuration.environment)
    let renderer = DiagnosticRenderer(isColored: configuration.isColored)
    let program: CheckedProgram
    do throws(QueryError) {
      program = try engine.compile(source, parameters: configuration.parameters)
    } catch {
      try? StandardError.shared.write(renderer.render(error))
      throw ExitCode(RunEnd.mistake.rawValue)
    }
    let registry = try options.openRegistry(host)
    let printer = ResultPrinter(
      output: StandardOutput(), format: options.format ?? .table,
      options: configuration.outputOptions)
    for plan in engine.plans(program, for: registry.capabilities) { try printer.explain(plan) }
  }
}

/// `tagq completions bash|zsh|fish`
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Prints the completion script of a shell.")

  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash, zsh, fish
  }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  mutating func run() throws {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    let output = StandardOutput()
    try? output.write(TagqWithDefault.completionScript(for: kind))
    try? output.flush()
  }
}
