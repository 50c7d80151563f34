#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ConfigurationFile {
  /// The most bytes of a configuration file.
  private static let largest = 1 << 20

  /// A file of this machine; nil where there is none. For `ScalewayConfiguration.FileReader`.
  public static func onDisk(_ path: String) throws(ConfigurationFileError) -> ConfigurationFile? {
    guard !path.utf8.contains(0) else { throw ConfigurationFileError("its name holds a NUL") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw ConfigurationFileError(
        errno == EACCES ? "it may not be read" : String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      throw ConfigurationFileError(String(cString: strerror(errno)))
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw ConfigurationFileError("it is no file")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw ConfigurationFileError(String(cString: strerror(errno)))
      }
      if count == 0 { break }
      bytes += buffer[..<count]
      guard bytes.count <= largest else { throw ConfigurationFileError("it is larger than 1 MiB") }
    }
    return ConfigurationFile(
      text: String(decoding: bytes, as: UTF8.self),
      permissions: UInt32(information.st_mode) & 0o777)
  }
}
