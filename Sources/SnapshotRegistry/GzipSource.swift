import CZlib

/// Bytes out of gzip data (RFC 1952), which may be several compressed files one after another.
final class GzipSource: ByteSource {
  /// How compressed data begins.
  static let magic: [UInt8] = [0x1F, 0x8B]

  private let source: any ByteSource
  private var input: [UInt8]
  /// The bytes of the input that were not expanded yet.
  private var rest: Range<Int>
  /// zlib keeps its address, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  /// Whether a compressed file has begun and not ended.
  private var isInside = true

  /// Expands what a source gives after its first bytes, which were read already.
  init(first: [UInt8], then source: any ByteSource) throws(ByteProblem) {
    self.source = source
    input = first
    rest = first.indices
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard czlib_begin_inflate(stream) == Z_OK else {
      throw ByteProblem("there is no memory to expand it")
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ByteProblem) -> Int {
    guard buffer.count > 0 else { return 0 }
    while true {
      if rest.isEmpty, try refill() == 0 {
        guard !isInside else {
          throw ByteProblem("its gzip data ends too early: the file is not complete")
        }
        return 0
      }
      if !isInside {
        guard inflateReset(stream) == Z_OK else { throw Self.corrupt }
        isInside = true
      }
      let count = try expand(into: buffer)
      if count > 0 { return count }
    }
  }

  private func refill() throws(ByteProblem) -> Int {
    if input.count < 64 << 10 { input = [UInt8](repeating: 0, count: 64 << 10) }
    let count = try input.withUnsafeMutableBufferPointer { bytes throws(ByteProblem) in
      try source.read(into: UnsafeMutableRawBufferPointer(bytes))
    }
    rest = 0..<count
    return count
  }

  private func expand(into buffer: UnsafeMutableRawBufferPointer) throws(ByteProblem) -> Int {
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(clamping: buffer.count)
    let room = Int(stream.pointee.avail_out)
    let code = input.withUnsafeMutableBufferPointer { bytes in
      stream.pointee.next_in = bytes.baseAddress.map { $0 + rest.lowerBound }
      stream.pointee.avail_in = UInt32(clamping: rest.count)
      return inflate(stream, Z_NO_FLUSH)
    }
    rest = rest.upperBound - Int(stream.pointee.avail_in)..<rest.upperBound
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isInside = false
    case Z_MEM_ERROR: throw ByteProblem("there is no memory to expand it")
    default: throw Self.corrupt
    }
    return room - Int(stream.pointee.avail_out)
  }

  private static let corrupt = ByteProblem("its gzip data is corrupt")
}
