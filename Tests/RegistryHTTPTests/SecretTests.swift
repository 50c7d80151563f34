import HTTPTestServer
import RegistryHTTP
import Testing

@Suite struct SecretTests {
  private let secret = Secret("11111111-2222-3333-4444-555555555555")

  private struct Holder {
    let name = "key"
    let secret: Secret
    let list: [Secret?]
  }

  @Test func noWayToShowItShowsIt() throws {
    let endpoint = try Endpoint("https://example.com")
    let credential = Credential(header: "X-Auth-Token", secret: secret, endpoint: endpoint)
    let target = try #require(RequestTarget(["tags"]))
    let request = HTTPRequest(.get, target, credential: credential, timeout: .seconds(1))
    let holder = Holder(secret: secret, list: [secret, nil])
    var shown = ["\(secret)", String(reflecting: secret), "\(holder)", "\(request)"]
    for value in [secret, holder, credential, request] as [Any] {
      var text = ""
      dump(value, to: &text)
      shown += [text, String(describing: Mirror(reflecting: value)), "\(value)"]
      for child in Mirror(reflecting: value).children { shown.append("\(child)") }
    }
    #expect(shown.allSatisfy { !$0.contains("2222") })
    #expect(shown[0] == "‹hidden›")
    #expect(shown[2].contains("‹hidden›"))
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test func itIsMaskedInWhatOthersSay() {
    #expect(
      secret.masked(in: "no 11111111-2222-3333-4444-555555555555, or 11111111-2222")
        == "no ‹hidden›, or 11111111-2222")
    #expect(secret.masked(in: "nothing") == "nothing")
    #expect(Secret("").masked(in: "nothing") == "nothing")
    #expect(Secret("aa").masked(in: "aaa aa") == "‹hidden›a ‹hidden›")
    #expect(secret.occurs(in: "x11111111-2222-3333-4444-555555555555"))
    #expect(!secret.occurs(in: "11111111-2222-3333-4444-55555555555"))
    #expect(!Secret("").occurs(in: "nothing"))
  }
}
