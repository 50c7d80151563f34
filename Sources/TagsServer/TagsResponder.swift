import HTTPTypes
import Hummingbird
import NIOCore
import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The connection that a request came by.
struct RequestConnection: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    channel = source.channel
  }

  /// Ends the connection, with whatever is still to be sent.
  func close() async { try? await channel.close() }

  /// Ends the connection such that the other side is told that it was broken.
  func reset() async {
    // With nothing to wait for, closing throws away what was not sent, and says so.
    if let socket = channel as? any SocketOptionProvider {
      try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
    }
    await close()
  }
}

/// Hands requests from the network to the endpoint, and what it says back.
struct TagsResponder: HTTPResponder {
  typealias Context = RequestConnection

  let endpoint: Endpoint

  func respond(to request: Request, context: RequestConnection) async throws -> Response {
    let headers = request.headers
    let incoming = IncomingRequest(
      method: request.method.rawValue, target: request.uri.string,
      host: request.head.authority, origin: headers[.origin], token: Self.token(in: headers),
      bodyLength: headers[.contentLength].flatMap(Int.init))
    switch await endpoint.respond(to: incoming) {
    case .answer(let answer):
      let response = Self.response(answer, ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
      return request.method == .head ? response.createHeadResponse() : response
    case .truncated(let answer):
      let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
      let body = ResponseBody(contentLength: max(answer.body.count, 1)) { writer in
        try await writer.write(half)
        await context.close()
      }
      return Self.response(answer, body)
    case .lost: await context.close()
    case .reset: await context.reset()
    }
    // It goes nowhere.
    return Response(status: .internalServerError)
  }

  /// Two tokens are joined and so are none: it is not for us to choose.
  private static func token(in headers: HTTPFields) -> String? {
    let tokens = headers.filter { $0.name.canonicalName == "x-auth-token" }.map(\.value)
    return tokens.isEmpty ? nil : tokens.joined(separator: ", ")
  }

  private static func response(_ answer: Answer, _ body: ResponseBody) -> Response {
    var headers = HTTPFields()
    for header in answer.headers {
      if let name = HTTPField.Name(header.name) { headers[name] = header.value }
    }
    return Response(status: HTTPResponse.Status(code: answer.status), headers: headers, body: body)
  }
}
