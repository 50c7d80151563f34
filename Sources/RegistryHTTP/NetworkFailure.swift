import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import NIOPosix
import NIOSSL

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// What the errors of the network library mean.
extension NetworkTransport {
  func failure(of error: any Error, timeout: Duration) -> TransportError {
    switch error {
    case is CancellationError: return TransportError(.cancelled, "it was cancelled")
    case let error as HTTPClientError: return failure(of: error, timeout: timeout)
    case is NIOTooManyBytesError: return tooLarge
    case let error as NIOHTTPDecompression.DecompressionError:
      if case .limit = error { return tooLarge }
      return TransportError(.unreadable, "the answer cannot be decompressed")
    case let error as HTTPParserError:
      return error == .invalidEOFState
        ? lost : TransportError(.unreadable, "\(endpoint) does not answer in HTTP")
    case let error as NIOConnectionError: return unreachable(error)
    case let error as IOError: return failure(of: error)
    case let error as NIOSSLExtraError where error == .failedToValidateHostname:
      return TransportError(
        .certificate(.wrongName), "the certificate of \(endpoint) is for another host")
    case let error as NIOSSLError: return failure(of: error)
    default: return lost
    }
  }

  private var tooLarge: TransportError {
    TransportError(
      .bodyTooLarge,
      "the answer is larger than \(options.largestBody >> 20) MiB, which is the most that is taken")
  }

  private var lost: TransportError {
    TransportError(.connectionLost, "the connection to \(endpoint) ended before the answer did")
  }

  private var refusedByProxy: TransportError {
    let name = proxy.map { "the proxy \($0)" } ?? "a proxy"
    return TransportError(.proxy, "\(name) does not lead to \(endpoint)")
  }

  private func failure(of error: HTTPClientError, timeout: Duration) -> TransportError {
    switch error {
    case .cancelled: TransportError(.cancelled, "it was cancelled")
    case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
      TransportError(.timedOut, "\(endpoint) has not answered within \(shown(timeout)) s")
    case .connectTimeout:
      TransportError(
        proxy == nil ? .unreachable : .proxy,
        "\(proxy.map { "the proxy \($0)" } ?? "\(endpoint)") could not be reached within "
          + "\(shown(options.connectTimeout)) s")
    case .tlsHandshakeTimeout:
      TransportError(.unreachable, "\(endpoint) has not answered the TLS handshake in time")
    case .proxyAuthenticationRequired:
      TransportError(
        .proxy,
        "\(proxy.map { "the proxy \($0)" } ?? "the proxy") wants another user and password, as in "
          + "http://user:password@proxy.example.com:3128")
    case .invalidProxyResponse, .httpProxyHandshakeTimeout, .socksHandshakeTimeout: refusedByProxy
    case .remoteConnectionClosed, .uncleanShutdown: lost
    default:
      "\(error)".contains("nvalidHeader")
        ? TransportError(.notAllowed, "the secret has characters that a header cannot have")
        : lost
    }
  }

  private func shown(_ duration: Duration) -> String {
    let tenths = Int((duration.seconds * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  private func unreachable(_ error: NIOConnectionError) -> TransportError {
    let isUnknown =
      error.connectionErrors.isEmpty && (error.dnsAError != nil || error.dnsAAAAError != nil)
    if let proxy {
      let reason = isUnknown ? "has a name that is not known" : "does not accept connections"
      return TransportError(.proxy, "the proxy \(proxy) \(reason)")
    }
    if isUnknown {
      return TransportError(.unreachable, "the name '\(endpoint.host)' is not known to DNS")
    }
    let code = error.connectionErrors.compactMap { ($0.error as? IOError)?.errnoCode }.first
    return TransportError(.unreachable, "\(endpoint) cannot be reached\(reason(code))")
  }

  private func failure(of error: IOError) -> TransportError {
    switch error.errnoCode {
    case ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ENETDOWN, EHOSTDOWN:
      proxy.map { TransportError(.proxy, "the proxy \($0) does not accept connections") }
        ?? TransportError(
          .unreachable, "\(endpoint) cannot be reached\(reason(error.errnoCode))")
    default: lost
    }
  }

  private func reason(_ code: CInt?) -> String {
    guard let code else { return "" }
    return code == ECONNREFUSED ? ": nothing listens there" : ": \(String(cString: strerror(code)))"
  }

  private func failure(of error: NIOSSLError) -> TransportError {
    switch error {
    case .handshakeFailed(let cause):
      if "\(cause)".contains("CERTIFICATE_VERIFY_FAILED") {
        return TransportError(
          .certificate(.untrusted),
          "the certificate of \(endpoint) is signed by nobody who is trusted here")
      }
      return TransportError(.tls, "\(endpoint) does not speak TLS that is understood here")
    case .unableToValidateCertificate, .noCertificateToValidate:
      return TransportError(
        .certificate(.untrusted), "\(endpoint) has no certificate that can be checked")
    case .uncleanShutdown: return lost
    default: return TransportError(.tls, "there is no TLS connection to \(endpoint)")
    }
  }
}
