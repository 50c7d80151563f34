import RegistryHTTP
import Testing

@Suite struct AddressTests {
  @Test(arguments: [
    ("https://api.scaleway.com", "https://api.scaleway.com", 443),
    ("HTTPS://API.Scaleway.COM/", "https://api.scaleway.com", 443),
    ("http://localhost:7080", "http://localhost:7080", 7080),
    ("https://example.com:443/a/b//", "https://example.com/a/b", 443),
    ("http://[::1]:80", "http://[::1]", 80),
    ("http://[fe80::1]", "http://[fe80::1]", 80),
  ])
  func addressesAreRead(_ text: String, _ shown: String, _ port: Int) throws {
    let endpoint = try Endpoint(text)
    #expect(endpoint.description == shown)
    #expect(endpoint.port == port)
  }

  @Test(arguments: [
    "api.scaleway.com", "ftp://a", "https://", "https://:80", "https://a:0", "https://a:65536",
    "https://a:x", "https://user:password@a", "https://a?b", "https://a#b", "https://a b",
    "https://a/b c", "https://a/../b", "https://a\r\nX: y", "https://[::1", "https://[zz::]",
    "https://ä.example", "",
  ])
  func othersAreRefused(_ text: String) {
    #expect(throws: Endpoint.Problem.self) { try Endpoint(text) }
  }

  @Test(arguments: [
    ("http://localhost", true), ("http://127.0.0.1", true), ("http://127.9.9.9", true),
    ("http://[::1]", true), ("http://128.0.0.1", false), ("http://localhost.example.com", false),
    ("http://127.0.0.1.example.com", false), ("http://127.0.0", false),
  ])
  func onlyThisMachineIsLoopback(_ text: String, _ isLoopback: Bool) throws {
    #expect(try Endpoint(text).isLoopback == isLoopback)
  }

  @Test func originsAreSchemeHostAndPort() throws {
    let endpoint = try Endpoint("https://a/x")
    #expect(endpoint.hasSameOrigin(as: try Endpoint("https://A:443/y")))
    for other in ["http://a", "https://b", "https://a:444", "https://a.b"] {
      #expect(!endpoint.hasSameOrigin(as: try Endpoint(other)))
    }
  }

  @Test func everyPartOfATargetIsEncoded() throws {
    var target = try #require(RequestTarget(["tags", "a/b?c#d%e", "ä -._~"]))
    #expect(target.text == "/tags/a%2Fb%3Fc%23d%25e/%C3%A4%20-._~")
    target.add("name", "a&b=c+d\r\n")
    target.add("x[]", "")
    #expect(target.text.hasSuffix("?name=a%26b%3Dc%2Bd%0D%0A&x%5B%5D="))
    for part in ["", ".", ".."] { #expect(RequestTarget(["tags", part]) == nil) }
  }
}

@Suite struct ProxySettingsTests {
  private func proxy(_ url: String, _ environment: [String: String]) throws -> String? {
    try ProxySettings(environment: environment).proxy(for: try Endpoint(url))?.description
  }

  @Test func theVariableOfTheSchemeCounts() throws {
    let both = ["HTTPS_PROXY": "http://p:1", "http_proxy": "q:2"]
    #expect(try proxy("https://a", both) == "p:1 (HTTPS_PROXY)")
    #expect(try proxy("http://a", both) == "q:2 (http_proxy)")
    #expect(try proxy("https://a", ["HTTP_PROXY": "q"]) == nil)
    #expect(try proxy("https://a", ["HTTPS_PROXY": ""]) == nil)
    #expect(try proxy("https://a", ["https_proxy": "p"]) == "p:80 (https_proxy)")
    #expect(try proxy("https://a", ["https_proxy": "socks5://p"]) == "p:1080 (https_proxy)")
  }

  @Test func itsPasswordIsNotShown() throws {
    let settings = ProxySettings(environment: ["HTTPS_PROXY": "http://u:se%63ret@p:1/"])
    let proxy = try #require(try settings.proxy(for: try Endpoint("https://a")))
    #expect(proxy.description == "p:1 (HTTPS_PROXY)")
    var text = ""
    dump(proxy, to: &text)
    #expect(!text.contains("secret"))
    #expect(!text.contains("63"))
  }

  @Test(arguments: [
    ("*", true), ("b.example", true), ("a.b.example", true), (".b.example", true),
    ("*.b.example", true), (".a.b.example", false), ("other.example", false), ("example", true),
    ("xb.example", false), ("a.b.example:443", true), ("a.b.example:80", false),
    ("x, b.example", true), ("", false),
  ])
  func exceptionsOfNames(_ exceptions: String, _ isExcepted: Bool) throws {
    let environment = ["HTTPS_PROXY": "p", "NO_PROXY": exceptions]
    #expect(try (proxy("https://a.b.example", environment) == nil) == isExcepted)
  }

  @Test(arguments: [
    ("10.1.2.3", true), ("10.0.0.0/8", true), ("10.1.2.0/31", false), ("0.0.0.0/0", true),
    ("10.1.2.3/33", false), ("2.3", false), ("10.1.2.3:443", true), ("10.1.2.3:1", false),
  ])
  func exceptionsOfAddresses(_ exceptions: String, _ isExcepted: Bool) throws {
    let environment = ["HTTPS_PROXY": "p", "no_proxy": exceptions]
    #expect(try (proxy("https://10.1.2.3", environment) == nil) == isExcepted)
    #expect(
      try proxy("https://[fe80::1]", environment.merging(["no_proxy": "fe80::1"]) { $1 }) == nil)
    #expect(
      try proxy("https://[fe80::1]", environment.merging(["no_proxy": "[fe80::1]"]) { $1 }) == nil)
  }

  @Test func thisMachineIsReachedDirectly() throws {
    #expect(try proxy("https://localhost:1", ["HTTPS_PROXY": "p"]) == nil)
    #expect(try proxy("http://127.0.0.1", ["HTTP_PROXY": "p"]) == nil)
  }

  @Test(arguments: [
    "https://p", "ftp://p", "http://", "http://p:x", "http://u%zz@p", "socks5://u:w@p",
  ])
  func othersAreRefusedWithoutTheirPasswords(_ text: String) throws {
    let settings = ProxySettings(environment: ["HTTPS_PROXY": text])
    let problem = #expect(throws: ProxySettings.Problem.self) {
      try settings.proxy(for: try Endpoint("https://a"))
    }
    #expect(problem?.message.hasPrefix("HTTPS_PROXY ") == true)
    #expect(problem?.message.contains("u:w") == false)
  }
}
