/// Keeps out words that have no place in the project, and calls that need a reason.
enum WordCheck {
  /// What is wrong with the text of any file: paths of one machine, and notes to oneself.
  static func findings(in file: ProjectFile) -> [Finding] {
    // Brackets keep these expressions from finding themselves.
    let path = /(?:^|[\s"'`=(:])(\/(?:wor[k]|hom[e]|User[s]|roo[t])\/)/
    let note = /\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b/
    var findings: [Finding] = []
    for (index, line) in file.lines.enumerated() {
      if let match = line.firstMatch(of: path) {
        findings.append(
          Finding(
            path: file.path, line: index + 1,
            message: "\(match.output.1) is a folder of one machine"))
      }
      if let match = line.firstMatch(of: note) {
        findings.append(
          Finding(
            path: file.path, line: index + 1,
            message: "\(match.output.1): do it, or say in a comment what is so and why"))
      }
    }
    return findings
  }

  /// What is wrong with Swift code: a call that may crash, or an unchecked promise, without the
  /// reason why it is right.
  static func findingsInSwift(in file: ProjectFile) -> [Finding] {
    let tokens = SwiftLexer.tokens(of: file.text)
    let comments = tokens.filter { $0.kind == .comment }
    let code = tokens.filter { $0.kind != .comment }
    return zip(code, code.dropFirst()).compactMap { token, next in
      guard token.kind == .word else { return nil }
      let isAdjacent = next.start == token.start + token.text.utf8.count
      var message: String?
      switch (token.text, next.text) {
      case ("try", "!") where isAdjacent, ("as", "!") where isAdjacent, ("fatalError", "("):
        let isExplained = comments.contains {
          $0.lastLine == token.line || $0.lastLine == token.line - 1
        }
        if !isExplained { message = "\(token.text)\(next.text) needs a comment that says why" }
      case ("@unchecked", "Sendable"):
        let isExplained = comments.contains {
          (token.line - 12...token.line).contains($0.lastLine)
            && $0.text.contains("@unchecked Sendable")
        }
        if !isExplained {
          message = "a comment above must say why, and end in: therefore `@unchecked Sendable`"
        }
      default: break
      }
      return message.map { Finding(path: file.path, line: token.line, message: $0) }
    }
  }
}
