#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes text to a file descriptor, many pieces at a time.
///
/// After a failure every call fails in the same way: what was lost must not go unnoticed because a
/// later piece got through.
struct DescriptorWriter {
  let descriptor: Int32
  /// The file, for errors.
  let path: String?
  private let capacity: Int
  private var buffer: [UInt8] = []
  private var failure: OutputError?

  init(descriptor: Int32, path: String?, capacity: Int) {
    self.descriptor = descriptor
    self.path = path
    self.capacity = capacity
  }

  /// Takes a text, and writes all that it holds once that is enough.
  mutating func write(_ text: String) throws(OutputError) {
    if let failure { throw failure }
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= capacity { try flush() }
  }

  /// Takes bytes as it takes a text.
  mutating func write(_ bytes: [UInt8]) throws(OutputError) {
    if let failure { throw failure }
    buffer += bytes
    if buffer.count >= capacity { try flush() }
  }

  /// Writes all that it holds.
  mutating func flush() throws(OutputError) {
    if let failure { throw failure }
    let code = buffer.withUnsafeBytes { writeAll($0, to: descriptor) }
    buffer.removeAll(keepingCapacity: true)
    guard code != 0 else { return }
    let error = code == EPIPE ? OutputError.closed : .system(.write, path: path, code: code)
    failure = error
    throw error
  }
}

/// Writes bytes however many calls that takes; the error number, or 0 when all are written.
private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
  var rest = bytes[...]
  while !rest.isEmpty {
    let slice = UnsafeRawBufferPointer(rebasing: rest)
    let count = write(descriptor, slice.baseAddress, slice.count)
    if count >= 0 {
      rest = rest.dropFirst(count)
      continue
    }
    switch errno {
    case EINTR: continue
    case EAGAIN:
      // Another process that shares the terminal or pipe has made it non-blocking.
      var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      if poll(&request, 1, -1) < 0, errno != EINTR { return errno }
    case let code: return code
    }
  }
  return 0
}
