import NIOCore
import NIOHTTP1
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Answers the requests of one connection as it is told.
final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let log: RequestLog
  private let respond: TestServer.Responder
  private var head: HTTPRequestHead?

  init(log: RequestLog, respond: @escaping TestServer.Responder) {
    self.log = log
    self.respond = respond
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body: break
    case .end:
      guard let head else { return }
      let request = TestRequest(
        method: head.method.rawValue, uri: head.uri,
        headers: head.headers.map { ($0.name, $0.value) })
      log.requests.withLock { $0.append(request) }
      log.arrived.yield()
      Self.answer(request, on: context.channel, respond)
    }
  }

  private static func answer(
    _ request: TestRequest, on channel: any Channel, _ respond: @escaping TestServer.Responder
  ) {
    Task {
      let reply = await respond(request)
      channel.eventLoop.execute { send(reply, on: channel) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  private static func send(_ reply: TestReply, on channel: any Channel) {
    switch reply {
    case .answer(let status, let headers, let body):
      var fields = HTTPHeaders(headers.map { ($0.0, $0.1) })
      if !fields.contains(name: "content-length") {
        fields.add(name: "content-length", value: "\(body.count)")
      }
      write(status, fields, body, on: channel)
      channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    case .cutAnswer(let body):
      write(
        200, HTTPHeaders([("content-length", "\(body.count + 100)")]), body, on: channel)
      channel.flush()
      channel.close(promise: nil)
    case .raw(let bytes):
      // Below the handlers that would make HTTP of it.
      let buffer = channel.allocator.buffer(bytes: bytes)
      if let context = try? channel.pipeline.syncOperations.context(
        handlerType: HTTPResponseEncoder.self)
      {
        context.writeAndFlush(NIOAny(buffer), promise: nil)
      }
      channel.close(promise: nil)
    case .reset:
      guard let socket = channel as? any SocketOptionProvider else {
        channel.close(promise: nil)
        return
      }
      socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in
        channel.close(promise: nil)
      }
    case .close: channel.close(promise: nil)
    case .silence: break
    }
  }

  private static func write(
    _ status: Int, _ headers: HTTPHeaders, _ body: [UInt8], on channel: any Channel
  ) {
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
    channel.write(HTTPServerResponsePart.head(head), promise: nil)
    if !body.isEmpty {
      let buffer = channel.allocator.buffer(bytes: body)
      channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil)
    }
  }
}

/// Answers a CONNECT as a proxy does, and then lets the connection lead to this very server.
final class ConnectHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let log: RequestLog
  private let manners: TestServer.ProxyManners
  private let goOn: @Sendable (any Channel) throws -> Void
  private var received: [UInt8] = []

  init(
    log: RequestLog, manners: TestServer.ProxyManners,
    goOn: @escaping @Sendable (any Channel) throws -> Void
  ) {
    self.log = log
    self.manners = manners
    self.goOn = goOn
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    let head = String(decoding: received, as: UTF8.self)
    guard head.hasSuffix("\r\n\r\n") else { return }
    log.connects.withLock { $0.append(head) }
    let isOpen = manners.answer.contains(" 200 ")
    context.writeAndFlush(
      wrapOutboundOut(context.channel.allocator.buffer(string: manners.answer)), promise: nil)
    guard isOpen else {
      context.close(promise: nil)
      return
    }
    let channel = context.channel
    let goOn = goOn
    context.pipeline.syncOperations.removeHandler(context: context).whenSuccess {
      try? goOn(channel)
    }
  }
}
