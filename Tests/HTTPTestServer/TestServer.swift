import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPCompression
import NIOPosix
import NIOSSL
import Synchronization

/// What a test server was sent.
public struct TestRequest: Sendable {
  /// Such as `GET`.
  public let method: String
  /// Path and query, as they were sent.
  public let uri: String
  /// The head.
  public let headers: [(name: String, value: String)]

  /// A request, for those who answer it without a server.
  public init(method: String, uri: String, headers: [(name: String, value: String)] = []) {
    self.method = method
    self.uri = uri
    self.headers = headers
  }

  /// The first value of a header.
  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// What a test server does with a request.
public enum TestReply: Sendable {
  /// It answers.
  case answer(Int, headers: [(String, String)] = [], body: [UInt8] = [])
  /// It answers, and closes the connection in the middle of the body.
  case cutAnswer(body: [UInt8])
  /// It sends these bytes, which need not be HTTP, and closes the connection.
  case raw([UInt8])
  /// It resets the connection.
  case reset
  /// It closes the connection.
  case close
  /// It says nothing until the client goes away.
  case silence
}

/// A server on a loopback socket that behaves as badly as it is told to.
public final class TestServer: Sendable {
  /// Makes the reply to a request.
  public typealias Responder = @Sendable (TestRequest) async -> TestReply

  /// Certificate and key of a server, as files (PEM).
  public struct Identity: Sendable {
    let certificate: String
    let key: String

    /// The files of a certificate and its key.
    public init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// How a server leads on to others: to itself, whatever they are called.
  public struct ProxyManners: Sendable {
    /// What it answers to whoever wants to be led on.
    public var answer: String

    /// A proxy that answers so.
    public init(answer: String = "HTTP/1.1 200 Connection established\r\n\r\n") {
      self.answer = answer
    }
  }

  /// The port.
  public let port: Int
  private let channel: any Channel
  private let log: RequestLog

  private init(channel: any Channel, port: Int, log: RequestLog) {
    self.channel = channel
    self.port = port
    self.log = log
  }

  /// What was sent so far.
  public var requests: [TestRequest] { log.requests.withLock { $0 } }

  /// Where clients wanted to be led to, as heads of CONNECT requests.
  public var connects: [String] { log.connects.withLock { $0 } }

  /// How many connections there were.
  public var connections: Int { log.connections.withLock { $0 } }

  /// Waits until a request has come. Only for one waiter, and only for the first request.
  public func firstRequest() async {
    for await _ in log.arrivals { return }
  }

  /// Starts a server. With an identity it speaks TLS, and offers HTTP/2 where it shall.
  public static func start(
    identity: Identity? = nil, offersHTTP2: Bool = false, proxy: ProxyManners? = nil,
    isCompressing: Bool = false, _ respond: @escaping Responder
  ) async throws -> TestServer {
    let log = RequestLog()
    let tls = try identity.map { try context($0, offersHTTP2: offersHTTP2) }
    // What is above TLS and, where there are streams, of each stream.
    @Sendable func addRequests(_ channel: any Channel) throws {
      let pipeline = channel.pipeline.syncOperations
      if isCompressing { try pipeline.addHandler(HTTPResponseCompressor()) }
      try pipeline.addHandler(RequestHandler(log: log, respond: respond))
    }
    @Sendable func addHTTP(_ channel: any Channel) throws {
      let pipeline = channel.pipeline.syncOperations
      if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
      if offersHTTP2 {
        _ = channel.configureCommonHTTPServerPipeline { stream in
          stream.eventLoop.makeCompletedFuture { try addRequests(stream) }
        }
      } else {
        try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
        try addRequests(channel)
      }
    }
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          log.connections.withLock { $0 += 1 }
          guard let proxy else { return try addHTTP(channel) }
          try channel.pipeline.syncOperations.addHandler(
            ConnectHandler(log: log, manners: proxy, goOn: addHTTP))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    return TestServer(channel: channel, port: channel.localAddress?.port ?? 0, log: log)
  }

  private static func context(
    _ identity: Identity, offersHTTP2: Bool
  ) throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(identity.certificate)
        .map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: identity.key, format: .pem)))
    if offersHTTP2 { configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols }
    return try NIOSSLContext(configuration: configuration)
  }

  /// Stops listening.
  public func stop() async {
    try? await channel.close()
  }

  /// Runs a test with a server and stops it afterwards.
  public static func run<Result>(
    identity: Identity? = nil, offersHTTP2: Bool = false, proxy: ProxyManners? = nil,
    isCompressing: Bool = false, _ respond: @escaping Responder,
    body: (TestServer) async throws -> Result
  ) async throws -> Result {
    let server = try await start(
      identity: identity, offersHTTP2: offersHTTP2, proxy: proxy, isCompressing: isCompressing,
      respond)
    do {
      let result = try await body(server)
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }
}

/// What has come.
final class RequestLog: Sendable {
  let requests = Mutex<[TestRequest]>([])
  let connects = Mutex<[String]>([])
  let connections = Mutex(0)
  let arrivals: AsyncStream<Void>
  let arrived: AsyncStream<Void>.Continuation

  init() { (arrivals, arrived) = AsyncStream.makeStream() }
}
