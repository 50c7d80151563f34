import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A connection that sends bytes as they are and tells how the other side ends it.
///
/// Its calls block, on threads of their own: those of Swift's tasks are needed by the server.
final class RawConnection: Sendable {
  enum End: Equatable { case closed, reset }

  struct Received {
    var bytes: [UInt8]
    var end: End

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
  }

  struct Failure: Error {
    var call: String
    var number: Int32
  }

  private let descriptor: Int32

  init(port: Int) throws {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    descriptor = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // A server that hangs is a failed test, not a test that hangs.
    var limit = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure(call: "connect", number: errno) }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw Failure(call: "write", number: errno) }
      rest = rest.dropFirst(count)
    }
  }

  /// Reads until the other side ends the connection.
  func receive() async throws -> Received {
    try await receive(until: nil)
  }

  /// Reads one answer, whose body has the length that it says, and leaves the connection open.
  func receiveAnswer() async throws -> Received {
    try await receive { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let head = text.range(of: "\r\n\r\n") else { return false }
      let length = text[..<head.lowerBound].split(separator: "\r\n")
        .first { $0.lowercased().hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
      return text[head.upperBound...].utf8.count >= length ?? 0
    }
  }

  private func receive(
    until isComplete: (@Sendable ([UInt8]) -> Bool)?
  ) async throws -> Received {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try self.read(until: isComplete) })
      }
    }
  }

  private func read(until isComplete: (([UInt8]) -> Bool)?) throws -> Received {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while isComplete?(bytes) != true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 { return Received(bytes: bytes, end: .closed) }
      if count < 0 {
        if errno == EINTR { continue }
        guard errno == ECONNRESET else { throw Failure(call: "recv", number: errno) }
        return Received(bytes: bytes, end: .reset)
      }
      bytes += buffer[..<count]
    }
    return Received(bytes: bytes, end: .closed)
  }

  /// Sends a request for itself and reads the whole answer.
  static func exchange(
    _ target: String, port: Int, headers: String = ""
  ) async throws -> Received {
    try await exchange("GET", target, port: port, headers: headers)
  }

  /// Sends a request for itself and reads the whole answer.
  static func exchange(
    _ method: String, _ target: String, port: Int, headers: String = ""
  ) async throws -> Received {
    let connection = try RawConnection(port: port)
    try connection.send(
      "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(headers)\r\n")
    return try await connection.receive()
  }
}
