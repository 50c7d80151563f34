import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
public import TagQuery
import UnixSignals

/// Serves the Tags API over a registry.
///
/// It answers the calls that list, get and delete tags, and those that list and get images and
/// namespaces, exactly as the API does, so that programs for it can be tried without an account. It
/// speaks HTTP/1.1 without TLS: beyond this machine, it belongs behind a proxy that adds it.
///
/// What it adds: `GET /healthz`, which needs no token; the header `X-Tagq-Name-Order: bytes` where
/// names are ordered by their bytes; `tag_count` in images. What it leaves out: the member `tags`
/// of images with thousands of names. What it is stricter in: parameters that a call does not have
/// are mistakes.
public struct TagsServer: Sendable {
  private let endpoint: Endpoint
  private let options: ServerOptions

  /// A server that does not listen yet.
  ///
  /// Throws where it would be open to the network without a token, where the token is none that a
  /// header can hold, and where tags are to be pushed to a registry that cannot take them.
  public init(_ registry: any Registry, options: ServerOptions) throws(ServerError) {
    if let token = options.token {
      guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw ServerError("a token is made of visible ASCII characters without spaces")
      }
    } else if !options.address.isLoopback {
      throw ServerError(
        """
        without a token only this machine may be served: listen on 127.0.0.1, or give a token
        """)
    }
    endpoint = try Endpoint(registry, options)
    self.options = options
  }

  /// Listens and serves until it is told to stop, by a signal or by the task's cancellation.
  ///
  /// A signal lets requests in flight be answered; a cancellation does not. `onListening` is given
  /// the address, with the port that was chosen. Throws where the address cannot be listened on.
  public func run(
    onListening: @escaping @Sendable (ListenAddress) async -> Void
  ) async throws(ServerError) {
    let silent = Logger(label: "tagq") { _ in SwiftLogNoOpLogHandler() }
    var channel = HTTP1Channel.Configuration(
      additionalChannelHandlers: [RequestIDHandler()], idleTimeout: .seconds(75))
    channel.httpDecoder = .init(
      maxHeaderFieldSize: 16_384, maxHeaderListSize: 65_536, maxHeaderFieldCount: 100)
    let host = options.address.host
    let application = Application(
      responder: TagsResponder(endpoint: endpoint), server: .http1(configuration: channel),
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: options.address.port), serverName: "tagq"),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? 0
        await onListening(ListenAddress(host: host, port: port))
      },
      logger: silent)
    var configuration = ServiceGroupConfiguration(
      services: [application],
      gracefulShutdownSignals: options.stopsOnSignals ? [.sigterm, .sigint] : [], logger: silent)
    configuration.maximumGracefulShutdownDuration = options.patience
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch is CancellationError {
      return
    } catch {
      throw ServerError("\(options.address) cannot be listened on: \(error)")
    }
  }
}
