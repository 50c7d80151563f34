import RegistryConformance
import RegistryHTTP
import ScalewayRegistry
import TagQuery
import Testing

/// The client passes every check that all registries pass.
@Suite struct ConformanceTests {
  private static let conformance = RegistryConformance { contents in
    let connection = RegistryConnection(
      endpoint: try Endpoint("https://api.example.com"), credential: nil,
      transport: FakeTransport(api: FakeAPI(over: MemoryRegistry(contents))),
      settings: TestClient.settings())
    let regions = contents.regions.map(\.name)
    return ScalewayRegistry(
      connection, regions: regions, defaultRegion: regions[0], nameOrder: .bytes)
  }

  @Test(arguments: conformance.checks)
  func theClientAnswersAsAllRegistriesDo(check: ConformanceCheck) async throws {
    try await check.run()
  }
}
