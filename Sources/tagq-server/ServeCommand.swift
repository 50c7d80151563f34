import ArgumentParser
import TagQuery
import TagsServer

/// `tagq serve`
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tagq serve",
    abstract: "Serves the Tags API over the embedded registry, or over demo:.",
    discussion: """
      Programs for the API can be tried with it, without an account, and with an API that \
      misbehaves. The first line on standard error is where it listens; one line for each request \
      follows. GET /healthz needs no token. SIGTERM lets requests in flight be answered.

      Faults are given as 429=0.1,500=0.05,reset=0.02: how often, from 0 to 1, each kind happens. \
      The statuses 400 to 599 and reset come instead of the call; truncate, garbage and lost come \
      when it has been carried out, so that a deletion takes effect and its answer is lost. Which \
      calls go wrong depends on the seed, the method and target of the call and how often that \
      was called before, and on nothing else.

      Exit codes: 0 stopped, 1 it could not serve, 2 a mistake in the usage.
      """)

  @Option(help: ArgumentHelp("The registry: demo: or sqlite:FILE.", valueName: "url"))
  var registry: String?

  @Option(
    help: ArgumentHelp(
      "The file of the embedded registry (default: registry.db in $XDG_DATA_HOME/tagq).",
      valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp(
      "Where to listen; port 0 is any that is free. Beyond this machine only with a token.",
      valueName: "host:port"))
  var listen = "127.0.0.1:7080"

  @Option(
    help: ArgumentHelp(
      "The file that holds the token which clients must send (default: $TAGQ_TOKEN, or none).",
      valueName: "file"))
  var tokenFile: String?

  @Option(help: ArgumentHelp("Wait so many milliseconds before each answer.", valueName: "ms"))
  var latency = 0

  @Option(help: ArgumentHelp("What goes wrong, and how often.", valueName: "kind=share,…"))
  var faults: String?

  @Option(
    help: ArgumentHelp(
      "Push a tag to the image that is read, before every n-th page of tags.", valueName: "n"))
  var churn: Int?

  @Option(help: ArgumentHelp("What faults and pushes depend on.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "How long a deleted tag is still seen as deleting, such as 2s or 500ms.",
      valueName: "duration"))
  var deletionDelay = "0s"

  @Flag(help: "Tell nothing but where it listens and what goes wrong.")
  var quiet = false

  mutating func validate() throws {
    if registry != nil, store != nil {
      throw ValidationError("--registry and --store both say what is served; give one of them.")
    }
    guard (0...60_000).contains(latency) else {
      throw ValidationError("--latency is from 0 to 60000 milliseconds.")
    }
    if let churn, churn < 1 { throw ValidationError("--churn is 1 or more.") }
    _ = try options()
    _ = try ServedRegistry.Address(registry: registry, store: store)
  }

  /// Serves until it is told to stop.
  func serve() async throws {
    var options = try options()
    options.token = try ServerToken.find(file: tokenFile)
    let served = try ServedRegistry(ServedRegistry.Address(registry: registry, store: store))
    options.push = served.push
    options.stopsOnSignals = true
    if !quiet { options.log = { StandardError.line($0) } }
    do throws(ServerError) {
      let server = try TagsServer(served.registry, options: options)
      try await server.run { address in StandardError.line("listening on http://\(address)") }
    } catch {
      throw ServeFailure(message: error.message)
    }
  }

  private func options() throws -> ServerOptions {
    var options = ServerOptions { SystemClock.now() }
    do throws(ServerError) {
      options.address = try ListenAddress(listen)
      if let faults { options.faults = try FaultRates(faults) }
    } catch {
      throw ValidationError(error.message + ".")
    }
    guard let delay = Duration(argument: deletionDelay) else {
      throw ValidationError("'\(deletionDelay)' is no duration: write it as 2s, 500ms or 1m30s.")
    }
    options.deletionDelay = delay
    options.latency = .milliseconds(latency)
    options.churn = churn
    options.seed = seed
    return options
  }
}

/// Why it could not serve, as a sentence for people.
struct ServeFailure: Error {
  var message: String
}

extension Duration {
  /// Reads a duration as the language writes it: whole numbers, each with a unit.
  init?(argument text: String) {
    var rest = text[...]
    var sum: Int64 = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let name = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
      guard let count = Int64(digits),
        let unit = TimeSpan.units.first(where: { $0.name == name })
      else { return nil }
      let (length, isTooLong) = count.multipliedReportingOverflow(by: unit.nanoseconds)
      let (total, isSumTooLong) = sum.addingReportingOverflow(length)
      guard !isTooLong, !isSumTooLong else { return nil }
      sum = total
      rest = rest.dropFirst(digits.count + name.count)
    }
    self = .nanoseconds(sum)
  }
}
