import Foundation
import TerminalHarness
import Testing

/// Whatever ends the program, the terminal is as it was.
@Suite struct WayOutTests {
  private func expectUntouched(_ terminal: Terminal) {
    #expect(terminal.modes == terminal.initialModes)
    #expect(!terminal.screen.isBracketingPastes)
  }

  private func session(_ arguments: [String: String] = [:]) throws -> EditorSession {
    let session = try EditorSession(environment: arguments)
    try session.type("tags | delete")
    try session.terminal.wait(for: "tags | delete")
    #expect(!session.terminal.modes.readsLines && !session.terminal.modes.echoes)
    #expect(!session.terminal.modes.sendsSignals && session.terminal.screen.isBracketingPastes)
    return session
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGUSR1, SIGALRM])
  func bySignal(_ signal: Int32) throws {
    let session = try session()
    session.terminal.signal(signal)
    #expect(try session.terminal.waitForEnd() == .signalled(signal))
    expectUntouched(session.terminal)
    #expect(!session.wasGiven("tags"))
    #expect(session.terminal.screen.cursor.column == 0)
  }

  @Test(arguments: ["trap", "abort", "overflow"]) func byACrash(_ word: String) throws {
    let session = try session()
    try session.type("\u{15}\(word) \t")
    let end = try session.terminal.waitForEnd()
    guard case .signalled(let signal) = end else {
      Issue.record("it \(end)")
      return
    }
    #expect([SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS].contains(signal))
    expectUntouched(session.terminal)
  }

  @Test func byExitWithinACallback() throws {
    let session = try session()
    try session.type("\u{15}exit \t")
    #expect(try session.terminal.waitForEnd() == .exited(3))
    expectUntouched(session.terminal)
  }

  @Test func byControlD() throws {
    let session = try EditorSession()
    try session.press(.controlD)
    #expect(try session.terminal.waitForEnd() == .exited(0))
    #expect(session.terminal.screen.lines.contains("end"))
    expectUntouched(session.terminal)
  }

  @Test func controlDEndsOnlyAnEmptyLine() throws {
    let session = try EditorSession()
    try session.type("ab")
    try session.press(.controlD, .left, .left, .controlD)
    try session.enter("c", expecting: "got [cb]")
  }

  @Test func byANormalEnd() throws {
    let session = try EditorSession()
    try session.type("quit\r")
    #expect(try session.terminal.waitForEnd() == .exited(0))
    expectUntouched(session.terminal)
  }

  /// Between two texts, too: what a program starts then finds the terminal as it was.
  @Test func whileNothingIsRead() throws {
    let session = try EditorSession()
    try session.type("one | pause\r")
    try session.terminal.wait(for: "paused")
    expectUntouched(session.terminal)
    session.terminal.signal(SIGUSR1)
    #expect(try session.terminal.waitForEnd() == .signalled(SIGUSR1))
  }

  @Test func aHandlerOfTheProgramStillRuns() throws {
    let session = try EditorSession("--handle-term")
    try session.type("tags | delete")
    try session.terminal.wait(for: "tags | delete")
    session.terminal.signal(SIGTERM)
    #expect(try session.terminal.waitForEnd() == .exited(0))
    #expect(session.terminal.screen.lines.contains("handled"))
    #expect(session.terminal.screen.lines.contains("end"))
    #expect(!session.wasGiven("tags"))
    expectUntouched(session.terminal)
  }

  /// The leader of a session cannot be stopped, so this one goes on at once.
  @Test func controlZGoesOnWithTheText() throws {
    let session = try EditorSession()
    try session.type("ab")
    try session.terminal.wait(forCursorBehind: "ab")
    try session.press(.controlZ)
    try session.enter("c", expecting: "got [abc]")
    #expect(!session.terminal.screen.lines.contains("interrupted"))
  }

  @Test func aStopFromOutsideGoesOnWithTheText() throws {
    let session = try EditorSession()
    try session.type("ab")
    try session.terminal.wait(forCursorBehind: "ab")
    session.terminal.signal(SIGSTOP)
    session.terminal.signal(SIGCONT)
    try session.enter("c", expecting: "got [abc]")
  }
}
