import Foundation
import TerminalHarness
import Testing

/// Ctrl-C gives up what was typed, in whatever state the editor is, and never returns it.
@Suite struct InterruptTests {
  /// A way into a state, from a line that must not run.
  struct State: CustomTestStringConvertible, Sendable {
    let name: String
    let keys: String
    /// What shows that the state is reached, where it shows.
    var sign: String?
    var settings: String?

    var testDescription: String { name }
  }

  static let states = [
    State(name: "typing", keys: ""),
    State(name: "in the middle of the line", keys: "\u{1B}[D\u{1B}[D"),
    State(name: "at the beginning", keys: "\u{01}"),
    State(name: "searching", keys: "\u{12}", sign: "search ‘’"),
    State(name: "having found", keys: "\u{12}earl", sign: "search ‘earl’: earlier | delete"),
    State(name: "having found nothing", keys: "\u{12}%%", sign: "not found ‘%%’"),
    State(name: "behind a search", keys: "\u{12}earl\u{1B}[C", sign: "demo! earlier | delete"),
    State(name: "after a paste", keys: "\u{1B}[200~x\ry\u{1B}[201~", sign: "\ny"),
    State(
      name: "in several lines", keys: "\u{1B}\rsecond | delete\u{1B}[A", sign: "\nsecond | del"),
    State(name: "recalled", keys: "\u{15}\u{1B}[A", sign: "demo! earlier | delete"),
    State(name: "behind Escape", keys: "\u{1B}"),
    State(name: "within a key sequence", keys: "\u{1B}["),
    State(name: "quoting a key", keys: "\u{16}"),
    State(name: "behind a count", keys: "\u{1B}5"),
    State(name: "in libedit's own command line", keys: "\u{1B}x"),
    State(
      name: "in libedit's own search", keys: "\u{14}ear", sign: "bck:ear",
      settings: "bind ^T em-inc-search-prev"),
    State(
      name: "in vi's command mode", keys: "\u{1B}b", settings: "bind -v"),
    State(
      name: "amid a command of vi", keys: "\u{1B}d", settings: "bind -v"),
    State(name: "replacing in vi", keys: "\u{1B}0r", settings: "bind -v"),
    State(name: "searching in vi", keys: "\u{1B}/earl", sign: "earlier", settings: "bind -v"),
    State(name: "in vi's command line", keys: "\u{1B}:bind", sign: ": bind", settings: "bind -v"),
  ]

  @Test(arguments: states) func givesUpTheText(_ state: State) throws {
    let session = try EditorSession(settings: state.settings)
    try session.enter("earlier | delete")
    try session.type("tags | delete")
    try session.terminal.wait(for: "tags | delete")
    try session.type(state.keys)
    if let sign = state.sign { try session.terminal.wait(for: sign) }
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    try session.enter("next")
    #expect(!session.wasGiven("tags"))
    let runs = session.terminal.screen.transcript.components(separatedBy: "got [").count - 1
    #expect(runs == 2, "only what Enter ended was given to the program")
    #expect(session.terminal.screen.unknownSequences.isEmpty)
  }

  @Test func worksInAListOfCandidates() throws {
    let session = try EditorSession()
    try session.type("many ")
    try session.press(.tab, .tab)
    try session.terminal.wait(for: "more: space, or q")
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    try session.enter("next")
    #expect(!session.wasGiven("many"))
  }

  @Test func worksWhereTheEndOfAPasteIsLost() throws {
    let session = try EditorSession()
    try session.type("\u{1B}[200~tags | delete\r")
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    // Whatever still comes of the paste is no typing.
    try session.type("images | delete\r\u{1B}[201~")
    try session.enter("next")
    #expect(!session.wasGiven("delete"))
  }

  @Test func onAnEmptyLineOnlyTells() throws {
    let session = try EditorSession()
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    try session.press(.controlC)
    try session.wait(forAnswer: "interrupted")
    try session.enter("next")
  }

  @Test func aSignalCountsAsTheKey() throws {
    let session = try EditorSession()
    try session.type("tags | delete")
    try session.terminal.wait(for: "tags | delete")
    session.terminal.signal(SIGINT)
    try session.wait(forAnswer: "interrupted")
    try session.enter("next")
    #expect(!session.wasGiven("tags"))
  }
}
