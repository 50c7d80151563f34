/// The names that a Swift file declares, and those that it uses.
struct SwiftNames {
  /// Types and functions at the top level that other files can see.
  private(set) var visible: Set<String> = []
  /// Types, functions and generic parameters at any level.
  private(set) var declared: Set<String> = []
  /// Words that may name a type or a function of another file.
  private(set) var uses: [SwiftToken] = []

  private let tokens: [SwiftToken]
  /// Variables and parameters: a call of one of them calls no function of another file.
  private var variables: Set<String> = []

  init(of source: String) {
    tokens = SwiftLexer.tokens(of: source).filter { $0.kind != .comment }
    var depth = 0
    for index in tokens.indices {
      if tokens[index].isSymbol("{") { depth += 1 }
      if tokens[index].isSymbol("}") { depth -= 1 }
      readDeclaration(at: index, isAtTop: depth == 0)
    }
    for index in tokens.indices where isUse(at: index) { uses.append(tokens[index]) }
  }

  private static let declaring: Set<String> = [
    "struct", "class", "enum", "protocol", "actor", "typealias", "associatedtype", "func",
  ]
  private static let modifiers: Set<String> = [
    "private", "fileprivate", "internal", "package", "public", "final", "indirect", "nonisolated",
    "static", "mutating", "override",
  ]

  private mutating func readDeclaration(at index: Int, isAtTop: Bool) {
    let token = tokens[index]
    guard token.kind == .word, let next = neighbour(at: index + 1) else { return }
    if next.kind == .word, token.text == "let" || token.text == "var" {
      variables.insert(next.text)
    }
    if next.isSymbol(":") { variables.insert(token.text) }
    if ["init", "subscript"].contains(token.text) { readGenericParameters(at: index + 1) }
    guard Self.declaring.contains(token.text), next.kind == .word else { return }
    declared.insert(next.text)
    readGenericParameters(at: index + 2)
    let modifiers = tokens[..<index].reversed().prefix { Self.modifiers.contains($0.text) }
    let isHidden = modifiers.contains { $0.text == "private" || $0.text == "fileprivate" }
    if isAtTop, !isHidden { visible.insert(next.text) }
  }

  /// Reads `<First, Second: Protocol>`, where it stands at a token.
  private mutating func readGenericParameters(at index: Int) {
    guard let opening = neighbour(at: index), opening.isSymbol("<") else { return }
    for position in tokens.indices.dropFirst(index + 1) {
      let token = tokens[position]
      if token.isSymbol(">") || token.isSymbol("{") { return }
      let last = tokens[position - 1]
      if token.kind == .word, last.isSymbol("<") || last.isSymbol(",") {
        declared.insert(token.text)
      }
    }
  }

  /// Whether the word at a token may stand for a type, or is called as a function.
  private func isUse(at index: Int) -> Bool {
    let word = tokens[index]
    guard word.kind == .word, let first = word.text.unicodeScalars.first else { return false }
    if let last = neighbour(at: index - 1) {
      if Self.declaring.contains(last.text) { return false }
      // A member is found by its type, unless what is before the dot is the module itself.
      if last.isSymbol("."), neighbour(at: index - 2)?.isWord("TagQuery") != true { return false }
    }
    if first.properties.isUppercase { return true }
    return neighbour(at: index + 1)?.isSymbol("(") == true && !variables.contains(word.text)
  }

  private func neighbour(at index: Int) -> SwiftToken? {
    tokens.indices.contains(index) ? tokens[index] : nil
  }
}
