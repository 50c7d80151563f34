import ArgumentParser
import TagJSON
import TagQuery
import TagQueryShell

/// `tagq journal`
struct JournalCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Shows what was deleted, when, and from where.",
    discussion: """
      Every deletion is written down before it is sent, with its full reference and digest, so \
      that it can be pushed again. The journal is in $XDG_STATE_HOME/tagq/journal.ndjson.
      """)

  @Flag(help: "Only deletions whose outcome is not known: a run was cut short.")
  var unfinished = false

  @Option(help: ArgumentHelp("Only what was sent then or later.", valueName: "time"))
  var since: String?

  @Option(help: ArgumentHelp("Only tags of these images, a glob.", valueName: "image"))
  var image: String?

  @Option(help: ArgumentHelp("deleted, gone, refused or failed.", valueName: "outcome"))
  var outcome: String?

  @Option(help: ArgumentHelp("Only what belongs to this plan.", valueName: "id"))
  var plan: String?

  @Option(
    help: ArgumentHelp("table, csv, tsv, ndjson, json or markdown.", valueName: "format"))
  var format: OutputFormat?

  @OptionGroup var messages: MessageOptions

  mutating func validate() throws {
    _ = try start()
    if let outcome, !["deleted", "gone", "refused", "failed"].contains(outcome) {
      throw ValidationError("--outcome is deleted, gone, refused or failed, not '\(outcome)'.")
    }
    if let image, (try? Glob(image)) == nil {
      throw ValidationError("--image takes a glob, and a range in it runs backwards.")
    }
  }

  private func start() throws -> Timestamp? {
    guard let since else { return nil }
    guard let time = Timestamp(since) else {
      throw ValidationError("--since takes a time such as 2026-01-31, not '\(since)'.")
    }
    return time
  }

  mutating func run(_ host: CommandHost?) throws {
    guard let path = JournalPlace.path else {
      throw RegistryAddress.Failure(
        message: "there is no home folder, so there is no journal", end: .failed)
    }
    do throws(RunError) {
      let reader = try JournalReader(path: path)
      if reader.unreadableLines > 0 {
        try? StandardError.shared.write(
          "warning: \(reader.unreadableLines) lines of the journal cannot be read\n")
      }
      try show(reader.deletions.filter(try matcher()))
    } catch {
      try? StandardError.shared.write(messages.render(error))
      throw ExitCode(RunEnd.failed.rawValue)
    }
  }

  private func matcher() throws(RunError) -> (JournalledDeletion) -> Bool {
    let glob = image.flatMap { try? Glob($0) }
    let start = since.flatMap { Timestamp($0) }
    return { [unfinished, outcome, plan] deletion in
      let intent = deletion.intent
      if unfinished, deletion.outcome != nil { return false }
      if let start, intent.time < start { return false }
      if let glob, !glob.matches(intent.image) { return false }
      if let plan, intent.planID != plan { return false }
      return outcome.map { $0 == deletion.outcome?.outcome } ?? true
    }
  }

  private static let columns: [ResultColumn] = [
    ResultColumn(name: "time", type: .timestamp), ResultColumn(name: "outcome", type: .string),
    ResultColumn(name: "ref", type: .string), ResultColumn(name: "digest", type: .digest),
    ResultColumn(name: "image", type: .string), ResultColumn(name: "name", type: .string),
    ResultColumn(name: "id", type: .uuid), ResultColumn(name: "region", type: .string),
    ResultColumn(name: "registry", type: .string), ResultColumn(name: "plan", type: .string),
    ResultColumn(name: "reason", type: .string), ResultColumn(name: "request_id", type: .string),
  ]

  private func show(_ deletions: [JournalledDeletion]) throws(RunError) {
    let isTerminal = Terminal.isTerminal(1)
    var options = OutputOptions()
    options.width = isTerminal ? Terminal.width(1) : nil
    options.isColored = messages.color.isColored(1)
    options.isTerminal = isTerminal
    let printer = ResultPrinter(
      output: StandardOutput(), format: format ?? (isTerminal ? .table : .ndjson),
      options: options)
    try printer.begin(Self.columns)
    _ = try printer.rows(deletions.map(Self.row))
    try printer.end()
  }

  private static func row(_ deletion: JournalledDeletion) -> [Value] {
    let (intent, outcome) = (deletion.intent, deletion.outcome)
    func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
    return [
      .timestamp(intent.time), text(outcome?.outcome), .string(intent.reference),
      intent.tag.digest.map(Value.digest) ?? .null, .string(intent.image),
      .string(intent.tag.name), .uuid(intent.tag.id), .string(intent.region),
      .string(intent.registry), .string(intent.planID), text(outcome?.reason),
      text(outcome?.requestID),
    ]
  }
}

/// Where the user's journal is.
enum JournalPlace {
  /// `$XDG_STATE_HOME/tagq/journal.ndjson` (XDG Base Directory Specification); nil without a home.
  static var path: String? {
    if let folder = environment("XDG_STATE_HOME"), folder.hasPrefix("/") {
      return folder + "/tagq/journal.ndjson"
    }
    return environment("HOME").map { $0 + "/.local/state/tagq/journal.ndjson" }
  }

  /// The journal for deletions in a registry: none that outlives the process for one that does not
  /// itself.
  static func journal(for address: RegistryAddress?) throws -> any DeletionJournal {
    switch address {
    case .demo?, .file?: return MemoryDeletionJournal()
    case .sqlite?, .scaleway?, .http?, nil:
      guard let path else {
        throw RegistryAddress.Failure(
          message: "there is no home folder for the journal of deletions: set XDG_STATE_HOME",
          end: .failed)
      }
      return FileDeletionJournal(path: path) {
        let time = Terminal.now()
        return Timestamp(nanoseconds: time.seconds * 1_000_000_000 + time.nanoseconds)
      }
    }
  }
}
