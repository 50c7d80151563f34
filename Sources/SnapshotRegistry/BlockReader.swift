import Synchronization

/// Cuts bytes into blocks of whole lines, which may be looked into side by side.
///
/// Everything it has is used only while `lock` is held: therefore `@unchecked Sendable`.
final class BlockReader: @unchecked Sendable {
  /// Bytes of a block, as far as lines allow it.
  private static let size = 1 << 20

  private let lock = Mutex(())
  private let source: any ByteSource
  /// The beginning of a line whose end was not read yet.
  private var rest: [UInt8] = []
  private var index = 0
  private var isAtEnd = false

  init(_ source: any ByteSource) { self.source = source }

  /// Fills a buffer with the next lines; nil at the end.
  ///
  /// Where the source fails, what was read before that is a block still, which tells of it.
  func next(into buffer: inout [UInt8]) -> Block? {
    lock.withLock { _ in
      guard !isAtEnd else { return nil }
      defer { index += 1 }
      return fill(&buffer)
    }
  }

  /// A block of lines.
  struct Block {
    /// Its position, from 0.
    let index: Int
    /// Its bytes in the buffer.
    let count: Int
    /// Why there are no more behind it.
    let problem: ByteProblem?
  }

  private func fill(_ buffer: inout [UInt8]) -> Block {
    var problem: ByteProblem?
    var count = rest.count
    if buffer.count < Self.size + count {
      buffer = [UInt8](repeating: 0, count: Self.size + count)
    }
    buffer.replaceSubrange(0..<count, with: rest)
    rest = []
    while true {
      // As much as fits, since a pipe gives little at a time.
      while count < buffer.count, !isAtEnd {
        do throws(ByteProblem) {
          let read = try buffer.withUnsafeMutableBufferPointer { bytes throws(ByteProblem) in
            let room = UnsafeMutableBufferPointer(rebasing: bytes[count...])
            return try source.read(into: UnsafeMutableRawBufferPointer(room))
          }
          count += read
          isAtEnd = read == 0
        } catch {
          problem = error
          isAtEnd = true
        }
      }
      if isAtEnd { return Block(index: index, count: count, problem: problem) }
      if let end = buffer[..<count].lastIndex(of: 0x0A) {
        rest = Array(buffer[end + 1..<count])
        return Block(index: index, count: end + 1, problem: nil)
      }
      guard count <= LineReader.longestLine else {
        isAtEnd = true
        return Block(index: index, count: count, problem: nil)
      }
      buffer += [UInt8](repeating: 0, count: Self.size)
    }
  }
}
