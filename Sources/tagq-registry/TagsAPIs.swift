import Foundation
import RegistryHTTP
import ScalewayRegistry
import TagQuery
import TagQueryShell
import TagqCommands

/// The registries that speak the Tags API.
struct TagsAPIs: RegistryNetwork {
  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  func hasCredentials(_ settings: NetworkSettings) -> Bool {
    // A configuration that cannot be read is one that somebody has made.
    guard let configuration = try? configuration(region: nil, settings) else { return true }
    return configuration.secretKey != nil
  }

  func open(
    _ address: RegistryAddress, _ settings: NetworkSettings
  ) throws(RegistryAddress.Failure) -> OpenRegistry {
    let configuration = try configuration(at: address, settings)
    for warning in configuration.warnings {
      try? StandardError.shared.write("warning: \(warning)\n")
    }
    do throws(RegistryError) {
      let registry = try ScalewayRegistry(configuration, settings: connection(settings))
      let connection = registry.connection
      return OpenRegistry(registry) { (connection.counts.retries, connection.counts.bytes) }
    } catch {
      throw RegistryAddress.Failure(message: error.message, end: .failed)
    }
  }

  func examine(
    _ address: RegistryAddress?, _ settings: NetworkSettings
  ) async throws(RegistryAddress.Failure) -> (lines: [String], isGood: Bool) {
    let clock: @Sendable () -> Timestamp = {
      let time = Terminal.now()
      return Timestamp(nanoseconds: time.seconds * 1_000_000_000 + time.nanoseconds)
    }
    let doctor = Doctor(settings: connection(settings), now: clock)
    let findings: [Finding]
    switch address {
    case .demo?, .file?, .sqlite?:
      findings = [Finding(.good, "registry", "it is on this machine, and needs no credentials")]
    case .http?, .scaleway?, nil:
      let configuration = try configuration(
        at: address ?? .scaleway(region: nil), settings)
      findings = await doctor.examine(configuration)
    }
    return (findings.map(\.description), !findings.contains { $0.level == .bad })
  }

  // MARK: Configuration

  private func configuration(
    at address: RegistryAddress, _ settings: NetworkSettings
  ) throws(RegistryAddress.Failure) -> ScalewayConfiguration {
    var place: Endpoint?
    if case .http(let url) = address { place = try endpoint(url) }
    do throws(ScalewayConfigurationError) {
      if let place {
        var configuration = try ScalewayConfiguration(at: place, environment: environment)
        if let region = settings.region { configuration.region = .init(region, .request) }
        return configuration
      }
      guard case .scaleway(let region) = address else {
        return try self.configuration(region: nil, settings)
      }
      return try self.configuration(region: region, settings)
    } catch {
      throw RegistryAddress.Failure(message: error.message, end: .mistake)
    }
  }

  private func endpoint(_ url: String) throws(RegistryAddress.Failure) -> Endpoint {
    do throws(Endpoint.Problem) {
      return try Endpoint(url)
    } catch {
      throw RegistryAddress.Failure(
        message: "'\(TerminalText.sanitized(url))' \(error.message)", end: .mistake)
    }
  }

  private func configuration(
    region: String?, _ settings: NetworkSettings
  ) throws(ScalewayConfigurationError) -> ScalewayConfiguration {
    try ScalewayConfiguration(
      environment: environment, profile: settings.profile, region: settings.region ?? region,
      readFile: ConfigurationFile.onDisk)
  }

  private func connection(_ settings: NetworkSettings) -> ConnectionSettings {
    var connection = ConnectionSettings()
    connection.concurrency = settings.concurrency ?? connection.concurrency
    connection.requestsPerSecond = settings.requestsPerSecond
    if let timeout = settings.timeout {
      let bound = Duration.nanoseconds(timeout.nanoseconds)
      connection.retry.timeout = min(connection.retry.timeout, bound)
      connection.retry.tryTimeout = min(connection.retry.tryTimeout, bound)
    }
    if let trace = settings.trace { connection.trace = { trace($0.description) } }
    return connection
  }
}
