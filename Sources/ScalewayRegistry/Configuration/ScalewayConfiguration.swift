public import RegistryHTTP
import TagQuery

/// How the API is reached and with what, with where each of it comes from.
///
/// Read as the vendor's own tools read it: built-in values, then the root of the configuration
/// file, then the profile, then the environment, each over those before it.
public struct ScalewayConfiguration: Sendable {
  /// Where a setting comes from.
  public enum Source: Sendable, Hashable {
    /// Nothing sets it.
    case builtIn
    /// The part of a file that every profile is laid over.
    case file(path: String, key: String)
    /// A profile of a file.
    case profile(String, path: String, key: String)
    /// A variable of the environment.
    case variable(String)
    /// Whoever asked, such as a flag.
    case request
  }

  /// A value and where it comes from.
  public struct Setting<Value: Sendable>: Sendable {
    /// The value.
    public var value: Value
    /// Where it comes from.
    public var source: Source

    /// A value from somewhere.
    public init(_ value: Value, _ source: Source) {
      self.value = value
      self.source = source
    }
  }

  /// The file that was read; nil where there is none.
  public var file: String?
  /// The profile; nil for the root of the file, or where there is no file.
  public var profile: Setting<String>?
  /// Names the key for people; it is not sent.
  public var accessKey: Setting<String>?
  /// What requests are allowed by; nil where none is set.
  public var secretKey: Setting<Secret>?
  /// Where the API is.
  public var endpoint = Setting(Self.builtInEndpoint, .builtIn)
  /// The region that is asked where a query names none.
  public var region = Setting("fr-par", .builtIn)
  /// The project.
  public var projectID: Setting<String>?
  /// The organisation.
  public var organizationID: Setting<String>?
  /// Whether http may leave this machine and certificates are not checked.
  public var isInsecure = Setting(false, .builtIn)
  /// Set where a profile says that names are ordered by their bytes.
  public var ordersNamesByBytes: Setting<Bool>?
  /// A file of certificates (PEM) that are trusted in place of the system's.
  public var trustedCertificates: Setting<String>?
  /// The proxies of the environment.
  public var proxies = ProxySettings()
  /// What is odd, but no reason to stop: a sentence each.
  public var warnings: [String] = []

  /// Where Scaleway's own API is.
  public static let builtInEndpoint = Endpoint(https: "api.scaleway.com")

  /// The header that the secret key is sent in.
  static let header = "X-Auth-Token"

  /// Built-in values only.
  init() {}

  /// Another place that serves the API. It gets no secret but `TAGQ_TOKEN`, however it was named,
  /// so that no address from a plan or a script can ask for the user's key.
  ///
  /// Throws where the token cannot be sent.
  public init(
    at endpoint: Endpoint, environment: [String: String]
  ) throws(ScalewayConfigurationError) {
    self.endpoint = Setting(endpoint, .request)
    if let token = environment["TAGQ_TOKEN"], !token.isEmpty {
      secretKey = Setting(try KeyShape.token(token), .variable("TAGQ_TOKEN"))
    }
    proxies = ProxySettings(environment: environment)
    if let path = environment["SSL_CERT_FILE"], !path.isEmpty {
      trustedCertificates = Setting(path, .variable("SSL_CERT_FILE"))
    }
  }

  /// What requests carry: the secret key, for its own endpoint only.
  var credential: Credential? {
    secretKey.map {
      Credential(header: Self.header, secret: $0.value, endpoint: endpoint.value)
    }
  }

  /// What the way through the network may do.
  var networkOptions: NetworkOptions {
    var options = NetworkOptions()
    options.isInsecure = isInsecure.value
    options.proxies = proxies
    options.trustedCertificates = trustedCertificates?.value
    return options
  }
}

extension ScalewayConfiguration.Source: CustomStringConvertible {
  /// The source in words: `SCW_SECRET_KEY`, `profile 'work' of …/config.yaml`.
  public var description: String {
    switch self {
    case .builtIn: "built in"
    case .file(let path, let key): "\(key) in \(shown(path))"
    case .profile(let name, let path, let key):
      "\(key) of profile '\(shown(name))' in \(shown(path))"
    case .variable(let name): name
    case .request: "given"
    }
  }
}

/// Why there is no configuration.
public struct ScalewayConfigurationError: Error, Sendable, Hashable {
  /// One sentence for people, in lower case and without its full stop: what is wrong where, and
  /// what to do. No secret is in it.
  public let message: String

  init(_ message: String) { self.message = message }
}

/// A text from outside, safe on a terminal.
func shown(_ text: String) -> String { TerminalText.sanitized(text) }
