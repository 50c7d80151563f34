import CLibEdit

/// The commands that keys are bound to, beside libedit's own. Each tells libedit what to draw.
extension TerminalEditor {
  /// What libedit is to do when a command is done.
  private enum Result {
    static let nothing = UInt8(CC_NORM)
    static let refresh = UInt8(CC_REFRESH)
    static let moved = UInt8(CC_CURSOR)
    static let refused = UInt8(CC_ERROR)
  }

  private typealias Command = (name: String, purpose: String, function: clibedit_function)

  private static let commands: [Command] = [
    ("le-accept", "End the text if it is complete, else add a line", { of($0).accept($1) }),
    ("le-insert-line", "Add a line", { editor, _ in of(editor).insertLine() }),
    ("le-interrupt", "Give up the text", { editor, _ in of(editor).interrupt() }),
    ("le-complete", "Complete, or list what there is", { editor, _ in of(editor).complete() }),
    ("le-paste", "Insert what was pasted", { editor, _ in of(editor).insertPaste() }),
    ("le-refresh", "Ask for the prompts again", { _, _ in Result.refresh }),
    ("le-search", "Search the history", { editor, _ in of(editor).searchHistory() }),
    ("le-search-step", "Show what was found", { editor, _ in of(editor).showFound() }),
    ("le-older", "Line above, or older text", { editor, _ in of(editor).moveUpOrOlder() }),
    ("le-newer", "Line below, or newer text", { editor, _ in of(editor).moveDownOrNewer() }),
    ("le-older-same", "Older text that begins the same", { of($0).moveInHistory(-1, $1) }),
    ("le-newer-same", "Newer text that begins the same", { of($0).moveInHistory(1, $1) }),
    (
      "le-line-start", "Beginning of the line", { editor, _ in of(editor).moveToEdge(below: false) }
    ),
    ("le-line-end", "End of the line", { editor, _ in of(editor).moveToEdge(below: true) }),
    ("le-suspend", "Stop until continued", { editor, _ in of(editor).suspendNow() }),
  ]

  func addCommands() {
    for command in Self.commands {
      clibedit_add_function(editor, command.name, command.purpose, command.function)
    }
  }

  // MARK: Ending the text

  private func accept(_ key: Int32) -> UInt8 {
    defer { isEnterTyped = false }
    // vi's `.` types earlier texts again, and the Enter behind them.
    guard isEnterTyped || !clibedit_is_vi(editor) else { return Result.refused }
    if handlers.endsText(buffer.text) {
      accept()
      return handlers.rightPrompt == nil ? Result.nothing : Result.refresh
    }
    return insertLine()
  }

  private func insertLine() -> UInt8 {
    buffer.insert("\n")
    return Result.refresh
  }

  /// Only for a ^C that comes out of a macro of ~/.editrc: a typed one never gets here.
  private func interrupt() -> UInt8 {
    end(with: .interrupted)
    clibedit_push(editor, PrivateKey.accept.rawValue)
    return Result.nothing
  }

  private func suspendNow() -> UInt8 {
    suspend()
    return Result.nothing
  }

  // MARK: Inserting

  private func insertPaste() -> UInt8 {
    guard let text = pasted else { return Result.refused }
    pasted = nil
    if !text.isEmpty { buffer.insert(text) }
    return Result.refresh
  }

  private func complete() -> UInt8 {
    let (text, cursor) = buffer.contents
    let list = handlers.complete(text, cursor)
    if let (text, cursor) = list.insertion(into: text, cursor: cursor) {
      buffer.replace(with: text, cursor: cursor)
      return Result.refresh
    }
    guard list.candidates.count > 1 || !list.note.isEmpty else { return Result.refused }
    show(CompletionTable(list: list, columns: size.columns, usesColor: usesColor).lines)
    return Result.nothing
  }

  /// Shows lines below the text, a screen at a time, and the text again below them.
  private func show(_ lines: [String]) {
    write(String(repeating: "\r\n", count: rowsAroundCursor().below + 1))
    var rest = lines[...]
    while true {
      let page = rest.prefix(max(1, size.rows - 1))
      rest = rest.dropFirst(page.count)
      write(page.map { $0 + "\r\n" }.joined())
      if rest.isEmpty || !wantsMore(left: rest.count) { break }
    }
    if outcome == nil { clibedit_draw(editor) }
  }

  /// Asks whether to go on with a list.
  private func wantsMore(left: Int) -> Bool {
    let question = DisplayText.fitted("-- \(left) more: space, or q", to: size.columns - 1)
    write(question)
    defer { write(isCapable ? "\r\u{1B}[K" : "\r\n") }
    while true {
      switch keys.next() {
      case .key(0x20), .key(0x09), .key(0x0A), .key(0x0D): return true
      case .interrupt:
        end(with: .interrupted)
        return false
      case .signal:
        let signals = keys.takeSignals()
        if signals & clibedit_signal_resize.rawValue != 0 { el_resize(editor) }
        let ending = clibedit_signal_end.rawValue | clibedit_signal_interrupt.rawValue
        guard signals & ending != 0 else { continue }
        handle(signals)
        return false
      case .key(let key):
        // Whoever goes on typing has seen enough.
        if key != 0x71 { keys.putBack(key) }
        return false
      case .paste(let text):
        if let text, !text.isEmpty { buffer.insert(text) }
        return false
      case .insertLine, .end: return false
      }
    }
  }

  // MARK: Moving

  /// Moves to the end of the line in which the cursor is, and from there to that of the text.
  private func moveToEdge(below: Bool) -> UInt8 {
    let (text, cursor) = buffer.contents
    let target = Self.edge(of: cursor, in: text, below: below)
    let edge = below ? text.utf8.count : 0
    buffer.moveCursor(to: target == cursor ? edge : target, in: text)
    return Result.moved
  }

  private static func edge(of cursor: Int, in text: String, below: Bool) -> Int {
    let bytes = Array(text.utf8)
    return below
      ? bytes[cursor...].firstIndex(of: 0x0A) ?? bytes.count
      : (bytes[..<cursor].lastIndex(of: 0x0A) ?? -1) + 1
  }

  // MARK: History

  private func moveUpOrOlder() -> UInt8 {
    let (text, cursor) = buffer.contents
    if let target = Self.neighbour(of: cursor, in: text, below: false) {
      buffer.moveCursor(to: target, in: text)
      return Result.moved
    }
    return recall(historyCursor.move(by: -1, from: text))
  }

  private func moveDownOrNewer() -> UInt8 {
    let (text, cursor) = buffer.contents
    if let target = Self.neighbour(of: cursor, in: text, below: true) {
      buffer.moveCursor(to: target, in: text)
      return Result.moved
    }
    return recall(historyCursor.move(by: 1, from: text))
  }

  private func moveInHistory(_ step: Int, _ key: Int32) -> UInt8 {
    let (text, cursor) = buffer.contents
    let prefix = String(text[..<text.utf8.index(text.startIndex, offsetBy: cursor)])
    guard let found = historyCursor.move(by: step, from: text, prefix: prefix) else {
      return Result.refused
    }
    buffer.replace(with: found, cursor: prefix.isEmpty ? found.utf8.count : cursor)
    return Result.refresh
  }

  private func recall(_ text: String?) -> UInt8 {
    guard let text else { return Result.refused }
    buffer.replace(with: text, cursor: text.utf8.count)
    return Result.refresh
  }

  /// The place in the line above or below that is as far from the line's beginning.
  static func neighbour(of cursor: Int, in text: String, below: Bool) -> Int? {
    let bytes = Array(text.utf8)
    let start = edge(of: cursor, in: text, below: false)
    let column = String(decoding: bytes[start..<cursor], as: UTF8.self).count
    let other: ArraySlice<UInt8>
    if below {
      guard let end = bytes[cursor...].firstIndex(of: 0x0A) else { return nil }
      let rest = bytes[(end + 1)...]
      other = rest.prefix { $0 != 0x0A }
    } else {
      guard start > 0 else { return nil }
      let before = bytes[..<(start - 1)]
      other = before[((before.lastIndex(of: 0x0A) ?? -1) + 1)...]
    }
    let line = String(decoding: other, as: UTF8.self)
    return other.startIndex + String(line.prefix(column)).utf8.count
  }

  // MARK: Searching

  private func searchHistory() -> UInt8 {
    guard isCapable, let history, !history.entries.isEmpty else { return Result.refused }
    search = HistorySearch(entries: history.entries, original: buffer.contents)
    return Result.refresh
  }

  private func showFound() -> UInt8 {
    if let shown = search?.shown { buffer.replace(with: shown.text, cursor: shown.cursor) }
    return Result.refresh
  }

  /// What a key does while the history is searched. Those that are no part of the search end it,
  /// and then do to what was found what they do to any text.
  func searchKey(for key: Int32) -> Int32 {
    switch key {
    case 0x12: search?.move(by: -1)
    case 0x13: search?.move(by: 1)
    case 0x08, 0x7F: search?.removeLast()
    case 0x07:
      if let original = search?.original {
        buffer.replace(with: original.text, cursor: original.cursor)
      }
      search = nil
    case 0x20...:
      if let scalar = Unicode.Scalar(UInt32(key)) { search?.append(scalar) }
    default:
      search = nil
      keys.putBack(key)
    }
    return PrivateKey.search.rawValue
  }
}
