import ArgumentParser
import TagQuery
import TagQueryShell

/// `tagq export`
struct ExportCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all that a registry holds as a snapshot, which import and file: read.",
    discussion: """
      A snapshot is NDJSON: a namespace, an image or a tag on each line. The same registry always \
      gives the same snapshot. A file appears when it is complete.
      """)

  @OptionGroup var place: RegistryOptions

  @Option(
    help: ArgumentHelp(
      "The file to write, compressed if it ends in .gz; standard output otherwise.",
      valueName: "file"))
  var output: String?

  @Flag(help: "Tell only errors.")
  var quiet = false

  @OptionGroup var messages: MessageOptions

  mutating func validate() throws {
    if output?.isEmpty == true { throw ValidationError("--output needs the name of a file.") }
  }

  var needsHost: Bool { place.needsHost }

  mutating func run(_ host: CommandHost?) throws {
    let registry = try place.open(host).registry
    let options = self
    let end = wait { await options.export(registry) }
    if end != .done { throw ExitCode(end.rawValue) }
  }

  private func export(_ registry: any Registry) async -> RunEnd {
    // Lines that come to a terminal are progress enough.
    let isShown = !quiet && (output != nil || !Terminal.isTerminal(1))
    var progress = EntryProgress(on: terminalForProgress(isWanted: isShown), verb: "exported")
    do throws(RunError) {
      let snapshot = try self.snapshot()
      let count = try await RegistryExport(registry, regions: place.regions)
        .run(to: snapshot, progress: &progress)
      progress.clear()
      if let count, output != nil, !quiet { tell("Exported \(count).\n") }
      return .done
    } catch {
      progress.clear()
      tell(messages.render(error))
      return .failed
    }
  }

  private func snapshot() throws(RunError) -> SnapshotOutput {
    guard let output else { return SnapshotOutput(StandardOutput()) }
    do throws(OutputError) {
      return try SnapshotOutput(path: output)
    } catch {
      throw RunError(.failed, error.description)
    }
  }
}

/// `tagq import FILE…`
struct ImportCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes snapshots into the embedded registry: all that they hold, or nothing.",
    discussion: """
      A snapshot is NDJSON as export writes it, compressed with gzip or not. What has the UUID of \
      something that is there takes its place; the rest stays.
      """)

  @Argument(help: ArgumentHelp("Snapshots; - is standard input.", valueName: "file"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "The file of the embedded registry, instead of the user's own.", valueName: "file"))
  var store: String?

  @Flag(help: "Tell only errors.")
  var quiet = false

  @OptionGroup var messages: MessageOptions

  var needsHost: Bool { true }

  mutating func validate() throws {
    if store?.isEmpty == true { throw ValidationError("--store needs the name of a file.") }
    if files.contains("") { throw ValidationError("the name of a snapshot is empty.") }
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input (-) can be read only once.")
    }
  }

  mutating func run(_ host: CommandHost?) throws {
    guard let host else { throw Executable.unreachable }
    var progress = EntryProgress(on: terminalForProgress(isWanted: !quiet), verb: "imported")
    do throws(RunError) {
      let snapshots = SnapshotImport(paths: files)
      try snapshots.check()
      let count = try snapshots.run(into: try open(host.stores), progress: &progress)
      progress.clear()
      if !quiet { tell("Imported \(count).\n") }
    } catch {
      progress.clear()
      tell(messages.render(error))
      throw ExitCode(RunEnd.failed.rawValue)
    }
  }

  private func open(_ stores: any RegistryStores) throws(RunError) -> any RegistryImport {
    do throws(RegistryError) {
      return try stores.beginImport(store)
    } catch {
      throw RunError(.failed, error.message)
    }
  }
}

/// The terminal on which people see progress; nil where there is none, or they want none.
private func terminalForProgress(isWanted: Bool) -> StandardOutput? {
  isWanted && Terminal.isTerminal(2) ? StandardError.shared : nil
}

private func tell(_ text: String) {
  // Nobody can be told that nobody can be told.
  try? StandardError.shared.write(text)
}
