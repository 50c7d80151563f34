public import TagQuery
import TagJSON

/// Reads a snapshot (NDJSON, one entry a line) entry by entry, compressed with gzip or not: what it
/// is shows in its first bytes, not in its name.
///
/// Line breaks are LF or CR LF, and blank lines are passed over. However long the snapshot is, only
/// a line and a piece of the file are in memory; a line may have 1 MiB. It is for one task at a
/// time.
public final class SnapshotReader {
  /// What errors call the snapshot.
  public let name: String

  private let file: DescriptorSource
  private let source: any ByteSource
  private let format = SnapshotLine()
  private var lines: LineReader

  /// Opens a file, or whatever else there is to read at a path.
  public convenience init(path: String) throws(SnapshotError) {
    let file: DescriptorSource
    do throws(ByteProblem) {
      file = try DescriptorSource(path: path)
    } catch {
      throw SnapshotError(name: path, error.message)
    }
    try self.init(file, name: path)
  }

  /// Reads from a file descriptor, which is closed when the reader is let go of.
  public convenience init(descriptor: Int32, name: String) throws(SnapshotError) {
    try self.init(DescriptorSource(descriptor: descriptor), name: name)
  }

  private init(_ file: DescriptorSource, name: String) throws(SnapshotError) {
    self.name = name
    self.file = file
    do throws(ByteProblem) {
      // A pipe may give one byte at a time.
      var first: [UInt8] = []
      var byte: [UInt8] = [0]
      while first.count < 2 {
        let count = try byte.withUnsafeMutableBufferPointer { bytes throws(ByteProblem) in
          try file.read(into: UnsafeMutableRawBufferPointer(bytes))
        }
        guard count > 0 else { break }
        first += byte
      }
      source =
        first == GzipSource.magic
        ? try GzipSource(first: first, then: file) : PrefixedSource(first: first, then: file)
      lines = LineReader(source)
    } catch {
      throw SnapshotError(name: name, error.message)
    }
  }

  /// The line of the last entry that was read, from 1; 0 before the first.
  public var line: Int { lines.number }

  /// How many bytes of the file were read, compressed or not.
  public var byteCount: Int { file.count }

  /// The next entry; nil at the end. Throws where a line is no entry, or cannot be read; there is
  /// no reading on after that.
  public func next() throws(SnapshotError) -> RegistryEntry? {
    do throws(ByteProblem) {
      return try lines.next { bytes throws(ByteProblem) in
        do throws(TagJSONError) {
          return try format.entry(of: bytes)
        } catch {
          throw ByteProblem(error.message)
        }
      }
    } catch {
      throw SnapshotError(name: name, line: lines.number, error.message)
    }
  }

  /// The same bytes in blocks, for somebody who reads nothing here. They may be read from several
  /// threads.
  func blocks() -> BlockReader { BlockReader(source) }

  /// An error that is about a line of this snapshot.
  func mistake(line: Int, _ message: String) -> SnapshotError {
    SnapshotError(name: name, line: line, message)
  }
}

/// What a source gives, behind bytes that were read from it already.
private final class PrefixedSource: ByteSource {
  private var first: [UInt8]
  private let source: any ByteSource

  init(first: [UInt8], then source: any ByteSource) {
    self.first = first
    self.source = source
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteProblem) -> Int {
    guard !first.isEmpty else { return try source.read(into: buffer) }
    let count = min(first.count, buffer.count)
    buffer.copyBytes(from: first.prefix(count))
    first.removeFirst(count)
    return count
  }
}
