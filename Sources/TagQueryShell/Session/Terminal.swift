#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is known of the terminal, if there is one.
public enum Terminal {
  /// Whether a descriptor is a terminal.
  public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// The cells in a line of a terminal; nil where it does not say.
  public static func width(_ descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// The time of the machine's clock.
  public static func now() -> (seconds: Int64, nanoseconds: Int64) {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return (Int64(time.tv_sec), Int64(time.tv_nsec))
  }

  /// A line that is typed, without its line break; nil at the end of the input.
  public static func line() -> String? { readLine() }

  /// A descriptor of its own for standard input; below 0 where there is none.
  static func input() -> Int32 { fcntl(0, F_DUPFD_CLOEXEC, 3) }

  /// Makes a reader that goes away an error to handle, instead of the end of the process.
  public static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Whether there is something at a path.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Makes the folders that a file's path leads through; false where that cannot be.
  public static func makeFolder(of path: String) -> Bool {
    var folder = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
      folder += part + "/"
      if !exists(folder), mkdir(folder, 0o700) != 0, errno != EEXIST { return false }
    }
    return true
  }

  /// The path of the executable that this process runs, links followed.
  public static func executablePath() -> String {
    #if canImport(Darwin)
      var size: UInt32 = 4096
      var path = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&path, &size) == 0 else { return CommandLine.arguments[0] }
    #else
      let path = "/proc/self/exe"
    #endif
    guard let real = realpath(path, nil) else { return CommandLine.arguments[0] }
    defer { free(real) }
    return String(cString: real)
  }
}
