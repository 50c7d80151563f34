import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Gives an identifier also to those answers that nobody has asked the endpoint for: to what is no
/// HTTP.
final class RequestIDHandler: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private static let name = HTTPField.Name("X-Request-Id")

  func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    guard case .head(var head) = unwrapOutboundIn(data), let name = Self.name,
      head.headerFields[name] == nil
    else { return context.write(data, promise: promise) }
    head.headerFields[name] = RequestIDs().next()
    context.write(wrapOutboundOut(.head(head)), promise: promise)
  }
}
