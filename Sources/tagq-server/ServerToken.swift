#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The token that clients must send.
enum ServerToken {
  /// More is no token.
  private static let longest = 4_096

  /// What a file holds, or `TAGQ_TOKEN` where none is given; nil for no token.
  ///
  /// A file that is empty is no way to serve without one: it is a mistake.
  static func find(file path: String?) throws(ServeFailure) -> String? {
    guard let path else { return environment("TAGQ_TOKEN") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ServeFailure(message: "'\(path)' cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: longest + 1)
    while bytes.count <= longest {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else {
        throw ServeFailure(
          message: "'\(path)' cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    let ends: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    while let last = bytes.last, ends.contains(last) { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.count <= longest,
      let token = String(validating: bytes, as: UTF8.self)
    else { throw ServeFailure(message: "'\(path)' holds no token") }
    return token
  }
}
