import CLibEdit

/// The text that is being edited. libedit counts in characters of C, which are Unicode scalars
/// here; everything else counts in bytes of UTF-8.
struct TextBuffer {
  let editor: OpaquePointer

  /// The text and the cursor, copied at once: libedit's own copy lives until it is asked again.
  var contents: (text: String, cursor: Int) {
    guard let line = el_line(editor)?.pointee, let buffer = line.buffer,
      let cursor = line.cursor, let end = line.lastchar
    else { return ("", 0) }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: end - buffer)
    return (String(decoding: bytes, as: UTF8.self), cursor - buffer)
  }

  var text: String { contents.text }

  /// Makes it this text, with the cursor at an offset in its UTF-8.
  func replace(with text: String, cursor: Int) {
    if text.isEmpty {
      clibedit_clear(editor)
    } else {
      el_replacestr(editor, text)
      moveCursor(to: cursor, in: text)
    }
  }

  /// Moves the cursor in the text, which the caller knows.
  func moveCursor(to cursor: Int, in text: String) {
    let end = text.utf8.index(text.startIndex, offsetBy: min(cursor, text.utf8.count))
    let target = text.unicodeScalars[..<end].count
    el_cursor(editor, Int32(clamping: target) - el_cursor(editor, 0))
  }

  /// Inserts a text at the cursor.
  func insert(_ text: String) {
    clibedit_insert(editor, text)
  }
}
