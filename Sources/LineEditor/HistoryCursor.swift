/// Goes through the history while a text is typed. What was typed or changed on the way stays.
struct HistoryCursor {
  private let entries: [String]
  /// Where we are; the text being typed is behind the last entry.
  private var position: Int
  private var drafts: [Int: String] = [:]

  init(entries: [String]) {
    self.entries = entries
    position = entries.count
  }

  private func text(at position: Int) -> String {
    drafts[position] ?? (position < entries.count ? entries[position] : "")
  }

  /// The next text in a direction that begins as told, or nil where there is none.
  mutating func move(by step: Int, from text: String, prefix: String = "") -> String? {
    var target = position + step
    while target >= 0 && target <= entries.count {
      let candidate = self.text(at: target)
      if candidate.hasPrefix(prefix), prefix.isEmpty || candidate != text {
        if text != self.text(at: position) { drafts[position] = text }
        position = target
        return candidate
      }
      target += step
    }
    return nil
  }
}

/// Finds an entry of the history by a part of it, while that part is being typed.
struct HistorySearch {
  private let entries: [String]
  /// What was typed before the search.
  let original: (text: String, cursor: Int)
  private(set) var pattern = ""
  /// The entry that was found, and where in its UTF-8 the pattern is.
  private(set) var found: (index: Int, cursor: Int)?
  private(set) var isFailing = false

  init(entries: [String], original: (text: String, cursor: Int)) {
    self.entries = entries
    self.original = original
  }

  /// What to show.
  var shown: (text: String, cursor: Int) {
    found.map { (entries[$0.index], $0.cursor) } ?? original
  }

  mutating func append(_ scalar: Unicode.Scalar) {
    pattern.unicodeScalars.append(scalar)
    look(from: found?.index ?? entries.count - 1, step: -1)
  }

  mutating func removeLast() {
    guard !pattern.isEmpty else { return }
    pattern.removeLast()
    found = nil
    look(from: entries.count - 1, step: -1)
  }

  /// Goes to the next older or newer entry that has the pattern.
  mutating func move(by step: Int) {
    guard let found else { return look(from: entries.count - 1, step: -1) }
    look(from: found.index + step, step: step)
  }

  private mutating func look(from start: Int, step: Int) {
    isFailing = false
    guard !pattern.isEmpty else { return }
    // A pattern in small letters finds capitals, too.
    let ignoresCase = pattern == pattern.lowercased()
    var index = start
    while entries.indices.contains(index) {
      let text = ignoresCase ? entries[index].lowercased() : entries[index]
      let isRepeated = found.map { entries[$0.index] == entries[index] && $0.index != index }
      if isRepeated != true, let range = text.firstRange(of: pattern) {
        let offset = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        found = (index, min(offset, entries[index].utf8.count))
        return
      }
      index += step
    }
    isFailing = true
  }
}
