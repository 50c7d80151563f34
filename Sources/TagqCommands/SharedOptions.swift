public import ArgumentParser
import TagQuery
public import TagQueryShell

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension OutputFormat: ExpressibleByArgument {}

/// When output has colour.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether text to a descriptor has colour. `NO_COLOR` is honoured (no-color.org).
  func isColored(_ descriptor: Int32) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      Terminal.isTerminal(descriptor) && (environment("NO_COLOR") ?? "").isEmpty
        && environment("TERM") != "dumb"
    }
  }
}

/// A variable of the environment.
public func environment(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

/// How messages look.
struct MessageOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Colour: auto, always or never.", valueName: "when"))
  var color = ColorChoice.auto

  var renderer: DiagnosticRenderer { DiagnosticRenderer(isColored: color.isColored(2)) }

  /// An error that no program has a part in, and so has no place in one.
  func render(_ error: RunError) -> String {
    renderer.render(error, in: SourceMap(SourceText(name: "", "")))
  }
}

/// Which registry is asked, and where.
struct RegistryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The registry: scaleway, https://…, sqlite:FILE, file:FILE or demo:.", valueName: "url")
  )
  var registry: String?

  @Option(help: ArgumentHelp("The regions to ask, or all.", valueName: "region"))
  var region: [String] = []

  @OptionGroup var connection: ConnectionOptions

  /// The regions that are named; nil where none is.
  var regions: [String]? { region.isEmpty ? nil : region }

  mutating func validate() throws {
    if let registry { _ = try Self.address(registry) }
  }

  private static func address(_ text: String) throws -> RegistryAddress {
    do throws(RegistryAddress.Failure) {
      return try RegistryAddress(text)
    } catch {
      throw ValidationError(error.message)
    }
  }

  /// Where the registry is that is asked; nil for the user's own.
  func address() throws -> RegistryAddress? {
    guard let text = registry ?? environment("TAGQ_REGISTRY"), !text.isEmpty else { return nil }
    return try Self.address(text)
  }

  /// Whether only a host can reach it. Where the address is wrong, none is needed to say so.
  var needsHost: Bool {
    do {
      return try address().map { !$0.isHere } ?? true
    } catch {
      return false
    }
  }

  /// The registry that is asked.
  func open(_ host: CommandHost?) throws -> OpenRegistry {
    try CommandHost.open(address(), settings(), host)
  }

  /// How registries of the network are spoken to.
  func settings() throws -> NetworkSettings {
    var settings = try connection.settings()
    settings.region = region.first { $0 != "all" }
    return settings
  }

  /// What the doctor finds, and whether all is well.
  func examine(_ host: CommandHost) async throws -> (lines: [String], isGood: Bool) {
    try await host.network.examine(address(), settings())
  }
}

/// The flags of everything that queries.
struct QueryOptions: ParsableArguments {
  @OptionGroup var place: RegistryOptions

  @Option(
    help: ArgumentHelp(
      "table, csv, tsv, ndjson, json or markdown.", valueName: "format"))
  var format: OutputFormat?

  @Option(
    name: .customLong("param"),
    help: ArgumentHelp("A parameter's value; a list as a,b or @file.", valueName: "name=value"))
  var parameters: [String] = []

  @Flag(help: "Approve the deletions of the program.")
  var yes = false

  @Flag(help: "Show what would be deleted, and delete nothing.")
  var dryRun = false

  @Option(help: ArgumentHelp("The most tags that may be deleted.", valueName: "n"))
  var maxDeletes: Int?

  @Option(help: ArgumentHelp("The most that may go of an image's tags, in %.", valueName: "n"))
  var maxPercent: Int?

  @Option(help: ArgumentHelp("The most requests that may be sent.", valueName: "n"))
  var maxRequests: Int?

  @Flag(help: "Count what the plan skips or refuses as a failure.")
  var strict = false

  @Flag(help: "Make delete and into errors.")
  var readOnly = false

  @Option(
    help: ArgumentHelp(
      "The time that counts as now, for trying a policy; deletes nothing.", valueName: "time"))
  var now: String?

  @Flag(help: "Tell only errors.")
  var quiet = false

  @Flag(help: "Show plans of deletions to their last tag.")
  var verbose = false

  @Flag(help: "Print requests, rows and seconds as JSON at the end.")
  var stats = false

  @OptionGroup var messages: MessageOptions

  mutating func validate() throws {
    for (value, name) in [
      (maxDeletes, "--max-deletes"), (maxPercent, "--max-percent"), (maxRequests, "--max-requests"),
    ] where (value ?? 0) < 0 {
      throw ValidationError("\(name) cannot be negative.")
    }
    if (maxPercent ?? 0) > 100 { throw ValidationError("--max-percent is at most 100.") }
    _ = try time()
    _ = try parameterValues()
  }

  /// The registry that queries go to.
  func openRegistry(_ host: CommandHost?) throws -> OpenRegistry { try place.open(host) }

  private func time() throws -> Timestamp? {
    guard let now else { return nil }
    guard let time = Timestamp(now) else {
      throw ValidationError(
        "--now takes a time such as 2026-01-31 or 2026-01-31T10:00:00Z, not '\(now)'.")
    }
    return time
  }

  private func parameterValues() throws -> [String: ParameterValue] {
    var values: [String: ParameterValue] = [:]
    for parameter in parameters {
      guard let equal = parameter.firstIndex(of: "="), equal != parameter.startIndex else {
        throw ValidationError("--param takes name=value, not '\(parameter)'.")
      }
      let name = String(parameter[..<equal])
      guard values[name] == nil else {
        throw ValidationError("--param \(name) is given twice.")
      }
      values[name] = .text(String(parameter[parameter.index(after: equal)...]))
    }
    return values
  }

  /// How programs are run.
  func configuration() throws -> RunConfiguration {
    let isTerminal = Terminal.isTerminal(1)
    var configuration = RunConfiguration(
      environment: try queryEnvironment(), format: format ?? (isTerminal ? .table : .ndjson))
    configuration.outputOptions = OutputOptions(
      width: isTerminal ? Terminal.width(1) : nil, isColored: messages.color.isColored(1),
      isTerminal: isTerminal)
    configuration.isColored = messages.color.isColored(2)
    configuration.parameters = try parameterValues()
    configuration.isApproved = yes
    configuration.isDryRun = dryRun || now != nil
    configuration.journal = try JournalPlace.journal(for: place.address())
    configuration.triesOtherTime = now != nil && !dryRun
    configuration.isVerbose = verbose
    configuration.isStrict = strict
    configuration.isQuiet = quiet
    configuration.canAsk = Terminal.isTerminal(0) && Terminal.isTerminal(2)
    configuration.options.regions = place.region == ["all"] ? nil : place.regions
    configuration.options.deletions = maxDeletes ?? Limits().deletions
    configuration.options.percent = maxPercent ?? 100
    configuration.options.requests = maxRequests
    configuration.options.timeout = try place.connection.time()
    if let most = place.connection.concurrency { configuration.options.concurrency = most }
    return configuration
  }

  private func queryEnvironment() throws -> QueryEnvironment {
    var environment = try scriptEnvironment(now: time())
    environment.limits.deletions = maxDeletes ?? environment.limits.deletions
    environment.isReadOnly = readOnly
    return environment
  }
}

/// What scripts are compiled against: the machine's clock and files.
func scriptEnvironment(now: Timestamp? = nil) -> QueryEnvironment {
  let clock = Terminal.now()
  let machine = Timestamp(nanoseconds: clock.seconds * 1_000_000_000 + clock.nanoseconds)
  var environment = QueryEnvironment(now: now ?? machine)
  environment.files = ScriptFiles()
  environment.resultFileProblem = { ResultFiles.problem(with: $0) }
  return environment
}
