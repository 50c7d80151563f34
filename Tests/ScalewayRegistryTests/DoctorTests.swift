import HTTPTestServer
import RegistryHTTP
import ScalewayRegistry
import TagQuery
import Testing

@Suite struct DoctorTests {
  private static let date = HTTPHeader("Date", "Sun, 25 Jan 2026 12:00:00 GMT")

  private func findings(
    _ transport: ScriptedTransport, environment: [String: String] = [:],
    now: String = "2026-01-25T12:00:05Z"
  ) async throws -> [Finding] {
    let time = try #require(Timestamp(now))
    let configuration = try ScalewayConfiguration(
      environment: environment.merging(["SCW_SECRET_KEY": FakeAPI.key]) { old, _ in old }
    ) { _ in nil }
    let doctor = Doctor(settings: TestClient.settings(), now: { time }) { _, _ in transport }
    let findings = await doctor.examine(configuration)
    for finding in findings { #expect(!finding.description.contains("2222")) }
    return findings
  }

  private func bad(_ findings: [Finding]) -> [Finding] { findings.filter { $0.level != .good } }

  private func namespaces(_ count: Int) -> ScriptedTransport.Step {
    .answer(200, #"{"namespaces":[],"total_count":\#(count)}"#, headers: [Self.date])
  }

  @Test func allIsWell() async throws {
    let findings = try await findings(ScriptedTransport(namespaces(3)))
    #expect(bad(findings).isEmpty)
    let lines = findings.map(\.description)
    #expect(lines.contains("ok       secret key    ‹hidden› (SCW_SECRET_KEY)"))
    #expect(lines.contains("ok       region        fr-par (built in)"))
    #expect(lines.contains("ok       access        fr-par shows 3 namespaces"))
    #expect(lines.contains("ok       connection    https://api.scaleway.com answers in 0 ms"))
    #expect(lines.contains("ok       clock         agrees with the server's"))
    #expect(lines.contains("ok       proxy         none"))
  }

  @Test func noKey() async throws {
    let transport = ScriptedTransport(.answer(401))
    let findings = bad(try await findings(transport, environment: ["SCW_SECRET_KEY": ""]))
    #expect(findings.map(\.subject) == ["secret key", "access"])
    #expect(findings[0].mend?.contains("scw init") == true)
    #expect(transport.requests[0].credential == nil)
  }

  @Test func denied() async throws {
    let expired = bad(
      try await findings(
        ScriptedTransport(.answer(401, #"{"reason":"expired","type":"denied_authentication"}"#))))
    #expect(expired.map(\.subject) == ["access"])
    #expect(expired[0].message.contains("make a new API key"))
    let forbidden = bad(try await findings(ScriptedTransport(.answer(403))))
    #expect(forbidden[0].message.contains("ContainerRegistryReadOnly"))
  }

  @Test func anotherRegionHasThem() async throws {
    let transport = ScriptedTransport(namespaces(0), namespaces(0), namespaces(4))
    let findings = bad(try await findings(transport))
    #expect(
      findings.map(\.description) == [
        "warning  region        fr-par has no namespace, and pl-waw has 4; use --region pl-waw, or "
          + "set default_region (SCW_DEFAULT_REGION)"
      ])
    #expect(transport.requests.count == 3)
  }

  @Test func aRegionThatIsNotThere() async throws {
    let findings = bad(
      try await findings(
        ScriptedTransport(.answer(404)), environment: ["SCW_DEFAULT_REGION": "it-mil"]))
    #expect(findings.map(\.subject) == ["region"])
  }

  @Test func whatIsInTheWay() async throws {
    for (kind, subject) in [
      (TransportError.Kind.unreachable, "connection"), (.timedOut, "connection"),
      (.certificate(.expired), "certificate"), (.proxy, "proxy"),
    ] {
      let transport = ScriptedTransport(.failure(TransportError(kind, "it is so")))
      let findings = bad(try await findings(transport))
      #expect(findings.map(\.subject) == [subject])
      #expect(findings[0].level == .bad)
      #expect(transport.requests.count <= 2)
    }
  }

  @Test func theClock() async throws {
    let ahead = bad(
      try await findings(ScriptedTransport(namespaces(1)), now: "2026-01-25T13:00:00Z"))
    #expect(ahead.map(\.subject) == ["clock"])
    #expect(ahead[0].message == "is 3600 s ahead of the server's")
    let behind = bad(
      try await findings(
        ScriptedTransport(.answer(401, headers: [Self.date])), now: "2026-01-25T11:00:00Z"))
    #expect(behind.map(\.subject) == ["access", "clock"])
  }

  @Test func proxiesAreShownWithoutTheirPasswords() async throws {
    let findings = try await findings(
      ScriptedTransport(namespaces(1)), environment: ["HTTPS_PROXY": "http://me:hush@p:1"])
    #expect(findings.map(\.description).contains("ok       proxy         p:1 (HTTPS_PROXY)"))
    let wrong = bad(
      try await self.findings(
        ScriptedTransport(namespaces(1)), environment: ["HTTPS_PROXY": "https://me:hush@p:1"]))
    #expect(wrong.map(\.subject) == ["proxy"])
    #expect(wrong.allSatisfy { !$0.description.contains("hush") })
  }

  @Test func aConnectionThatIsNotAllowed() async throws {
    let time = try #require(Timestamp("2026-01-25T12:00:00Z"))
    let findings = await Doctor(now: { time }).examine(
      try TestClient.configuration("http://192.0.2.1"))
    #expect(findings.last?.level == .bad)
    #expect(findings.last?.message.contains("SCW_INSECURE") == true)
  }
}
