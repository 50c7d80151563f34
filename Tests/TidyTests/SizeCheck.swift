/// Keeps files, lines and functions short enough to be read at a glance.
enum SizeCheck {
  static let linesOfFile = 400
  static let columns = 100
  static let linesOfFunction = 70

  static func findings(in file: ProjectFile) -> [Finding] {
    var findings = longFunctions(in: file)
    var lines = file.lines
    if lines.last?.isEmpty == true { lines.removeLast() }
    if lines.count >= linesOfFile {
      findings.append(
        Finding(
          path: file.path, line: lines.count,
          message: "the file has \(lines.count) lines; keep it under \(linesOfFile)"))
    }
    for (index, line) in lines.enumerated() where line.count > columns {
      findings.append(
        Finding(
          path: file.path, line: index + 1,
          message: "the line has \(line.count) columns; keep it to \(columns)"))
    }
    return findings
  }

  private static func longFunctions(in file: ProjectFile) -> [Finding] {
    let tokens = SwiftLexer.tokens(of: file.text).filter { $0.kind != .comment }
    return tokens.indices.compactMap { index in
      guard let opening = body(ofDeclarationAt: index, in: tokens) else { return nil }
      let closing = end(ofBlockAt: opening, in: tokens)
      let length = tokens[closing].line - tokens[index].line + 1
      guard length >= linesOfFunction else { return nil }
      let isNamed = ["func", "var"].contains(tokens[index].text)
      let name = tokens[isNamed ? index + 1 : index].text
      return Finding(
        path: file.path, line: tokens[index].line,
        message: "\(name) has \(length) lines; keep it under \(linesOfFunction)")
    }
  }

  /// The brace that opens the body of the function, initializer or computed property that is
  /// declared at a token; nil where none is declared, or where it has no body.
  private static func body(ofDeclarationAt index: Int, in tokens: [SwiftToken]) -> Int? {
    guard tokens[index].kind == .word,
      ["func", "init", "deinit", "subscript", "var"].contains(tokens[index].text),
      index == 0 || !tokens[index - 1].isSymbol(".")
    else { return nil }
    var depth = 0
    for next in tokens.indices.dropFirst(index + 1) {
      let token = tokens[next]
      if token.kind == .word, depth == 0, startsOfDeclarations.contains(token.text) { return nil }
      guard token.kind == .symbol else { continue }
      switch token.text {
      case "(", "[": depth += 1
      case ")", "]": depth -= 1
      case "{" where depth == 0: return next
      case "}" where depth == 0: return nil
      case "=" where depth == 0 && tokens[index].text == "var": return nil
      default: break
      }
      if depth < 0 { return nil }
    }
    return nil
  }

  /// The brace that closes a block; the last token where the block has no end.
  private static func end(ofBlockAt opening: Int, in tokens: [SwiftToken]) -> Int {
    var depth = 0
    for index in tokens.indices.dropFirst(opening) {
      if tokens[index].isSymbol("{") { depth += 1 }
      if tokens[index].isSymbol("}") { depth -= 1 }
      if depth == 0 { return index }
    }
    return tokens.count - 1
  }

  /// The words at which a declaration without a body has ended, since another one starts.
  private static let startsOfDeclarations: Set<String> = [
    "func", "init", "deinit", "subscript", "var", "let", "case", "struct", "class", "enum",
    "actor", "extension", "protocol", "typealias", "associatedtype", "static", "public",
    "package", "internal", "private", "fileprivate", "mutating", "nonmutating", "override",
    "indirect", "final", "lazy", "weak", "nonisolated", "#if", "#else", "#elseif", "#endif",
  ]
}
