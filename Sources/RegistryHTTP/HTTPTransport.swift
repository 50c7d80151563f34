/// Sends requests to one endpoint, each once.
///
/// It follows no redirect, tries nothing again and ends promptly when its task is cancelled. Tests
/// hand in their own.
public protocol HTTPTransport: Sendable {
  /// Sends a request and gives the whole answer, whatever its status. Throws where there is none,
  /// or none that can be read.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPAnswer
}

/// A request without a body.
public struct HTTPRequest: Sendable {
  /// What is asked.
  public enum Method: String, Sendable, Hashable {
    /// To be told.
    case get = "GET"
    /// To delete.
    case delete = "DELETE"
  }

  /// What is asked.
  public var method: Method
  /// Path and query behind the endpoint's own path.
  public var target: RequestTarget
  /// Headers, without the credential.
  public var headers: [HTTPHeader]
  /// What is sent besides, to its own endpoint only.
  public var credential: Credential?
  /// The most time until the whole answer is there.
  public var timeout: Duration

  /// A request.
  public init(
    _ method: Method, _ target: RequestTarget, headers: [HTTPHeader] = [],
    credential: Credential? = nil, timeout: Duration
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.credential = credential
    self.timeout = timeout
  }
}

/// One line of a head.
public struct HTTPHeader: Sendable, Hashable {
  /// The name; its case does not matter.
  public var name: String
  /// The value.
  public var value: String

  /// A line of a head.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// An answer, whole.
public struct HTTPAnswer: Sendable, Hashable {
  /// The status code.
  public var status: Int
  /// The head.
  public var headers: [HTTPHeader]
  /// The body, decompressed.
  public var body: [UInt8]

  /// An answer.
  public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first value of a header, whatever the case of its name.
  public func header(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name.lowercased() == name }?.value
  }

  /// Whether the server did what it was asked.
  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why there is no answer.
public struct TransportError: Error, Sendable, Hashable {
  /// What kind of failure it is.
  public enum Kind: Sendable, Hashable {
    /// There was no connection: the name is not known, or nobody listens.
    case unreachable
    /// Not in time.
    case timedOut
    /// The connection ended before the answer did.
    case connectionLost
    /// What came is no HTTP, or cannot be decompressed.
    case unreadable
    /// The body is larger than is taken.
    case bodyTooLarge
    /// The server's certificate is not accepted.
    case certificate(CertificateProblem)
    /// There is a server, but no TLS with it.
    case tls
    /// The proxy cannot be reached or refuses.
    case proxy
    /// It is not sent at all: it would not be safe, or the settings make no sense.
    case notAllowed
    /// The task was cancelled.
    case cancelled
  }

  /// What is wrong with a certificate.
  public enum CertificateProblem: Sendable, Hashable {
    /// Nobody who is trusted has signed it.
    case untrusted
    /// It is for another host.
    case wrongName
    /// Its time is over.
    case expired
    /// Its time is still to come: most likely the clock here is wrong.
    case notYetValid
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// One sentence for people, in lower case and without its full stop.
  public let message: String

  /// A failure.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// Whether another try may fare better.
  public var isPassing: Bool {
    switch kind {
    case .unreachable, .timedOut, .connectionLost, .unreadable: true
    case .bodyTooLarge, .certificate, .tls, .proxy, .notAllowed, .cancelled: false
    }
  }

  /// Whether the server may have done what it was asked.
  public var mayBeDone: Bool {
    switch kind {
    case .timedOut, .connectionLost, .unreadable, .bodyTooLarge, .cancelled: true
    case .unreachable, .certificate, .tls, .proxy, .notAllowed: false
    }
  }
}
