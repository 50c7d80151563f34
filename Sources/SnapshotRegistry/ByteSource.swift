#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes that are read one after another.
protocol ByteSource: AnyObject {
  /// Fills a buffer with what comes next, as far as it is there; 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteProblem) -> Int
}

/// The bytes behind a file descriptor, which it closes.
final class DescriptorSource: ByteSource {
  private let descriptor: Int32
  /// How many bytes have been read.
  private(set) var count = 0

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Opens a file, or whatever else can be read.
  convenience init(path: String) throws(ByteProblem) {
    guard !path.utf8.contains(0) else { throw ByteProblem("its name holds a NUL") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ByteProblem(Self.reason(errno)) }
    var information = stat()
    if fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw ByteProblem(Self.reason(EISDIR))
    }
    self.init(descriptor: descriptor)
  }

  deinit { close(descriptor) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteProblem) -> Int {
    while true {
      #if canImport(Glibc)
        let read = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #elseif canImport(Musl)
        let read = Musl.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let read = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if read >= 0 {
        count += read
        return read
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // Another process that shares the terminal or pipe has made it non-blocking.
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&request, 1, -1) < 0, errno != EINTR { throw ByteProblem(Self.reason(errno)) }
      case let code: throw ByteProblem(Self.reason(code))
      }
    }
  }

  private static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "there is no such file"
    case EACCES, EPERM: "it may not be read"
    case EISDIR: "it is a folder"
    default: "it cannot be read: \(String(cString: strerror(code)))"
    }
  }
}
