import CLibEdit

/// The editor on a terminal: libedit, and what it lacks.
///
/// libedit asks for one key after the other (`nextKey`), finds the command that the key is bound
/// to, and draws. Whatever must work in every state it may be in, its searches and its waiting for
/// the rest of a key sequence among them, is done where keys are read; the rest is commands
/// (EditorCommands.swift).
final class TerminalEditor {
  /// Keys that no keyboard has, each bound to one command.
  enum PrivateKey: Int32, CaseIterable {
    case insertLine = 0x9B
    case search = 0x9C
    case paste = 0x9D
    case accept = 0x9E
    case refresh = 0x9F
  }

  let editor: OpaquePointer
  let buffer: TextBuffer
  private(set) var handlers = EditorHandlers()
  private let ownHistory: LineHistory?
  /// The history, unless this text has nothing to do with it.
  private(set) var history: LineHistory?
  let usesColor: Bool
  /// Whether the terminal can move its cursor and clear lines.
  let isCapable: Bool
  var keys = KeyReader(descriptor: 0)

  /// What the end of this text will be, whatever libedit makes of it. Once it is set, nothing that
  /// was typed may be returned: a line that Ctrl-C ended must never run.
  private(set) var outcome: LineEditor.Input?
  private var attemptsToEnd = 0
  /// The text is complete and about to be returned.
  private var isAccepted = false
  /// Enter was pressed, and its command has not run yet.
  var isEnterTyped = false
  /// What a paste brought, until its command takes it.
  var pasted: String?
  var search: HistorySearch?
  var historyCursor = HistoryCursor(entries: [])
  /// The text that the right prompt was last asked about.
  private var hintedText: String?
  private var lastKey: Int32 = 0
  private let libeditHistory: OpaquePointer?
  // What libedit was given to read, which has to live until it is asked again.
  private let promptText = CText()
  private let rightPromptText = CText()

  /// Pasted text comes between marks while this is on.
  private static let bracketedPasteOn = "\u{1B}[?2004h"
  private static let bracketedPasteOff = "\u{1B}[?2004l"

  static var isPossible: Bool { isTerminal(0) && isTerminal(1) }

  init?(name: String, history: LineHistory?, usesColor: Bool) {
    _ = clibedit_set_locale()
    guard let editor = clibedit_open(name) else { return nil }
    self.editor = editor
    buffer = TextBuffer(editor: editor)
    ownHistory = history
    isCapable = ["up", "ce", "cd"].allSatisfy { (capability: String) in
      clibedit_capability(editor, capability) != nil
    }
    self.usesColor = usesColor && isCapable
    libeditHistory = clibedit_open_history(editor, 1000)
    if let libeditHistory, let history {
      for entry in history.entries.suffix(1000) { clibedit_add_to_history(libeditHistory, entry) }
    }
    configure(name: name)
  }

  deinit {
    clibedit_close(editor)
    if let libeditHistory { history_end(libeditHistory) }
  }

  /// The editor that libedit calls for.
  static func of(_ editor: OpaquePointer) -> TerminalEditor {
    Unmanaged<TerminalEditor>.fromOpaque(clibedit_context(editor)).takeUnretainedValue()
  }

  // MARK: A text

  func readText(
    _ handlers: EditorHandlers, keepsHistory: Bool = true, startingWith start: String = ""
  ) -> LineEditor.Input {
    self.handlers = handlers
    history = keepsHistory ? ownHistory : nil
    begin()
    if !start.isEmpty {
      pasted = KeyReader.text(ofPaste: Array(start.utf8)[...])
      keys.putBack(PrivateKey.paste.rawValue)
    }
    // libedit counts the bytes again, and wants a place for that.
    var count: Int32 = 0
    let line = el_gets(editor, &count)
    let typed = line.map { String(cString: $0) }
    clibedit_guard_end()
    if let outcome {
      if typed == nil { write("\n") }
      return outcome
    }
    guard var text = typed else {
      write("\n")
      return .end
    }
    if text.last == "\n" { text.removeLast() }
    // Whoever has libedit quote a key may have it quote one of ours.
    text.unicodeScalars.removeAll { $0.value >= 0x80 && $0.value < 0xA0 }
    // It holds the entries, which would be copied.
    historyCursor = HistoryCursor(entries: [])
    if let history, history.add(text), let libeditHistory {
      clibedit_add_to_history(libeditHistory, text)
    }
    return .text(text)
  }

  private func begin() {
    outcome = nil
    attemptsToEnd = 0
    isAccepted = false
    isEnterTyped = false
    // vi's `.` types again what was typed for earlier texts, this key at their ends included.
    bind(.accept, to: "le-refresh")
    pasted = nil
    search = nil
    hintedText = nil
    lastKey = 0
    historyCursor = HistoryCursor(entries: history?.entries ?? [])
    _ = clibedit_guard_begin(0, isCapable ? Self.bracketedPasteOff : "")
    if isCapable { write(Self.bracketedPasteOn) }
    // Before the prompt is seen, lest the terminal echo what follows it at once.
    clibedit_prepare(editor, true)
  }

  /// Ends the text without a result.
  func end(with outcome: LineEditor.Input) {
    self.outcome = outcome
    search = nil
    bind(.accept, to: "ed-newline")
  }

  /// Ends the text with libedit's own command, which moves below it: nothing else here can.
  func accept() {
    isAccepted = true
    bind(.accept, to: "ed-newline")
    clibedit_push(editor, PrivateKey.accept.rawValue)
  }

  func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let first = characters.baseAddress else { return }
        clibedit_write(editor, first, characters.count)
      }
    }
  }

  // MARK: Keys

  /// The next key for libedit: a code point, 0 at the end of the input.
  func nextKey() -> Int32 {
    if outcome != nil {
      // Whatever libedit is in the middle of takes the first for what it waits for; the second
      // ends the line; and if it does not, there is no more to read.
      if attemptsToEnd == 0, outcome == .interrupted { markInterruption() }
      attemptsToEnd += 1
      return attemptsToEnd <= 2 ? PrivateKey.accept.rawValue : 0
    }
    if isHintStale { return PrivateKey.refresh.rawValue }
    while true {
      switch keys.next() {
      case .key(let key):
        lastKey = key
        if key == 0x0A || key == 0x0D { isEnterTyped = true }
        guard search != nil else { return key }
        return searchKey(for: key)
      case .insertLine:
        search = nil
        return PrivateKey.insertLine.rawValue
      case .paste(let text):
        search = nil
        pasted = text
        return PrivateKey.paste.rawValue
      case .interrupt:
        end(with: .interrupted)
        return PrivateKey.refresh.rawValue
      case .signal:
        handle(keys.takeSignals())
        if outcome != nil { return PrivateKey.refresh.rawValue }
      case .end:
        return 0
      }
    }
  }

  /// Shows what happened, where that hides nothing.
  private func markInterruption() {
    let (text, cursor) = buffer.contents
    if cursor == text.utf8.count { write("^C") }
  }

  /// Whether the right prompt is about an older text. libedit does not ask for it when a character
  /// is added at the end, so it is made to once typing pauses; but not in the middle of a command,
  /// which would take the key for its own.
  private var isHintStale: Bool {
    guard handlers.rightPrompt != nil, isCapable, search == nil, lastKey >= 0x20, !keys.hasMore
    else { return false }
    let (text, cursor) = buffer.contents
    guard text != hintedText, cursor == text.utf8.count else { return false }
    return text.unicodeScalars.last.map { Int32($0.value) } == lastKey
  }

  func handle(_ signals: UInt32) {
    func has(_ signal: clibedit_signal) -> Bool { signals & signal.rawValue != 0 }
    if has(clibedit_signal_end) { return end(with: .end) }
    if has(clibedit_signal_interrupt) { return end(with: .interrupted) }
    if has(clibedit_signal_suspend) { return suspend() }
    if has(clibedit_signal_continue) {
      clibedit_prepare(editor, false)
      resume()
    } else if has(clibedit_signal_resize) || has(clibedit_signal_wake) {
      // A key that is bound to drawing might come amid a command, which would take it for its own.
      moveToBeginning()
      el_resize(editor)
      clibedit_draw(editor)
    }
  }

  /// Stops the process until it is continued.
  func suspend() {
    clibedit_prepare(editor, false)
    write((isCapable ? Self.bracketedPasteOff : "") + "\r\n")
    clibedit_suspend()
    _ = keys.takeSignals()
    resume()
  }

  private func resume() {
    clibedit_prepare(editor, true)
    if isCapable { write(Self.bracketedPasteOn) }
    write("\r")
    el_resize(editor)
    clibedit_draw(editor)
  }

  // MARK: The screen

  var size: (columns: Int, rows: Int) {
    var columns: Int32 = 0
    var rows: Int32 = 0
    clibedit_size(1, &columns, &rows)
    return (Int(columns), Int(rows))
  }

  /// The rows from the prompt to the cursor, and from there to the end of the text.
  func rowsAroundCursor() -> (above: Int, below: Int) {
    let (text, cursor) = buffer.contents
    var position = ScreenPosition(column: prompt(for: text).width, columns: size.columns)
    let middle = text.utf8.index(text.startIndex, offsetBy: cursor)
    position.advance(over: text[..<middle])
    let above = position.row
    position.advance(over: text[middle...])
    return (min(above, size.rows - 1), min(position.row - above, size.rows - 1))
  }

  /// Moves to where the prompt begins, and clears the screen from there, to draw anew.
  private func moveToBeginning() {
    guard isCapable else { return write("\r\n") }
    let rows = rowsAroundCursor().above
    write((rows > 0 ? "\u{1B}[\(rows)A" : "") + "\r\u{1B}[J")
  }

  private func prompt(for text: String) -> Prompt {
    guard let search else { return handlers.prompt(text) }
    let state = search.isFailing ? "not found" : "search"
    return Prompt(parts: [
      Prompt.Part(state, style: usesColor ? (search.isFailing ? "31" : "2") : nil),
      Prompt.Part(" ‘\(search.pattern)’: "),
    ])
  }

  func promptPointer() -> UnsafeMutablePointer<CChar> {
    promptText.hold(prompt(for: buffer.text).encoded(isStyled: isCapable))
  }

  func rightPromptPointer() -> UnsafeMutablePointer<CChar> {
    let text = buffer.text
    hintedText = text
    // A hint has no place beside a text that is done.
    guard search == nil, isCapable, !isAccepted, outcome == nil,
      let rightPrompt = handlers.rightPrompt
    else {
      return rightPromptText.hold("")
    }
    let prompt = rightPrompt(text)
    return rightPromptText.hold(prompt.width * 2 > size.columns ? "" : prompt.encoded)
  }
}

/// A text that C reads until there is another.
private final class CText {
  private var storage: UnsafeMutablePointer<CChar>

  init() {
    storage = .allocate(capacity: 1)
    storage.initialize(to: 0)
  }

  deinit {
    storage.deallocate()
  }

  func hold(_ text: String) -> UnsafeMutablePointer<CChar> {
    let characters = text.utf8CString
    storage.deallocate()
    storage = .allocate(capacity: characters.count)
    for (index, character) in characters.enumerated() {
      (storage + index).initialize(to: character)
    }
    return storage
  }
}
