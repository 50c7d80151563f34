#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif
public import TagQuery

/// The files of the machine, for programs that read some: `include`, `lines`, `--param x=@file`.
///
/// A relative path is relative to the file that names it, else to the working folder.
public struct ScriptFiles: ProgramFiles {
  /// The files of the machine.
  public init() {}

  /// The bytes of a file, and its path without links.
  public func read(_ path: String, from includer: String?) throws(ProgramFileError) -> ProgramFile {
    let path = Self.resolve(path, from: includer)
    guard !path.utf8.contains(0) else { throw ProgramFileError("its name holds a NUL") }
    guard let resolved = realpath(path, nil) else { throw failure() }
    defer { free(resolved) }
    let name = String(cString: resolved)
    return ProgramFile(name: name, bytes: try allBytes(of: open(resolved, O_RDONLY | O_CLOEXEC)))
  }

  /// A script by the path that it was given with, which is how messages name it; `-` is standard
  /// input.
  public static func script(_ path: String) throws(ProgramFileError) -> SourceText {
    if path == "-" { return SourceText(name: "standard input", bytes: try allBytes(of: dup(0))) }
    guard !path.utf8.contains(0) else { throw ProgramFileError("its name holds a NUL") }
    return SourceText(name: path, bytes: try allBytes(of: open(path, O_RDONLY | O_CLOEXEC)))
  }

  private static func resolve(_ path: String, from includer: String?) -> String {
    guard !path.hasPrefix("/"), let includer, let slash = includer.lastIndex(of: "/") else {
      return path
    }
    return includer[...slash] + path
  }
}

private func failure() -> ProgramFileError {
  switch errno {
  case ENOENT: ProgramFileError("there is no such file")
  case EACCES: ProgramFileError("it may not be read")
  case EISDIR: ProgramFileError("it is a folder")
  default: ProgramFileError(String(cString: strerror(errno)))
  }
}

/// Bytes that a file may have.
private let largestFile = 64 << 20

/// All bytes behind a descriptor, which is closed.
private func allBytes(of descriptor: Int32) throws(ProgramFileError) -> [UInt8] {
  guard descriptor >= 0 else { throw failure() }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 64 << 10)
  while true {
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    if count < 0 {
      if errno == EINTR { continue }
      throw failure()
    }
    if count == 0 { return bytes }
    bytes += buffer[..<count]
    guard bytes.count <= largestFile else { throw ProgramFileError("it is larger than 64 MiB") }
  }
}
