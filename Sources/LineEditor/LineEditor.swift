import CLibEdit
import Synchronization

/// Lets people type texts of one or several lines on a terminal: with keys as in a shell, history,
/// completion, and hints while they type. Where standard input or output is not a terminal it
/// reads plain lines and shows nothing.
///
/// It sets the process's locale for characters (`LC_CTYPE`), since libedit needs one that knows
/// UTF-8. While `readText` waits, every signal that would end the process puts the terminal back
/// first and then does what it did before; so do crashes and `exit`. Between two calls Ctrl-C is a
/// signal as usual, SIGINT, and is the caller's.
///
/// An editor is used on one thread, and calls back on it.
public final class LineEditor {
  /// What came of letting someone type.
  public enum Input: Equatable, Sendable {
    /// A text, without the line break that ended it.
    case text(String)
    /// Ctrl-C: whatever was typed is gone, and must not be run.
    case interrupted
    /// Ctrl-D on an empty line, the end of the input, or someone asked the process to end.
    case end
  }

  /// Why there is no editor.
  public enum Failure: Error, Equatable {
    /// The process has one already, and libedit allows but one.
    case alreadyOpen
    /// libedit could not start.
    case cannotStart
  }

  /// What stands before the text. It is asked with the text whenever the line is drawn.
  public var prompt: (_ text: String) -> Prompt {
    get { handlers.prompt }
    set { handlers.prompt = newValue }
  }

  /// What stands at the right edge of the first line, as long as there is room and the text is one
  /// line. It is asked with the text whenever typing pauses, so it must be quick.
  public var rightPrompt: ((_ text: String) -> Prompt)? {
    get { handlers.rightPrompt }
    set { handlers.rightPrompt = newValue }
  }

  /// Whether Enter ends this text. If not, it adds a line. Blank texts are not asked about.
  public var isComplete: (_ text: String) -> Bool {
    get { handlers.isComplete }
    set { handlers.isComplete = newValue }
  }

  /// What Tab offers for a text and a cursor, which is an offset in its UTF-8.
  public var complete: (_ text: String, _ cursor: Int) -> CompletionList {
    get { handlers.complete }
    set { handlers.complete = newValue }
  }

  /// Whether a person types: standard input and output are a terminal.
  public var isInteractive: Bool { terminal != nil }

  /// What was typed before. Texts are added before `readText` returns them, so that they survive
  /// whatever happens then.
  public let history: LineHistory?

  private let handlers = EditorHandlers()
  private let terminal: TerminalEditor?
  private let plain: PlainInput?
  private static let isOpen = Atomic(false)

  /// Opens the editor on standard input and output.
  ///
  /// - Parameters:
  ///   - name: the program's name; lines of `~/.editrc` that begin with another's are passed over.
  ///   - history: where texts are kept; with nil nowhere.
  ///   - usesColor: whether lists and searches may use colours and dim text.
  public init(
    name: String, history: LineHistory? = nil, usesColor: Bool = false
  ) throws(Failure) {
    guard !Self.isOpen.exchange(true, ordering: .acquiringAndReleasing) else {
      throw .alreadyOpen
    }
    self.history = history
    guard TerminalEditor.isPossible else {
      terminal = nil
      plain = PlainInput(descriptor: 0)
      return
    }
    plain = nil
    terminal = TerminalEditor(
      name: name, history: history, usesColor: usesColor)
    if terminal == nil {
      Self.isOpen.store(false, ordering: .releasing)
      throw .cannotStart
    }
  }

  deinit {
    Self.isOpen.store(false, ordering: .releasing)
  }

  /// Lets someone type a text, and waits for it.
  ///
  /// - Parameter start: what stands there already, to be changed; only where someone types.
  public func readText(startingWith start: String = "") -> Input {
    if let terminal { return terminal.readText(handlers, startingWith: start) }
    return plain?.readText(isComplete: handlers.isComplete) ?? .end
  }

  /// Asks a question, and waits for the line that answers it: without completion, and without the
  /// history, into which the answer does not go either.
  public func ask(_ question: Prompt) -> Input {
    if let terminal {
      let handlers = EditorHandlers()
      handlers.prompt = { _ in question }
      return terminal.readText(handlers, keepsHistory: false)
    }
    return plain?.readText { _ in true } ?? .end
  }

  /// Has the prompts asked for again while someone types, since what they tell has changed. It may
  /// be called from any thread, and does nothing while nobody types.
  public static func refreshPrompts() {
    clibedit_guard_wake()
  }
}

/// What an editor asks of whoever uses it.
final class EditorHandlers {
  var prompt: (String) -> Prompt = { _ in Prompt("> ") }
  var rightPrompt: ((String) -> Prompt)?
  var isComplete: (String) -> Bool = { _ in true }
  var complete: (String, Int) -> CompletionList = { _, cursor in CompletionList(start: cursor) }

  /// Whether Enter ends the text.
  func endsText(_ text: String) -> Bool {
    text.allSatisfy(\.isWhitespace) || isComplete(text)
  }
}
