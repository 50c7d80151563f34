import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The first bytes of a file (SQLite's file format, "The Database Header"), read without SQLite:
/// that would leave files of its own beside a database that is none of our business.
struct StoreHeader {
  private let bytes: [UInt8]
  private let size: Int

  /// Reads the file; nil where there is nothing in it, or no such file.
  init?(of path: String) throws(RegistryError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw StoreFile.systemFailure(path)
    }
    defer { _ = close(descriptor) }
    var information = stat()
    var buffer = [UInt8](repeating: 0, count: Self.length)
    let count = read(descriptor, &buffer, Self.length)
    guard fstat(descriptor, &information) == 0, count >= 0 else {
      throw StoreFile.systemFailure(path)
    }
    if count == 0 { return nil }
    bytes = Array(buffer.prefix(count))
    size = Int(information.st_size)
  }

  /// Up to the head of the first page's tree, which lists the tables.
  private static let length = 108
  private static let magic = Array("SQLite format 3\0".utf8)

  /// Whether it is a database of SQLite at all.
  var isDatabase: Bool { bytes.count == Self.length && bytes.starts(with: Self.magic) }

  /// The program that made it, as SQLite lets programs say.
  var applicationID: Int32 { Int32(bitPattern: word(68)) }

  /// How many migrations it has seen.
  var version: Int32 { Int32(bitPattern: word(60)) }

  /// Whether it has no tables: the tree that lists them is one leaf without entries.
  var isEmpty: Bool { bytes[100] == 0x0D && bytes[103] == 0 && bytes[104] == 0 }

  /// Whether the file ends before its last page.
  var isTruncated: Bool {
    let pageSize = Int(bytes[16]) << 8 | Int(bytes[17])
    // The count of pages is right only where the last who wrote knew of it.
    guard word(24) == word(92) else { return false }
    return Int(word(28)) * (pageSize == 1 ? 65_536 : pageSize) > size
  }

  private func word(_ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
