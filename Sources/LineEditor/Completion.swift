/// Something that Tab may put into the text.
public struct CompletionCandidate: Equatable, Sendable {
  /// What stands in the text then.
  public var text: String
  /// What it is, in a word, such as `field`; may be empty.
  public var kind: String
  /// What it means, in a line; may be empty.
  public var detail: String
  /// What follows it when it is the only one, such as a blank.
  public var suffix: String

  /// Makes a candidate.
  public init(_ text: String, kind: String = "", detail: String = "", suffix: String = " ") {
    self.text = text
    self.kind = kind
    self.detail = detail
    self.suffix = suffix
  }
}

/// What Tab offers at some place.
public struct CompletionList: Equatable, Sendable {
  /// Where in the text's UTF-8 begins what a candidate replaces; it ends at the cursor.
  public var start: Int
  /// The candidates, in the order in which they are listed.
  public var candidates: [CompletionCandidate]
  /// Something to say below the list, such as that it may not be whole yet; may be empty.
  public var note: String

  /// Makes a list.
  public init(start: Int, candidates: [CompletionCandidate] = [], note: String = "") {
    self.start = start
    self.candidates = candidates
    self.note = note
  }

  /// What Tab may do to the text without asking: what all candidates begin with.
  func insertion(into text: String, cursor: Int) -> (text: String, cursor: Int)? {
    guard let first = candidates.first, start >= 0, start <= cursor, cursor <= text.utf8.count
    else { return nil }
    let bytes = text.utf8
    let from = bytes.index(bytes.startIndex, offsetBy: start)
    let to = bytes.index(bytes.startIndex, offsetBy: cursor)
    let typed = String(text[from..<to])
    let rest = text[to...]
    var replacement: String
    if candidates.count == 1 {
      replacement = first.text
      if !rest.hasPrefix(first.suffix) { replacement += first.suffix }
    } else {
      replacement = candidates.dropFirst().reduce(first.text) { common, candidate in
        String(zip(common, candidate.text).prefix { $0 == $1 }.map(\.0))
      }
      // Candidates that only resemble what was typed must not take away from it.
      guard replacement.count >= typed.count,
        replacement.lowercased().hasPrefix(typed.lowercased())
      else { return nil }
    }
    guard replacement != typed else { return nil }
    return (text[..<from] + replacement + rest, start + replacement.utf8.count)
  }
}
