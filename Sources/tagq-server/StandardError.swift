#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard error, line by line.
enum StandardError {
  /// Writes a line at once, so that lines of several tasks are not mixed up.
  static func line(_ text: String) {
    var text = text + "\n"
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let start = rest.baseAddress, !rest.isEmpty {
        let count = write(2, start, rest.count)
        if count < 0 {
          // Nobody can be told that nobody can be told.
          if errno != EINTR { return }
        } else {
          rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
      }
    }
  }
}

/// A variable of the environment; an empty one counts as none.
func environment(_ name: String) -> String? {
  guard let value = getenv(name).map({ String(cString: $0) }), !value.isEmpty else { return nil }
  return value
}
