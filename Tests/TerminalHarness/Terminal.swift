import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs a program on a terminal of its own: types, waits for what it shows, and sees how it ends.
///
/// Every wait is for something to happen. The time that it may take is only there so that a test
/// fails instead of hanging.
public final class Terminal {
  /// Why a wait failed, with what was on the screen by then.
  public struct Failure: Error, CustomStringConvertible {
    /// What was waited for, and what there was instead.
    public let description: String
  }

  /// How a program ended.
  public enum End: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
  }

  /// What is on the screen.
  public private(set) var screen: Screen
  /// Everything that the program wrote, as it was written.
  public private(set) var output: [UInt8] = []
  /// The terminal's modes before the program started.
  public let initialModes: Modes
  /// The program's process.
  public let process: Int32

  private let descriptor: Int32
  private let limit: Duration
  private var end: End?
  private var isClosed = false

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: the path of the executable.
  ///   - arguments: what it is given, its name left out.
  ///   - environment: all of its environment; `TERM` is `xterm-256color` unless it says otherwise.
  ///   - columns, rows: the size of the terminal.
  ///   - limit: how long one wait may take before it counts as failed.
  public init(
    _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
    columns: Int = 80, rows: Int = 24, limit: Duration = .seconds(60)
  ) throws {
    screen = Screen(columns: columns, rows: rows)
    self.limit = limit
    let name: String
    (descriptor, name) = try PseudoTerminal.open()
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    initialModes = Self.modes(of: descriptor)
    process = try Self.spawn(
      [program] + arguments, on: name,
      environment: ["TERM": "xterm-256color"].merging(environment) { $1 })
  }

  deinit {
    if end == nil {
      kill(process, SIGKILL)
      var status: Int32 = 0
      waitpid(process, &status, 0)
    }
    close(descriptor)
  }

  private static func spawn(
    _ command: [String], on terminal: String, environment: [String: String]
  ) throws -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The first terminal that the leader of a session opens becomes the session's.
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    // A test runner may have signals ignored or blocked, which programs would inherit.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = PseudoTerminal.newSession | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let words = command.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var process: pid_t = 0
    let error = posix_spawn(&process, command[0], &actions, &attributes, words, variables)
    guard error == 0 else {
      throw Failure(description: "\(command[0]): \(String(cString: strerror(error)))")
    }
    return process
  }

  // MARK: Typing

  /// Types a text, or sends whatever bytes a key sends.
  public func type(_ text: String) throws {
    try send(Array(text.utf8))
  }

  /// Sends bytes, and takes in meanwhile what the program writes: a terminal holds only so much.
  public func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    let deadline = ContinuousClock.now + limit
    while !rest.isEmpty {
      try check(deadline, "a program that reads what is typed")
      var place = pollfd(fd: descriptor, events: Int16(POLLIN | POLLOUT), revents: 0)
      guard poll(&place, 1, 100) > 0 else { continue }
      if Int32(place.revents) & POLLIN != 0 { receive() }
      guard Int32(place.revents) & POLLOUT != 0 else {
        if isClosed { throw Failure(description: "The program has left the terminal.") }
        continue
      }
      // Not more at once than a terminal's queue takes; more would wait for the program, which may
      // wait for us.
      let chunk = rest.prefix(256)
      let written = chunk.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 { rest = rest.dropFirst(written) }
    }
  }

  /// Pastes a text as a terminal does when a program has asked for marks around it.
  public func paste(_ text: String) throws {
    try type("\u{1B}[200~" + text.replacingOccurrences(of: "\n", with: "\r") + "\u{1B}[201~")
  }

  /// Gives the terminal another size, of which the program is told.
  public func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Sends a signal to the program.
  public func signal(_ number: Int32) {
    kill(process, number)
  }

  // MARK: Waiting

  /// Waits until the screen is as told.
  public func wait(for what: String, until isThere: (Screen) -> Bool) throws {
    let deadline = ContinuousClock.now + limit
    while !isThere(screen) {
      try check(deadline, what)
      guard receive() || end == nil && !isClosed else {
        if isThere(screen) { return }
        throw failure(what, "the program has ended")
      }
    }
  }

  /// Waits until a text is on the screen, or was.
  public func wait(for text: String) throws {
    try wait(for: "‘\(text)’") { $0.transcript.contains(text) }
  }

  /// Waits until the cursor stands behind a text, with nothing to the right of it.
  public func wait(forCursorBehind text: String) throws {
    try wait(for: "the cursor behind ‘\(text)’") { screen in
      let line = screen.cursorLine
      let trimmed = String(text.reversed().drop { $0 == " " }.reversed())
      return line.hasSuffix(trimmed)
        && screen.cursor.column >= Self.columns(of: line)
        && screen.cursor.column <= Self.columns(of: line) + text.count - trimmed.count
    }
  }

  /// Waits until the program ends, and takes in what it writes until then.
  @discardableResult
  public func waitForEnd() throws -> End {
    let deadline = ContinuousClock.now + limit
    while end == nil {
      try check(deadline, "the end of the program")
      receive()
      var status: Int32 = 0
      guard waitpid(process, &status, WNOHANG) == process else { continue }
      let signal = status & 0x7F
      end = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }
    while receive(milliseconds: 0) {}
    return end ?? .exited(-1)
  }

  private static func columns(of line: String) -> Int {
    var screen = Screen(columns: 10_000, rows: 1)
    screen.feed(line.utf8)
    return screen.cursor.column
  }

  private func check(_ deadline: ContinuousClock.Instant, _ what: String) throws {
    if ContinuousClock.now > deadline { throw failure(what, "it took longer than \(limit)") }
  }

  private func failure(_ what: String, _ reason: String) -> Failure {
    Failure(
      description: """
        Waited for \(what): \(reason). The screen, cursor at \(screen.cursor):
        \(screen.text)
        """)
  }

  /// Takes in what the program has written; returns whether there was something.
  @discardableResult
  private func receive(milliseconds: Int32 = 50) -> Bool {
    var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard !isClosed, poll(&place, 1, milliseconds) > 0 else {
      if isClosed, milliseconds > 0 { usleep(1000) }
      return false
    }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = read(descriptor, &bytes, bytes.count)
    guard count > 0 else {
      // Linux says EIO when the last process has left the terminal.
      isClosed = true
      return false
    }
    output += bytes.prefix(count)
    screen.feed(bytes.prefix(count))
    return true
  }

  // MARK: The terminal's modes

  /// How the terminal treats what is typed.
  public struct Modes: Equatable, Sendable {
    /// Whole lines are handed over, editable with the terminal's own few keys.
    public var readsLines: Bool
    /// What is typed is shown.
    public var echoes: Bool
    /// Ctrl-C and the like send signals.
    public var sendsSignals: Bool
    /// Everything else that can be set, as bytes.
    var rest: [UInt32]
  }

  /// The modes as they are now.
  public var modes: Modes { Self.modes(of: descriptor) }

  private static func modes(of descriptor: Int32) -> Modes {
    var modes = termios()
    tcgetattr(descriptor, &modes)
    func has(_ flag: Int32) -> Bool { modes.c_lflag & tcflag_t(flag) != 0 }
    let characters = withUnsafeBytes(of: modes.c_cc) { $0.map { UInt32($0) } }
    return Modes(
      readsLines: has(Int32(ICANON)), echoes: has(Int32(ECHO)), sendsSignals: has(Int32(ISIG)),
      rest: [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag].map { UInt32($0) }
        + characters)
  }
}
