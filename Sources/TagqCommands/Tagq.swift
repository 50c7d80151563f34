import ArgumentParser
public import TagQueryShell

/// The command. What it is given first is a subcommand, else the text of a query.
struct Tagq: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagq",
    abstract: "The query language for container image tags.",
    usage: """
      tagq [QUERY] [options]
      tagq run FILE… [--param name=value] [options]
      tagq check FILE…
      tagq fmt [--check] FILE…
      tagq explain QUERY
      tagq export [--registry URL] [--output FILE]
      tagq import FILE… [--store FILE]
      tagq serve [--listen HOST:PORT] [--store FILE | --registry demo:]
      tagq doctor [--registry URL] [--profile NAME]
      tagq journal [--unfinished] [--since TIME] [--image GLOB]
      tagq completions SHELL
      """,
    discussion: """
      tagq 'tags image=web/api where name ~ "v1" order by created desc | limit 5'

      Flags of queries, such as --registry and --format: tagq query --help.
      Without a query and not on a terminal, tagq runs the program on standard input.
      Exit codes: 0 done, 1 the run failed, 2 a mistake in the query or the usage (nothing was \
      sent), 3 an assert failed, 4 a deletion failed, was refused or is not approved, 130 \
      interrupted.
      """,
    version: "tagq 0.1.0",
    subcommands: [
      QueryCommand.self, RunCommand.self, CheckCommand.self, FormatCommand.self,
      ExplainCommand.self, ExportCommand.self, ImportCommand.self, ServeCommand.self,
      DoctorCommand.self,
      JournalCommand.self, CompletionsCommand.self,
    ])

  /// The arguments with the subcommand that a bare query stands for. The library's own default
  /// subcommand reads its options several times over at every start, which takes a millisecond.
  static func arguments(_ given: some Sequence<String>) -> [String] {
    let given = Array(given)
    let known = configuration.subcommands.compactMap { $0.configuration.commandName }
    let own = ["help", "--help", "-h", "--version", "--generate-completion-script"]
    guard let first = given.first else { return [QueryCommand.configuration.commandName ?? ""] }
    if known.contains(first) || own.contains(first) { return given }
    // Options may stand before the subcommand; no query and no option's value is one of its words.
    if first.hasPrefix("-"), let place = given.firstIndex(where: known.contains) {
      return [given[place]] + given[..<place] + given[(place + 1)...]
    }
    return [QueryCommand.configuration.commandName ?? ""] + given
  }
}

/// The command as its completion scripts see it: what is no subcommand is a query.
struct TagqWithDefault: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagq", abstract: Tagq.configuration.abstract,
    version: Tagq.configuration.version, subcommands: Tagq.configuration.subcommands,
    defaultSubcommand: QueryCommand.self)
}

/// Standard error, for what people are told.
public enum StandardError {
  /// It is not buffered.
  public static var shared: StandardOutput { StandardOutput(descriptor: 2, capacity: 0) }
}
