import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The clock of the system.
enum SystemClock {
  static func now() -> Timestamp {
    // Its members are read as the two words that they are: in a release build, in which the module
    // is compiled as a whole, the compiler ascribes them to a module that cannot be imported.
    withUnsafeTemporaryAllocation(of: timespec.self, capacity: 1) { time in
      guard let start = time.baseAddress, clock_gettime(CLOCK_REALTIME, start) == 0 else {
        return Timestamp(nanoseconds: 0)
      }
      let words = UnsafeRawPointer(start)
      let seconds = words.load(as: Int.self)
      let rest = words.load(fromByteOffset: MemoryLayout<Int>.size, as: Int.self)
      return Timestamp(nanoseconds: Int64(seconds) * 1_000_000_000 + Int64(rest))
    }
  }
}
