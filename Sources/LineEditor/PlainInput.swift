#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads texts where nobody types: no prompt, no keys, and the last line needs no line break.
final class PlainInput {
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var position = 0
  private var isAtEnd = false

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Lines up to where the text is complete, or the rest.
  func readText(isComplete: (String) -> Bool) -> LineEditor.Input {
    var text: String?
    while let line = readLine() {
      text = text.map { $0 + "\n" + line } ?? line
      if let text, text.allSatisfy(\.isWhitespace) || isComplete(text) { return .text(text) }
    }
    return text.map { .text($0) } ?? .end
  }

  private func readLine() -> String? {
    var searched = position
    while true {
      if let end = bytes[searched...].firstIndex(of: 0x0A) {
        defer { position = end + 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
      }
      searched = bytes.count
      if isAtEnd {
        guard position < bytes.count else { return nil }
        defer { position = bytes.count }
        return String(decoding: bytes[position...], as: UTF8.self)
      }
      searched -= position
      bytes.removeFirst(position)
      position = 0
      fill()
    }
  }

  private func fill() {
    let count = withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { space in
      while true {
        let count = read(descriptor, space.baseAddress, space.count)
        if count < 0, errno == EINTR { continue }
        if count > 0 { bytes.append(contentsOf: space.prefix(count)) }
        return count
      }
    }
    isAtEnd = count <= 0
  }
}
