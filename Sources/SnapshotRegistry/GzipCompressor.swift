import CZlib

/// Compresses bytes in the format of gzip. The same bytes always give the same result: neither the
/// time nor a name is kept.
public final class GzipCompressor {
  /// zlib keeps its address, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var piece = [UInt8](repeating: 0, count: 64 << 10)

  /// A compressor; nil where there is not the memory for one.
  public init?() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard czlib_begin_deflate(stream) == Z_OK else { return nil }
  }

  deinit {
    deflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// Takes bytes, and gives those of the result that are ready.
  public func compress(_ bytes: [UInt8]) -> [UInt8] { run(bytes, Z_NO_FLUSH) }

  /// The rest of the result. Nothing can be compressed after it.
  public func finish() -> [UInt8] { run([], Z_FINISH) }

  private func run(_ bytes: [UInt8], _ flush: Int32) -> [UInt8] {
    var result: [UInt8] = []
    var bytes = bytes
    bytes.withUnsafeMutableBufferPointer { bytes in
      stream.pointee.next_in = bytes.baseAddress
      stream.pointee.avail_in = UInt32(clamping: bytes.count)
      var isFull = true
      while isFull {
        piece.withUnsafeMutableBufferPointer { piece in
          stream.pointee.next_out = piece.baseAddress
          stream.pointee.avail_out = UInt32(clamping: piece.count)
          // It fails only where it is called in the wrong order.
          _ = deflate(stream, flush)
          isFull = stream.pointee.avail_out == 0
        }
        result += piece.prefix(piece.count - Int(stream.pointee.avail_out))
      }
    }
    return result
  }
}
