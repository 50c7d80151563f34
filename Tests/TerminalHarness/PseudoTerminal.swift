#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A pseudo-terminal: its near end, and the name of the end at which a program sits.
enum PseudoTerminal {
  static func open() throws(Terminal.Failure) -> (descriptor: Int32, name: String) {
    #if canImport(Darwin)
      let descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
      guard descriptor >= 0, grantpt(descriptor) == 0, unlockpt(descriptor) == 0,
        let name = ptsname(descriptor)
      else { throw failure }
      return (descriptor, String(cString: name))
    #else
      // Glibc shows posix_openpt and what goes with it only to programs that ask for more of it
      // than Swift does; this is what they do.
      let descriptor = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var isLocked: Int32 = 0
      var number: UInt32 = 0
      guard descriptor >= 0, ioctl(descriptor, UInt(0x4004_5431), &isLocked) == 0,
        ioctl(descriptor, UInt(0x8004_5430), &number) == 0
      else { throw failure }
      return (descriptor, "/dev/pts/\(number)")
    #endif
  }

  private static var failure: Terminal.Failure {
    Terminal.Failure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
  }

  /// Makes a process that is spawned the leader of a session of its own.
  static var newSession: Int32 {
    #if canImport(Darwin)
      POSIX_SPAWN_SETSID
    #else
      0x80
    #endif
  }
}
