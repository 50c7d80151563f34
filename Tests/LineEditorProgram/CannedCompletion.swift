import LineEditor

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Candidates by the first word and the words before the cursor, and ways to end in the middle of
/// a command.
enum CannedCompletion {
  static func list(_ text: String, _ cursor: Int) -> CompletionList {
    let before = text[..<text.utf8.index(text.startIndex, offsetBy: cursor)]
    let word = before.reversed().prefix { $0 != " " && $0 != "\n" }.reversed()
    let start = cursor - String(word).utf8.count
    let earlier = before.utf8.prefix(start)
    let previous = String(decoding: earlier, as: UTF8.self).split { $0 == " " || $0 == "\n" }.last
    return CompletionList(
      start: start,
      candidates: candidates(after: previous.map(String.init)).filter {
        $0.text.hasPrefix(String(word))
      },
      note: previous == "noted" ? "there may be more" : "")
  }

  private static func candidates(after word: String?) -> [CompletionCandidate] {
    switch word {
    case nil, "|":
      ["tags", "images", "namespaces"].map { CompletionCandidate($0, kind: "source") }
    case "where":
      [
        CompletionCandidate("created", kind: "field", detail: "when it was made"),
        CompletionCandidate("namespace", kind: "field", detail: "the namespace of its image"),
        CompletionCandidate("name", kind: "field", detail: "the tag's own name", suffix: " "),
        CompletionCandidate(
          "now", kind: "function",
          detail: "the time at which the query began, which stays the same while it runs"),
      ]
    case "many": (0..<200).map { CompletionCandidate("item-\($0)", kind: "thing") }
    case "bare": (0..<30).map { CompletionCandidate("b\($0)") }
    case "wide": ["漢字一", "漢字二"].map { CompletionCandidate($0, kind: "image") }
    case "evil": ["x\u{1B}[2J1", "x\u{1B}[2J2"].map { CompletionCandidate($0, kind: "\u{7}") }
    case "noted": [CompletionCandidate("one"), CompletionCandidate("other")]
    case "trap": fatalError("as asked")  // The tests ask for it.
    case "abort": abort()
    case "exit": exit(3)
    case "overflow": [CompletionCandidate(String(overflow(1)))]
    default: []
    }
  }

  /// Uses up the stack.
  private static func overflow(_ depth: Int) -> Int {
    var numbers = (depth, depth, depth, depth)
    withUnsafeMutablePointer(to: &numbers) { $0.pointee.0 &+= 1 }
    return overflow(numbers.0) &+ numbers.1
  }
}
