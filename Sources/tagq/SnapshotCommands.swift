import ArgumentParser
import TagQuery
import TagQueryShell

/// `tagq export`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all that a registry holds as a snapshot, which file: reads.",
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

  mutating func run() throws {
    let registry = try place.open()
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

/// The terminal on which people see progress; nil where there is none, or they want none.
private func terminalForProgress(isWanted: Bool) -> StandardOutput? {
  isWanted && Terminal.isTerminal(2) ? StandardError.shared : nil
}

private func tell(_ text: String) {
  // Nobody can be told that nobody can be told.
  try? StandardError.shared.write(text)
}
