import ArgumentParser
import TagQueryShell

/// `tagq doctor`
struct DoctorCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Finds out why a registry cannot be reached, or that it can.",
    discussion: """
      One line for each thing that was found: what is configured where, secrets masked, and what \
      comes of trying it, with the mend for what is wrong. Exit code 1 where something is.
      """)

  @OptionGroup var place: RegistryOptions

  var needsHost: Bool { true }

  mutating func run(_ host: CommandHost?) throws {
    guard let host else { throw Executable.unreachable }
    let place = self.place
    let result: Result<(lines: [String], isGood: Bool), any Error> = wait {
      do {
        return .success(try await place.examine(host))
      } catch {
        return .failure(error)
      }
    }
    let (lines, isGood) = try result.get()
    let output = StandardOutput()
    for line in lines { try? output.write(line + "\n") }
    try? output.flush()
    if !isGood { throw ExitCode(RunEnd.failed.rawValue) }
  }
}

/// `tagq serve`
struct ServeCommand: TagqCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serves the Tags API over the embedded registry; see tagq serve --help.")

  /// What `tagq-server` is given; the command line tool hands it on without a look.
  @Argument(parsing: .captureForPassthrough, help: .hidden)
  var arguments: [String] = []

  mutating func run(_ host: CommandHost?) throws {
    try Executable.server.replaceProcess(arguments: ["tagq serve"] + arguments)
  }
}
