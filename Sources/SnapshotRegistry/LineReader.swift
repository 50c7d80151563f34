#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Cuts bytes into lines. No more than one line and one piece of the source is in memory.
struct LineReader {
  /// Bytes that a line may have.
  static let longestLine = 1 << 20

  private let source: any ByteSource
  private var buffer = [UInt8](repeating: 0, count: 256 << 10)
  /// The bytes of the buffer that belong to no line yet.
  private var rest = 0..<0
  private var isAtEnd = false
  /// The number of the last line that was given, from 1; 0 before the first.
  private(set) var number = 0

  init(_ source: any ByteSource) { self.source = source }

  /// The next line without its line break, LF or CR LF, given to `read`; nil at the end. Lines with
  /// nothing but blanks are counted and passed over.
  mutating func next<Answer>(
    _ read: (UnsafeRawBufferPointer) throws(ByteProblem) -> Answer
  ) throws(ByteProblem) -> Answer? {
    while let range = try nextRange() {
      let isFirst = number == 1
      let answer = try buffer.withUnsafeBufferPointer { bytes throws(ByteProblem) -> Answer? in
        let whole = UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[range]))
        let line = Self.trimmed(whole, isFirst: isFirst)
        return line.isEmpty ? nil : try read(line)
      }
      if let answer { return answer }
    }
    return nil
  }

  private mutating func nextRange() throws(ByteProblem) -> Range<Int>? {
    var searched = 0
    while true {
      if let end = lineFeed(in: rest.dropFirst(searched)) {
        number += 1
        let line = rest.lowerBound..<end
        rest = end + 1..<rest.upperBound
        guard line.count <= Self.longestLine else { throw Self.tooLong }
        return line
      }
      searched = rest.count
      guard searched <= Self.longestLine else {
        number += 1
        throw Self.tooLong
      }
      guard isAtEnd else {
        do throws(ByteProblem) {
          try fill()
        } catch {
          // What cannot be read is of the line that would come next.
          number += 1
          throw error
        }
        continue
      }
      guard !rest.isEmpty else { return nil }
      number += 1
      defer { rest = rest.upperBound..<rest.upperBound }
      return rest
    }
  }

  private func lineFeed(in range: Range<Int>) -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress, !range.isEmpty,
        let found = memchr(start + range.lowerBound, 0x0A, range.count)
      else { return nil }
      return UnsafeRawPointer(found) - start
    }
  }

  /// Makes room behind what is left, and reads on.
  private mutating func fill() throws(ByteProblem) {
    if rest.lowerBound > 0 {
      buffer.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        memmove(start, start + rest.lowerBound, rest.count)
      }
      rest = 0..<rest.count
    }
    if rest.upperBound == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let end = rest.upperBound
    let count = try buffer.withUnsafeMutableBufferPointer { bytes throws(ByteProblem) in
      let room = UnsafeMutableBufferPointer(rebasing: bytes[end...])
      return try source.read(into: UnsafeMutableRawBufferPointer(room))
    }
    isAtEnd = count == 0
    rest = rest.lowerBound..<rest.upperBound + count
  }

  /// A line without blanks around it. The mark that some editors begin files with is not of the
  /// first line.
  static func trimmed(_ line: UnsafeRawBufferPointer, isFirst: Bool) -> UnsafeRawBufferPointer {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    var (start, end) = (0, line.count)
    if isFirst, line.starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
    while start < end, isBlank(line[start]) { start += 1 }
    while end > start, isBlank(line[end - 1]) { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: line[start..<end])
  }

  static let tooLong = ByteProblem("the line is longer than 1 MiB")
}
