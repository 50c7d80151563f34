import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOSSL

/// What a way through the network may do.
public struct NetworkOptions: Sendable {
  /// The most connections that are kept at once.
  public var concurrency = 8
  /// The most time until there is a connection.
  public var connectTimeout = Duration.seconds(10)
  /// The most bytes of a body, before and after it is decompressed.
  public var largestBody = 16 << 20
  /// A file of certificates (PEM) that are trusted in place of the system's.
  public var trustedCertificates: String?
  /// Whether http may leave this machine, and certificates are not checked: what the vendor's tools
  /// call `insecure`.
  public var isInsecure = false
  /// The proxies of the environment.
  public var proxies = ProxySettings()

  /// The defaults.
  public init() {}
}

/// The network: connections that are kept alive, HTTP/2 where the server offers it, compression.
public final class NetworkTransport: HTTPTransport {
  /// Where requests go.
  public let endpoint: Endpoint
  /// The proxy that they go through.
  public let proxy: Proxy?
  let options: NetworkOptions
  let tls: TLSConfiguration
  private let client: HTTPClient

  /// A way to an endpoint; there is no connection before the first request.
  ///
  /// Throws where http would leave this machine and nothing says that it may, and where the proxy
  /// or the file of certificates cannot be used.
  public init(
    endpoint: Endpoint, options: NetworkOptions = NetworkOptions()
  ) throws(TransportError) {
    guard endpoint.scheme == .https || endpoint.isLoopback || options.isInsecure else {
      throw TransportError(
        .notAllowed,
        "\(endpoint) is not encrypted, so nothing is sent to it; use https, or allow it with "
          + "'insecure: true' in the profile or SCW_INSECURE=true")
    }
    self.endpoint = endpoint
    self.options = options
    do throws(ProxySettings.Problem) {
      proxy = try options.proxies.proxy(for: endpoint)
    } catch {
      throw TransportError(.notAllowed, error.message)
    }
    tls = try Self.tls(options)
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .enabled(limit: .size(options.largestBody))
    configuration.timeout.connect = options.connectTimeout.amount
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.concurrency
    // Tries are counted, spread and bounded elsewhere; here they would only hide what is wrong.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.tlsConfiguration = tls
    configuration.proxy = proxy.map { proxy in
      switch proxy.kind {
      case .http:
        .server(
          host: proxy.host, port: proxy.port,
          authorization: proxy.login.map { .basic(credentials: base64($0.text)) })
      case .socks: .socksServer(host: proxy.host, port: proxy.port)
      }
    }
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit {
    // Nobody waits for it: what is still open is closed in the background.
    client.shutdown { _ in }
  }

  private static func tls(_ options: NetworkOptions) throws(TransportError) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if options.isInsecure { tls.certificateVerification = .none }
    if let path = options.trustedCertificates {
      do {
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
      } catch {
        throw TransportError(
          .notAllowed, "the file '\(path)' cannot be read as certificates to trust (PEM)")
      }
    }
    return tls
  }

  /// Sends a request and gives the whole answer; see `HTTPTransport`.
  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
    var message = HTTPClientRequest(url: "\(endpoint)\(request.target.text)")
    message.method = .init(rawValue: request.method.rawValue)
    for header in request.headers { message.headers.add(name: header.name, value: header.value) }
    if let credential = request.credential {
      guard credential.endpoint.hasSameOrigin(as: endpoint) else {
        throw TransportError(
          .notAllowed, "the secret is for \(credential.endpoint), and is not sent to \(endpoint)")
      }
      message.headers.add(name: credential.header, value: credential.secret.text)
    }
    do {
      return try await inTime(request.timeout) { [client, options, message] in
        let response = try await client.execute(message, deadline: .distantFuture)
        let body = try await response.body.collect(upTo: options.largestBody)
        // A body that ends since nobody wants it any more is not whole.
        try Task.checkCancellation()
        return HTTPAnswer(
          status: Int(response.status.code),
          headers: response.headers.map { HTTPHeader($0.name, $0.value) },
          body: Array(body.readableBytesView))
      }
    } catch {
      let failure = failure(of: error, timeout: request.timeout)
      guard failure.kind == .certificate(.untrusted) else { throw failure }
      throw await explained(failure)
    }
  }

  /// Does something that ends with a failure when it takes too long. The client's own deadline is
  /// for the head only.
  private func inTime(
    _ timeout: Duration, _ body: @escaping @Sendable () async throws -> HTTPAnswer
  ) async throws -> HTTPAnswer {
    try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
      group.addTask(operation: body)
      group.addTask {
        try await ContinuousClock().sleep(for: timeout)
        throw HTTPClientError.deadlineExceeded
      }
      defer { group.cancelAll() }
      guard let answer = try await group.next() else { throw CancellationError() }
      return answer
    }
  }
}

extension Duration {
  /// The same as the network library has it.
  var amount: TimeAmount {
    .nanoseconds(Int64(min(max(seconds, 0), 1e9) * 1e9))
  }
}

/// The text in base64 (RFC 4648, 4).
func base64(_ text: String) -> String {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  let bytes = Array(text.utf8)
  var result: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    var bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    bits &= 0xFF_FFFF
    for position in 0..<4 {
      let digit = digits[bits >> (18 - 6 * position) & 63]
      result.append(position <= group.count ? digit : UInt8(ascii: "="))
    }
  }
  return String(decoding: result, as: UTF8.self)
}
