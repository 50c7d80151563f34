import ArgumentParser
import TagQuery
import TagQueryShell

/// How registries of the network are spoken to.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The profile of the vendor's configuration file.", valueName: "name"))
  var profile: String?

  @Option(help: ArgumentHelp("The most requests at a time (8).", valueName: "n"))
  var concurrency: Int?

  @Option(help: ArgumentHelp("The most requests a second.", valueName: "n"))
  var rps: Double?

  @Option(help: ArgumentHelp("How long a run may take, such as 30s or 5m.", valueName: "duration"))
  var timeout: String?

  @Flag(help: "Show each request and answer, without secrets.")
  var trace = false

  mutating func validate() throws {
    if let concurrency, concurrency < 1 {
      throw ValidationError("--concurrency is at least 1.")
    }
    if let rps, !(rps > 0 && rps.isFinite) { throw ValidationError("--rps is more than 0.") }
    _ = try time()
  }

  /// The bound on the time of a run.
  func time() throws -> TimeSpan? {
    guard let timeout else { return nil }
    guard let time = TimeSpan(timeout), time.nanoseconds > 0 else {
      throw ValidationError("--timeout takes a duration such as 30s or 5m, not '\(timeout)'.")
    }
    return time
  }

  /// The settings that they come to.
  func settings() throws -> NetworkSettings {
    var settings = NetworkSettings()
    settings.profile = profile
    settings.concurrency = concurrency
    settings.requestsPerSecond = rps
    settings.timeout = try time()
    if trace { settings.trace = { line in try? StandardError.shared.write(line + "\n") } }
    return settings
  }
}
