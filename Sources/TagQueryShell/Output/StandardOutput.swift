/// Writes text to standard output, or to another open file descriptor, through a buffer.
///
/// It is for one task at a time. The process has to ignore `SIGPIPE`, or the system ends it when
/// the reader of a pipe goes away, before there is an error to throw. What is in the buffer is lost
/// unless `flush` is called before the end, and whenever somebody is to see it.
public final class StandardOutput {
  private var writer: DescriptorWriter

  /// The output with this file descriptor, which stays open. About `capacity` bytes are held back.
  public init(descriptor: Int32 = 1, capacity: Int = 64 << 10) {
    writer = DescriptorWriter(descriptor: descriptor, path: nil, capacity: capacity)
  }

  /// Takes a text, and writes what is held back once that is enough. Throws `OutputError.closed`
  /// when the reader went away, and so does every call after it.
  public func write(_ text: String) throws(OutputError) {
    try writer.write(text)
  }

  /// Writes what is held back. Throws as `write` does.
  public func flush() throws(OutputError) {
    try writer.flush()
  }
}
