internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// The library says only that a certificate is not accepted. Users have to know why, so the server
// is asked for it once more, without a request.
extension NetworkTransport {
  /// The failure with what is wrong with the time of the server's certificate, if it is that.
  func explained(_ failure: TransportError) async -> TransportError {
    guard proxy == nil, let certificate = await serverCertificate() else { return failure }
    // The clock of the machine, as whoever refused the certificate has read it.
    let now = time(nil)
    if certificate.notValidAfter < now {
      return TransportError(
        .certificate(.expired), "the certificate of \(endpoint) is valid no longer")
    }
    if certificate.notValidBefore > now {
      return TransportError(
        .certificate(.notYetValid), "the certificate of \(endpoint) is not valid yet")
    }
    return failure
  }

  private func serverCertificate() async -> NIOSSLCertificate? {
    let found = FoundCertificate()
    var tls = tls
    tls.certificateVerification = .noHostnameVerification
    guard let context = try? NIOSSLContext(configuration: tls) else { return nil }
    let name = IPv4Address(endpoint.host) == nil && !endpoint.host.contains(":")
    let host = name ? endpoint.host : nil
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(options.connectTimeout.amount)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = try NIOSSLClientHandler(
            context: context, serverHostname: host,
            customVerificationCallback: { certificates, promise in
              found.set(certificates.first)
              // Nothing more is wanted, so the handshake goes no further.
              promise.succeed(.failed)
            })
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
    guard
      let channel = try? await bootstrap.connect(host: endpoint.host, port: endpoint.port).get()
    else { return nil }
    let end = channel.eventLoop.scheduleTask(in: options.connectTimeout.amount) {
      channel.close(promise: nil)
    }
    try? await channel.closeFuture.get()
    end.cancel()
    return found.certificate
  }
}

/// Where the handshake leaves what it has seen.
private final class FoundCertificate: Sendable {
  private let state = Mutex<NIOSSLCertificate?>(nil)

  var certificate: NIOSSLCertificate? { state.withLock { $0 } }

  func set(_ certificate: NIOSSLCertificate?) { state.withLock { $0 = certificate } }
}
