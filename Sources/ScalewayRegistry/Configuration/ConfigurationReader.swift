import RegistryHTTP
import TagQuery

extension ScalewayConfiguration {
  /// Reads a file; nil where there is none.
  public typealias FileReader = (String) throws(ConfigurationFileError) -> ConfigurationFile?

  /// The configuration of a user, from an environment and the files that it leads to.
  ///
  /// `profile` and `region` are what the user asked for by flags, over all else. Throws where a
  /// value is not what it must be, where a profile that was asked for is not there, and where the
  /// file cannot be read.
  public init(
    environment: [String: String], profile: String? = nil, region: String? = nil,
    readFile: FileReader
  ) throws(ScalewayConfigurationError) {
    var reader = ConfigurationReader(environment: environment)
    try reader.openFile(readFile)
    try reader.chooseProfile(profile)
    try reader.readValues(region: region)
    self = reader.configuration
  }
}

/// Lays the sources of a configuration over each other.
private struct ConfigurationReader {
  let environment: [String: String]
  var configuration = ScalewayConfiguration()
  private var text: ConfigurationText?

  init(environment: [String: String]) { self.environment = environment }

  private func variable(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  // MARK: The file

  mutating func openFile(
    _ readFile: ScalewayConfiguration.FileReader
  ) throws(ScalewayConfigurationError) {
    for path in paths {
      let file: ConfigurationFile?
      do throws(ConfigurationFileError) {
        file = try readFile(path)
      } catch {
        throw ScalewayConfigurationError(
          "\(shown(path)) cannot be used: \(error.message); mend that, or name another file in "
            + "SCW_CONFIG_PATH")
      }
      guard let file else { continue }
      text = try ConfigurationText(file.text, path: path)
      configuration.file = path
      if file.permissions & 0o177 != 0 {
        let digits = String(file.permissions & 0o777, radix: 8)
        configuration.warnings.append(
          "others may read \(shown(path)), which holds secrets (0\(digits)); run chmod 600 on it")
      }
      return
    }
    if let path = variable("SCW_CONFIG_PATH") {
      configuration.warnings.append(
        "SCW_CONFIG_PATH names \(shown(path)), and there is no such file")
    }
  }

  /// Where the file may be, the first that is there counts.
  private var paths: [String] {
    if let path = variable("SCW_CONFIG_PATH") { return [path] }
    let folder = variable("XDG_CONFIG_HOME") ?? variable("HOME").map { "\($0)/.config" }
    return folder.map { ["\($0)/scw/config.yaml", "\($0)/scw/config.yml"] } ?? []
  }

  mutating func chooseProfile(_ asked: String?) throws(ScalewayConfigurationError) {
    var choice: ScalewayConfiguration.Setting<String>?
    if let asked {
      choice = .init(asked, .request)
    } else if let name = variable("SCW_PROFILE") {
      choice = .init(name, .variable("SCW_PROFILE"))
    } else if let path = configuration.file, let name = text?.value("active_profile") {
      choice = .init(name, .file(path: path, key: "active_profile"))
    }
    // The vendor's tools call the root of the file so.
    guard let choice, choice.value != "default" else { return }
    let names = text?.profileNames ?? []
    guard names.contains(choice.value) else {
      let place = configuration.file.map(shown) ?? "the configuration, for want of a file"
      let known =
        names.isEmpty
        ? "it has none" : "it has \(names.map { shown($0) }.sorted().joined(separator: ", "))"
      throw ScalewayConfigurationError(
        "there is no profile '\(shown(choice.value))' (\(choice.source)) in \(place); \(known)")
    }
    configuration.profile = choice
  }

  // MARK: The values

  /// The value that counts of a key, and the variable that is over it.
  private func setting(
    _ key: String, _ variableName: String? = nil
  ) -> ScalewayConfiguration.Setting<String>? {
    if let variableName, let value = variable(variableName) {
      return .init(value, .variable(variableName))
    }
    guard let text, let path = configuration.file else { return nil }
    if let name = configuration.profile?.value, let value = text.value(key, profile: name) {
      return .init(value, .profile(name, path: path, key: key))
    }
    return text.value(key).map { .init($0, .file(path: path, key: key)) }
  }

  mutating func readValues(region: String?) throws(ScalewayConfigurationError) {
    if let found = setting("secret_key", "SCW_SECRET_KEY") {
      configuration.secretKey = .init(
        try KeyShape.secretKey(found.value, found.source), found.source)
    }
    if let found = setting("access_key", "SCW_ACCESS_KEY") {
      configuration.accessKey = .init(
        try KeyShape.accessKey(found.value, found.source), found.source)
    }
    let regionSetting =
      region.map { ScalewayConfiguration.Setting($0, .request) }
      ?? setting("default_region", "SCW_DEFAULT_REGION")
    if let found = regionSetting {
      configuration.region = .init(try KeyShape.region(found.value, found.source), found.source)
    }
    if let found = setting("api_url", "SCW_API_URL") {
      do throws(Endpoint.Problem) {
        configuration.endpoint = .init(try Endpoint(found.value), found.source)
      } catch {
        // What is wrong may be a password in it, so it is not repeated.
        throw ScalewayConfigurationError(
          "the address in \(found.source) \(error.message); it should look like "
            + "https://api.scaleway.com")
      }
    }
    configuration.projectID = identifier("default_project_id", "SCW_DEFAULT_PROJECT_ID")
    configuration.organizationID = identifier(
      "default_organization_id", "SCW_DEFAULT_ORGANIZATION_ID")
    try readOptions()
  }

  private mutating func readOptions() throws(ScalewayConfigurationError) {
    if let found = setting("insecure", "SCW_INSECURE") {
      configuration.isInsecure = .init(try flag(found), found.source)
      if configuration.isInsecure.value {
        configuration.warnings.append(
          "certificates are not checked and http is allowed (\(found.source)): who is in between "
            + "can read the secret key")
      }
    }
    if let found = setting("tagq_name_order") {
      guard found.value == "bytes" else {
        throw ScalewayConfigurationError(
          "'\(shown(found.value))' of \(found.source) is not known; the only value is bytes")
      }
      configuration.ordersNamesByBytes = .init(true, found.source)
    }
    if let path = variable("SSL_CERT_FILE") {
      configuration.trustedCertificates = .init(path, .variable("SSL_CERT_FILE"))
    }
    configuration.proxies = ProxySettings(environment: environment)
  }

  /// A UUID that is only shown, so a wrong one is no reason to stop.
  private mutating func identifier(
    _ key: String, _ variableName: String
  ) -> ScalewayConfiguration.Setting<String>? {
    guard let found = setting(key, variableName) else { return nil }
    if UniqueIdentifier(found.value) == nil {
      configuration.warnings.append("'\(shown(found.value))' of \(found.source) is no UUID")
    }
    return found
  }

  /// The texts that the vendor's tools take.
  private func flag(
    _ found: ScalewayConfiguration.Setting<String>
  ) throws(ScalewayConfigurationError) -> Bool {
    switch found.value {
    case "1", "t", "T", "true", "TRUE", "True": true
    case "0", "f", "F", "false", "FALSE", "False": false
    default:
      throw ScalewayConfigurationError(
        "'\(shown(found.value))' of \(found.source) is neither true nor false")
    }
  }
}
