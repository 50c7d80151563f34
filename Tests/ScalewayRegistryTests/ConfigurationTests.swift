import RegistryHTTP
import ScalewayRegistry
import TagQuery
import Testing

private let secret = FakeAPI.key
private let other = "99999999-2222-3333-4444-555555555555"

/// A configuration from texts.
private func configuration(
  _ environment: [String: String] = [:], profile: String? = nil, region: String? = nil,
  files: [String: String] = [:], permissions: UInt32 = 0o600
) throws(ScalewayConfigurationError) -> ScalewayConfiguration {
  try ScalewayConfiguration(environment: environment, profile: profile, region: region) { path in
    files[path].map { ConfigurationFile(text: $0, permissions: permissions) }
  }
}

private func message(
  _ body: () throws(ScalewayConfigurationError) -> ScalewayConfiguration
) -> String {
  do throws(ScalewayConfigurationError) {
    _ = try body()
    return ""
  } catch {
    return error.message
  }
}

/// Whether the configuration has this secret key.
private func hasKey(_ configuration: ScalewayConfiguration, _ text: String) -> Bool {
  configuration.secretKey?.value.occurs(in: text) == true
}

@Suite struct ConfigurationFileTests {
  private let home = ["HOME": "/h"]
  private let file = "secret_key: \(FakeAPI.key)\n"

  @Test func withoutAnythingItIsBuiltIn() throws {
    let found = try configuration()
    #expect(found.secretKey == nil)
    #expect(found.endpoint.value.description == "https://api.scaleway.com")
    #expect(found.region.value == "fr-par")
    #expect(found.region.source == .builtIn)
    #expect(found.file == nil)
    #expect(found.warnings.isEmpty)
    #expect(try Endpoint("https://api.scaleway.com") == ScalewayConfiguration.builtInEndpoint)
  }

  @Test func theFileIsLookedForWhereTheVendorsToolsDo() throws {
    var files = ["/h/.config/scw/config.yml": file]
    #expect(try configuration(home, files: files).file == "/h/.config/scw/config.yml")
    files["/h/.config/scw/config.yaml"] = file
    #expect(try configuration(home, files: files).file == "/h/.config/scw/config.yaml")
    files["/x/scw/config.yaml"] = file
    let elsewhere = home.merging(["XDG_CONFIG_HOME": "/x"]) { $1 }
    #expect(try configuration(elsewhere, files: files).file == "/x/scw/config.yaml")
    files["/p"] = file
    let named = elsewhere.merging(["SCW_CONFIG_PATH": "/p"]) { $1 }
    let found = try configuration(named, files: files)
    #expect(found.file == "/p")
    #expect(found.secretKey?.source == .file(path: "/p", key: "secret_key"))
    files["/p"] = nil
    let missing = try configuration(named, files: files)
    #expect(missing.file == nil)
    #expect(missing.warnings == ["SCW_CONFIG_PATH names /p, and there is no such file"])
  }

  @Test func whoMayReadItIsLookedAt() throws {
    let files = ["/h/.config/scw/config.yaml": file]
    for (permissions, isOdd) in [(0o600, false), (0o400, false), (0o644, true), (0o640, true)] {
      let found = try configuration(home, files: files, permissions: UInt32(permissions))
      #expect(found.warnings.isEmpty != isOdd)
      if isOdd { #expect(found.warnings[0].contains("chmod 600")) }
    }
  }

  @Test func aFileThatCannotBeReadIsAnError() {
    let text = message { () throws(ScalewayConfigurationError) in
      try ScalewayConfiguration(environment: home) { _ throws(ConfigurationFileError) in
        throw ConfigurationFileError("it may not be read")
      }
    }
    #expect(text.contains("/h/.config/scw/config.yaml cannot be used: it may not be read"))
  }

  @Test(arguments: [
    "secret_key: [\(FakeAPI.key)", "a: b: \(FakeAPI.key)", "\t\(FakeAPI.key): x",
    "- \(FakeAPI.key)", FakeAPI.key, "secret_key: \"\(FakeAPI.key)\\q\"", "*\(FakeAPI.key)",
    "secret_key: x\nsecret_key: \(FakeAPI.key)",
  ])
  func whatIsNoConfigurationIsRefusedWithoutRepeatingIt(_ text: String) {
    let said = message { () throws(ScalewayConfigurationError) in
      try configuration(home, files: ["/h/.config/scw/config.yaml": text])
    }
    #expect(said.hasPrefix("/h/.config/scw/config.yaml is "))
    #expect(!said.contains("2222"))
  }

  @Test(arguments: ["", "# nothing\n", "---\n", "{}", "secret_key:\n", "secret_key: ~\n"])
  func aFileMayBeEmpty(_ text: String) throws {
    let found = try configuration(home, files: ["/h/.config/scw/config.yaml": text])
    #expect(found.secretKey == nil)
    #expect(found.file != nil)
  }
}

@Suite struct ProfileTests {
  private let environment = ["SCW_CONFIG_PATH": "/p"]
  private let text = """
    access_key: SCWXXXXXXXXXXXXXXXXX
    secret_key: \(FakeAPI.key)
    default_region: nl-ams
    active_profile: work
    unknown: [1, 2]
    profiles:
      work:
        secret_key: 99999999-2222-3333-4444-555555555555
        api_url: https://work.example.com/
        tagq_name_order: bytes
      home:
        default_region: pl-waw
        insecure: true
    """

  private func found(
    _ more: [String: String] = [:], profile: String? = nil, region: String? = nil
  ) throws(ScalewayConfigurationError) -> ScalewayConfiguration {
    try configuration(
      environment.merging(more) { $1 }, profile: profile, region: region, files: ["/p": text])
  }

  @Test func theActiveOneIsLaidOverTheRoot() throws {
    let found = try found()
    #expect(found.profile?.value == "work")
    #expect(found.profile?.source == .file(path: "/p", key: "active_profile"))
    #expect(hasKey(found, other))
    #expect(found.secretKey?.source == .profile("work", path: "/p", key: "secret_key"))
    #expect(found.region.value == "nl-ams")
    #expect(found.region.source == .file(path: "/p", key: "default_region"))
    #expect(found.accessKey?.value == "SCWXXXXXXXXXXXXXXXXX")
    #expect(found.endpoint.value.description == "https://work.example.com")
    #expect(found.ordersNamesByBytes?.value == true)
  }

  @Test func theUserChooses() throws {
    #expect(try found(["SCW_PROFILE": "home"]).region.value == "pl-waw")
    #expect(try found(["SCW_PROFILE": "home"], profile: "work").profile?.value == "work")
    let root = try found(profile: "default")
    #expect(root.profile == nil)
    #expect(hasKey(root, secret))
    #expect(root.ordersNamesByBytes == nil)
    #expect(try found(profile: "home").isInsecure.value)
    #expect(try found(profile: "home").warnings.count == 1)
  }

  @Test func theEnvironmentIsOverIt() throws {
    let found = try found([
      "SCW_SECRET_KEY": secret, "SCW_DEFAULT_REGION": "fr-par",
      "SCW_API_URL": "http://localhost:1", "SCW_INSECURE": "1", "SCW_ACCESS_KEY": "",
      "SCW_DEFAULT_PROJECT_ID": secret, "SCW_DEFAULT_ORGANIZATION_ID": "none",
    ])
    #expect(hasKey(found, secret))
    #expect(found.secretKey?.source == .variable("SCW_SECRET_KEY"))
    #expect(found.region.source == .variable("SCW_DEFAULT_REGION"))
    #expect(found.endpoint.value.description == "http://localhost:1")
    #expect(found.isInsecure.value)
    #expect(found.projectID?.value == secret)
    #expect(found.warnings.contains { $0.contains("'none' of SCW_DEFAULT_ORGANIZATION_ID") })
    // What is set to nothing is not set.
    #expect(found.accessKey?.source == .file(path: "/p", key: "access_key"))
  }

  @Test func whatIsAskedForIsOverAll() throws {
    let found = try found(["SCW_DEFAULT_REGION": "fr-par"], region: "pl-waw")
    #expect(found.region.value == "pl-waw")
    #expect(found.region.source == .request)
  }

  @Test func aProfileThatIsNotThereIsAnError() {
    let text = message { () throws(ScalewayConfigurationError) in try found(profile: "wrok") }
    #expect(text == "there is no profile 'wrok' (given) in /p; it has home, work")
    let none = message { () throws(ScalewayConfigurationError) in
      try configuration(["SCW_PROFILE": "x"])
    }
    #expect(none.contains("there is no profile 'x' (SCW_PROFILE)"))
  }
}

@Suite struct ShapeTests {
  @Test(arguments: [
    ("SCW_SECRET_KEY", "SCWXXXXXXXXXXXXXXXXX", "is an access key"),
    ("SCW_SECRET_KEY", "hunter2", "is no secret key"),
    ("SCW_SECRET_KEY", FakeAPI.key + " ", "is no secret key"),
    ("SCW_ACCESS_KEY", FakeAPI.key, "looks like a secret key"),
    ("SCW_ACCESS_KEY", "SCWxxxxxxxxxxxxxxxxx", "is no access key"),
    ("SCW_ACCESS_KEY", "SCWXXXXXXXXXXXXXXXX", "is no access key"),
    ("SCW_DEFAULT_REGION", "fr_par", "is no region"), ("SCW_DEFAULT_REGION", "fr-PAR", "no region"),
    ("SCW_DEFAULT_REGION", "fr-par-1", "is no region"),
    ("SCW_API_URL", "api.scaleway.com", "does not begin with https://"),
    ("SCW_API_URL", "https://user:hunter2@a", "not the place for secrets"),
    ("SCW_INSECURE", "yes", "neither true nor false"),
  ])
  func wrongValuesAreToldWithTheirPlace(_ name: String, _ value: String, _ part: String) {
    let text = message { () throws(ScalewayConfigurationError) in try configuration([name: value]) }
    #expect(text.contains(name))
    #expect(text.contains(part), "\(text)")
    #expect(!text.contains("hunter2"))
    #expect(!text.contains("2222"))
  }

  @Test func newRegionsAreTaken() throws {
    #expect(try configuration(["SCW_DEFAULT_REGION": "it-mil"]).region.value == "it-mil")
  }
}

@Suite struct SecretPlaceTests {
  @Test func anotherPlaceGetsNoSecretButItsToken() throws {
    let environment = ["SCW_SECRET_KEY": secret, "TAGQ_TOKEN": "token-1"]
    let found = try ScalewayConfiguration(
      at: try Endpoint("https://evil.example.com"), environment: environment)
    #expect(found.secretKey?.source == .variable("TAGQ_TOKEN"))
    #expect(hasKey(found, "token-1"))
    #expect(!hasKey(found, secret))
    let bare = try ScalewayConfiguration(
      at: try Endpoint("https://evil.example.com"), environment: ["SCW_SECRET_KEY": secret])
    #expect(bare.secretKey == nil)
    #expect(throws: ScalewayConfigurationError.self) {
      try ScalewayConfiguration(
        at: try Endpoint("https://a"), environment: ["TAGQ_TOKEN": "a\r\nb"])
    }
  }

  @Test func noConfigurationShowsItsSecret() throws {
    let found = try configuration([
      "SCW_SECRET_KEY": secret, "HTTPS_PROXY": "http://me:2222@p",
    ])
    var text = "\(found)"
    dump(found, to: &text)
    #expect(!text.contains("2222"))
    #expect(text.contains("‹hidden›"))
  }
}
