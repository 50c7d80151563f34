/// Keeps what is heavy out of the targets that must stay light.
enum ImportCheck {
  static func findings(in file: ProjectFile) -> [Finding] {
    let parts = file.path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" else { return [] }
    let target = String(parts[1])
    return imports(in: file.text).compactMap { item in
      guard let reason = objection(to: item, in: target) else { return nil }
      return Finding(
        path: file.path, line: item.line,
        message: "\(target) must not import \(item.module): \(reason)")
    }
  }

  /// Why a target must not import a module; nil where it may.
  private static func objection(to item: Import, in target: String) -> String? {
    if target != "TagqCommands", !target.hasPrefix("tagq"), item.module == "ArgumentParser" {
      return "only the command itself reads arguments"
    }
    switch target {
    case "TagQuery" where !["CRE2", "CStack", "Synchronization"].contains(item.module):
      return "the core needs nothing but Swift's standard library, CRE2 and CStack"
    case "LineEditor"
    where !["CLibEdit", "Synchronization", "Glibc", "Musl", "Darwin"].contains(item.module):
      return "it is a library of its own, which needs libedit and the system"
    case "TagJSON" where item.module.hasPrefix("Foundation"):
      return "it starts and reads faster without"
    case _ where target != "RegistryHTTP" && item.module == "AsyncHTTPClient":
      return "requests go through RegistryHTTP, which bounds them and keeps secrets to their hosts"
    case "ScalewayRegistry" where item.module.hasPrefix("NIO"):
      return "the network is RegistryHTTP's alone"
    case "TagQueryShell"
    where item.module.hasPrefix("Foundation") && item.module != "FoundationEssentials"
      && !(item.module == "Foundation" && item.isFallback):
      return "FoundationEssentials starts faster; where there is none, import Foundation in the "
        + "#else of #if canImport(FoundationEssentials)"
    default:
      return nil
    }
  }

  /// One import.
  private struct Import {
    let module: String
    let line: Int
    /// Whether it stands where there is no FoundationEssentials, as on macOS.
    let isFallback: Bool
  }

  private static func imports(in source: String) -> [Import] {
    let tokens = SwiftLexer.tokens(of: source).filter { $0.kind != .comment }
    // For every #if around a token: whether it asks for FoundationEssentials, and whether the
    // token stands in its #else.
    var conditions: [(asksForEssentials: Bool, isElse: Bool)] = []
    var imports: [Import] = []
    for (index, token) in tokens.enumerated() where token.kind == .word {
      switch token.text {
      case "#if":
        let condition = tokens.dropFirst(index + 1).prefix(4).map(\.text).joined()
        conditions.append((condition == "canImport(FoundationEssentials)", false))
      case "#else": if !conditions.isEmpty { conditions[conditions.count - 1].isElse = true }
      case "#endif": _ = conditions.popLast()
      case "import":
        let names = tokens.dropFirst(index + 1).prefix { $0.line == token.line }
        let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
        guard let module = names.first(where: { !kinds.contains($0.text) }) else { continue }
        imports.append(
          Import(
            module: module.text, line: token.line,
            isFallback: conditions.contains { $0.asksForEssentials && $0.isElse }))
      default: break
      }
    }
    return imports
  }
}
