import ArgumentParser
import TagQuery
import TagQueryShell

/// `tagq 'QUERY'`, `tagq -c 'QUERY'`, or the program on standard input.
struct QueryCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Runs a query; the word itself may be left out.")

  @Argument(help: "The text of a query or a program.")
  var query: String?

  /// Words behind the query, which only a forgotten quote or a misspelt command leaves there.
  @Argument(help: .hidden)
  var rest: [String] = []

  @Option(
    name: .customShort("c"), help: ArgumentHelp("The text of a program.", valueName: "query"))
  var command: String?

  @OptionGroup var options: QueryOptions

  var needsHost: Bool { options.place.needsHost }

  mutating func validate() throws {
    guard let query, !rest.isEmpty else { return }
    let commands = Tagq.configuration.subcommands.compactMap { $0.configuration.commandName }
    if let near = nearestName(to: query, among: commands) {
      throw ValidationError(
        "there is no command '\(TerminalText.sanitized(query))': did you mean '\(near)'?")
    }
    let words = ([query] + rest).joined(separator: " ")
    throw ValidationError(
      "a query is one argument, in quotes: tagq '\(TerminalText.sanitized(words))'")
  }

  mutating func run(_ host: CommandHost?) throws {
    let source: SourceText
    switch (query, command) {
    case (let text?, nil), (nil, let text?): source = SourceText(name: "query", text)
    case (.some, .some): throw ValidationError("give the query once: as an argument or with -c.")
    case (nil, nil):
      guard !Terminal.isTerminal(0) else {
        throw ValidationError("there is no query; write tagq 'tags image=…', or see tagq --help.")
      }
      source = try readScript("-")
    }
    try runPrograms([source], options, host)
  }
}

/// `tagq run FILE…`
struct RunCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs saved scripts, one after another.",
    discussion: "All scripts are checked before the first one runs.")

  @Argument(
    help: ArgumentHelp("Scripts; - is standard input.", valueName: "file"),
    completion: .file(extensions: ["tagq"]))
  var files: [String]

  @OptionGroup var options: QueryOptions

  var needsHost: Bool { options.place.needsHost }

  mutating func run(_ host: CommandHost?) throws {
    try runPrograms(try files.map(readScript), options, host)
  }
}

/// A script's text; the process ends where there is none.
func readScript(_ path: String) throws -> SourceText {
  do throws(ProgramFileError) {
    return try ScriptFiles.script(path)
  } catch {
    let path = TerminalText.sanitized(path)
    try? StandardError.shared.write("error: '\(path)' cannot be read: \(error.reason)\n")
    throw ExitCode(RunEnd.mistake.rawValue)
  }
}

/// Runs programs to their end and throws the exit code.
private func runPrograms(
  _ sources: [SourceText], _ options: QueryOptions, _ host: CommandHost?
) throws {
  let configuration = try options.configuration()
  let start = ContinuousClock.now
  let (end, summary) = wait {
    let runner = ProgramRunner(
      configuration, output: StandardOutput(), messages: StandardError.shared)
    let end = await runner.run(sources, registry: { try options.openRegistry(host) })
    return (end, runner.summary)
  }
  if options.stats { try? StandardError.shared.write(statistics(summary, since: start)) }
  throw ExitCode(end.rawValue)
}

/// One line of JSON.
private func statistics(_ summary: RunSummary, since start: ContinuousClock.Instant) -> String {
  let nanoseconds = (ContinuousClock.now - start) / .nanoseconds(1)
  var json = JSONText()
  json.object { json in
    json.member("requests", summary.requests)
    json.member("retries", 0)
    json.member("bytes", 0)
    json.member("rows", summary.rows)
    json.name("seconds")
    json.literal(TimeSpan(nanoseconds: Int64(nanoseconds)).secondsText)
  }
  return json.text + "\n"
}
