#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that comes into its place whole or not at all.
///
/// Text goes to a temporary file in the same folder, which takes the file's place in `commit`:
/// until then, and after any failure, whoever reads the file sees what was there before. The
/// temporary file is removed when the file is abandoned or let go of; a process that ends by `exit`
/// abandons it first. It is for one task at a time.
public final class AtomicFile {
  private let path: String
  private let target: String
  private let temporary: String
  private var writer: DescriptorWriter
  private var isOpen = true

  /// Makes the temporary file. Throws where the file could not be put in its place: there is no
  /// such folder, or what is there is not a file or may not be written. A file that is there keeps
  /// its permissions; a new one gets 0644 less the umask.
  public init(path: String) throws(OutputError) {
    self.path = path
    guard !path.utf8.contains(0) else { throw .system(.create, path: path, code: EINVAL) }
    let existing = try existingFile(at: path)
    target = existing?.path ?? path
    let random = String(UInt64.random(in: .min ... .max), radix: 16)
    temporary = "\(folder(of: target)).tagq-\(random).tmp"
    // A file with this name that is already there, even as a link, is not ours to write to.
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = open(temporary, flags, existing == nil ? 0o644 : 0o600)
    guard descriptor >= 0 else { throw .system(.create, path: path, code: errno) }
    writer = DescriptorWriter(descriptor: descriptor, path: path, capacity: 64 << 10)
    // From here on `deinit` cleans up.
    if let existing, fchmod(descriptor, existing.permissions) != 0 {
      throw .system(.create, path: path, code: errno)
    }
  }

  deinit { abandon() }

  /// Takes a text for the file.
  public func write(_ text: String) throws(OutputError) {
    guard isOpen else { throw .system(.write, path: path, code: EBADF) }
    try writer.write(text)
  }

  /// Takes bytes for the file.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    guard isOpen else { throw .system(.write, path: path, code: EBADF) }
    try writer.write(bytes)
  }

  /// Brings the text to the disk and the file in its place. Throws if that fails, or if a `write`
  /// did; then what was there is there still.
  public func commit() throws(OutputError) {
    guard isOpen else { throw .system(.save, path: path, code: EBADF) }
    defer { abandon() }
    try writer.flush()
    // Without this a crash of the machine could leave an empty file in place of the old one.
    guard fsync(writer.descriptor) == 0 else { throw .system(.save, path: path, code: errno) }
    guard rename(temporary, target) == 0 else { throw .system(.save, path: path, code: errno) }
    isOpen = false
    close(writer.descriptor)
    synchronizeFolder()
  }

  /// Gives the file up, and leaves what was there. Does nothing after `commit`.
  public func abandon() {
    guard isOpen else { return }
    isOpen = false
    close(writer.descriptor)
    unlink(temporary)
  }

  /// Makes the new name last through a crash. Not all file systems can; the file is good anyway.
  private func synchronizeFolder() {
    let folder = folder(of: target)
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}

/// The folder of a path with its slash; empty for the current one.
private func folder(of path: String) -> String {
  // By scalars: a combining mark after the slash would make one character of the two.
  let name = path.unicodeScalars.reversed().prefix { $0 != "/" }.count
  return String(String.UnicodeScalarView(path.unicodeScalars.dropLast(name)))
}

/// The file at a path, through links, and its permissions; nil where there is none.
private func existingFile(
  at path: String
) throws(OutputError) -> (path: String, permissions: mode_t)? {
  // Renaming onto a link would replace the link and not the file that it stands for.
  guard let resolved = realpath(path, nil) else {
    if errno == ENOENT { return nil }
    throw .system(.create, path: path, code: errno)
  }
  defer { free(resolved) }
  var information = stat()
  guard stat(resolved, &information) == 0 else {
    throw .system(.create, path: path, code: errno)
  }
  guard information.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
  // The folder's permissions alone would let a file be replaced that is protected from writing.
  guard access(resolved, W_OK) == 0 else { throw .system(.create, path: path, code: errno) }
  return (String(cString: resolved), information.st_mode & 0o777)
}
