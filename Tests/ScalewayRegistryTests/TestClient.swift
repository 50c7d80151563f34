import HTTPTestServer
import RegistryHTTP
import ScalewayRegistry

/// A client on a clock that takes no time, and a configuration that leads to a place.
enum TestClient {
  static func configuration(
    _ url: String, region: String = FakeAPI.region
  ) throws -> ScalewayConfiguration {
    try ScalewayConfiguration(
      environment: [
        "SCW_SECRET_KEY": FakeAPI.key, "SCW_API_URL": url, "SCW_DEFAULT_REGION": region,
      ]) { _ in nil }
  }

  static func settings(_ change: (inout ConnectionSettings) -> Void = { _ in })
    -> ConnectionSettings
  {
    var settings = ConnectionSettings()
    settings.clock = FakeClock()
    settings.random = { 0.5 }
    change(&settings)
    return settings
  }

  /// A registry that a script answers.
  static func registry(_ transport: ScriptedTransport) throws -> ScalewayRegistry {
    ScalewayRegistry(
      try configuration("https://api.example.com"), transport: transport, settings: settings())
  }
}
