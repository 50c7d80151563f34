#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file of texts, one a line, in which `\n` and `\\` stand for a line break and a backslash.
///
/// Whoever reads or writes it holds its lock. It only grows, by one write for each text, until it
/// is about twice as long as it may be; then whoever opens it next writes a shorter one beside it
/// and puts that in its place.
struct HistoryFile {
  /// The first line, by which a history is known.
  static let header = "# line history 1"
  /// Longer texts are not written.
  static let longestText = 256 << 10
  /// A file longer than this is read from its end.
  static let longestFile = 16 << 20

  let path: String
  let limit: Int

  /// The texts in the file, oldest first; none where there is no file.
  func load() throws(LineHistory.Problem) -> [String] {
    guard let file = try open(O_RDWR) else { return [] }
    defer { close(file) }
    let (lines, size) = try read(file)
    let texts = lines.suffix(limit).map(Self.decode)
    if lines.count > 2 * limit || size > Self.longestFile { try replace(with: texts) }
    return texts
  }

  /// Writes a text behind the others.
  func append(_ text: String) throws(LineHistory.Problem) {
    guard text.utf8.count <= Self.longestText else { return }
    makeFolders()
    guard let file = try open(O_RDWR | O_CREAT) else { throw failure() }
    defer { close(file) }
    var line = Self.encode(text) + "\n"
    let size = lseek(file, 0, SEEK_END)
    if size == 0 {
      line = Self.header + "\n" + line
    } else {
      try checkHeader(file)
      // A session that was killed while it wrote, or a full disk, may have left half a line.
      var last: UInt8 = 0
      if pread(file, &last, 1, size - 1) == 1, last != 0x0A { line = "\n" + line }
    }
    guard write(line, to: file) else { throw failure() }
  }

  // MARK: Opening

  /// Opens and locks the file; nil where there is none.
  private func open(_ flags: Int32) throws(LineHistory.Problem) -> Int32? {
    while true {
      // Without O_NONBLOCK a pipe of that name would be waited for.
      let file = Self.open(path, flags | O_CLOEXEC | O_NONBLOCK | O_APPEND, 0o600)
      guard file >= 0 else {
        if errno == ENOENT && flags & O_CREAT == 0 { return nil }
        throw failure()
      }
      var status = stat()
      guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        close(file)
        throw .foreignFile(path: path)
      }
      while flock(file, LOCK_EX) != 0 {
        if errno == EINTR { continue }
        defer { close(file) }
        throw failure()
      }
      // Another session may have put a shorter file in its place meanwhile.
      var now = stat()
      if stat(path, &now) == 0, now.st_ino == status.st_ino, now.st_dev == status.st_dev {
        return file
      }
      close(file)
    }
  }

  private func makeFolders() {
    var end = path.startIndex
    while let slash = path[end...].dropFirst().firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o700)
      end = slash
    }
  }

  private func failure() -> LineHistory.Problem {
    .inaccessible(path: path, reason: String(cString: strerror(errno)))
  }

  private static func open(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(path, flags, mode)
    #elseif canImport(Musl)
      Musl.open(path, flags, mode)
    #else
      Darwin.open(path, flags, mode)
    #endif
  }

  // MARK: Reading and writing

  private func checkHeader(_ file: Int32) throws(LineHistory.Problem) {
    let expected = Array((Self.header + "\n").utf8)
    var found = [UInt8](repeating: 0, count: expected.count)
    guard pread(file, &found, found.count, 0) == found.count, found == expected else {
      throw .foreignFile(path: path)
    }
    // It is ours; whoever made it readable for others cannot have meant to.
    fchmod(file, 0o600)
  }

  private func read(_ file: Int32) throws(LineHistory.Problem) -> (
    lines: [ArraySlice<UInt8>], size: Int
  ) {
    let size = Int(lseek(file, 0, SEEK_END))
    guard size > 0 else { return ([], 0) }
    try checkHeader(file)
    let start = max(Self.header.utf8.count + 1, size - Self.longestFile)
    var bytes = [UInt8](repeating: 0, count: max(0, size - start))
    var count = 0
    while count < bytes.count {
      let received = bytes.withUnsafeMutableBytes { space in
        pread(file, space.baseAddress.map { $0 + count }, space.count - count, off_t(start + count))
      }
      if received < 0, errno == EINTR { continue }
      guard received > 0 else { break }
      count += received
    }
    var lines = bytes[..<count].split(separator: 0x0A)
    if start > Self.header.utf8.count + 1, !lines.isEmpty { lines.removeFirst() }
    return (lines.filter { !$0.contains(0) }, size)
  }

  /// Puts a file of just these texts in the place of the old one, whose lock the caller holds.
  private func replace(with texts: [String]) throws(LineHistory.Problem) {
    let draft = "\(path).\(getpid())"
    let file = Self.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure() }
    let lines = texts.map { Self.encode($0) + "\n" }
    let isWritten = write(Self.header + "\n" + lines.joined(), to: file) && fsync(file) == 0
    close(file)
    guard isWritten, rename(draft, path) == 0 else {
      let problem = failure()
      unlink(draft)
      throw problem
    }
  }

  private func write(_ text: String, to file: Int32) -> Bool {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Self.write(file, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      bytes = bytes.dropFirst(written)
    }
    return true
  }

  private static func write(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(file, bytes, count)
    #elseif canImport(Musl)
      Musl.write(file, bytes, count)
    #else
      Darwin.write(file, bytes, count)
    #endif
  }

  // MARK: Lines

  static func encode(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  static func decode(_ line: ArraySlice<UInt8>) -> String {
    guard line.contains(0x5C) else { return String(decoding: line, as: UTF8.self) }
    var text: [UInt8] = []
    var isEscaped = false
    for byte in line {
      if isEscaped {
        text.append(byte == UInt8(ascii: "n") ? 0x0A : byte)
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else {
        text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
