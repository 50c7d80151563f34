@testable import TagQuery

extension ProgramGenerator {
  /// A literal of a type; nil where the language has none.
  mutating func literal(_ type: ValueType) -> String? {
    let texts: (name: String, texts: [String])
    switch type {
    case .bool: texts = ("bool", ["true", "false"])
    case .int: texts = ("integer", ["0", "1", "2", "3", "10", "42", "9223372036854775807"])
    case .decimal: texts = ("decimal", ["0.0", "1.5", "2.0", "0.1", "1000000.25"])
    case .string: return string(random.pick(Self.strings))
    case .bytes: texts = ("size", ["0kB", "1.5kB", "10MB", "1GiB", "0.001kB", "2TB"])
    case .duration: texts = ("duration", ["0s", "1h30m", "2d", "3w", "400d", "1ms", "15000w"])
    case .timestamp:
      texts = (
        "timestamp",
        [
          "2026-01-31", "2026-01-20T10:00:00Z", "2025-12-31T23:00:00-01:00",
          "2026-01-29T12:34:56.789Z", "1970-01-01",
        ]
      )
    case .version:
      texts = (
        "version",
        ["1.2.3", "v1.2.4", "1.2.3-rc.1", "2.0.0+build.9", "0.0.3", "1.2.3-rc.1+b", "1.10.0"]
      )
    case .uuid:
      let ids = contents.regions.flatMap { $0.tags.map(\.id) + $0.images.map(\.id) }
      texts = (
        "uuid",
        [ids.isEmpty ? "4d3b6a0c-0000-4000-8000-00000000000f" : random.pick(ids).description]
      )
    case .digest, .status, .list, .null: return nil
    }
    note("literal \(texts.name)")
    return random.pick(texts.texts)
  }

  static let strings =
    RandomRegistry.tagNames + RandomRegistry.namespaceNames
    + ["rc", "v", "web/api", "public", "fr-par", "-", "1", "all is well", "\t\\"]

  /// A string literal in one of its spellings.
  mutating func string(_ text: String) -> String {
    note("literal string")
    if random.chance(30), !text.contains("\t") {
      return "'"
        + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      default:
        if random.chance(5) {
          result += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// A string constant that is read as another type, beside it.
  mutating func stringReadAs(_ type: ValueType) -> String? {
    let texts: [String]
    switch type {
    case .timestamp: texts = ["2026-01-20", "2026-01-31T00:00:00+01:00"]
    case .duration: texts = ["2d", "1w1h"]
    case .bytes: texts = ["1.5kB", "0", "10MB"]
    case .version: texts = ["1.2.3", "v1.10.0", "1.2.3-rc.2"]
    case .uuid: return literal(.uuid).map { "\"\($0)\"" }
    case .digest: texts = RandomRegistry.digests.compactMap { $0?.description }
    case .status: texts = ["ready", "archived", "locked"]
    default: return nil
    }
    return string(random.pick(texts))
  }

  mutating func regex() -> (text: String, groups: Int) {
    note("literal regex")
    return random.pick([
      ("/^v?1\\./", 0), ("/(\\d+)/", 1), ("/rc/i", 0), ("/^pr-(\\d+)$/i", 1), ("/a|e/", 0),
      ("/^(v)?(\\d+)\\.(\\d+)/", 3), ("/[\\/b]/", 0), ("/./", 0), ("/^$/", 0), ("/(x)?l/", 1),
      ("/\\p{L}/", 0), ("/e$/", 0),
    ])
  }

  mutating func glob() -> String {
    random.pick([
      "*", "v*", "?*", "*.*", "[a-m]*", "[!a-m]*", "pr-[0-9]", "*rc*", "[x", "*[]a]*", "", "?",
      "l*t",
      "a?b", "*\u{E9}*", "[v1]*.[0-9]*", "w*b/[!u]*",
    ])
  }

  mutating func versionRange() -> String {
    random.pick([
      "^1.2", "~1.2", ">=1.2.3", ">1.2", ">1.2.3", "<1.9", "<=1.9", "=1.2", "1.2.3", "^0.2.0",
      "^0.0.3", "~1", "^1.2 <1.9", "<2.0.0-alpha", ">= 1.2.3-rc.1  <2", "v1", "<=2.0.0", ">0 <10",
    ])
  }

  /// What a source's argument matches something with, or may.
  mutating func argument(_ name: String, _ resource: String) -> String? {
    let regions = contents.regions
    let namespaces = regions.flatMap(\.namespaces)
    let images = regions.flatMap(\.images)
    var choices: [String] = []
    switch (name, resource) {
    case ("region", _): choices = ["fr-par", "nl-ams", "all", "(fr-par, nl-ams)", "\"fr-par\""]
    case ("namespace", _), ("name", "namespaces"):
      choices = namespaces.map(\.name) + ["w*", "*o*", "none*"]
      if let namespace = namespaces.first { choices.append(namespace.id.description) }
    case ("name", _): choices = images.map(\.name) + ["a*", "[Wu]*"]
    case ("id", "tags"): choices = regions.flatMap(\.tags).map(\.id.description)
    case ("id", "images"): choices = images.map(\.id.description)
    case ("id", _): choices = namespaces.map(\.id.description)
    default: choices = images.flatMap { imageNames($0, namespaces) } + ["*", "*/api", "w*/u?"]
    }
    if name != "region", name != "id", random.chance(2) { choices = ["nosuch", "web/nosuch"] }
    guard !choices.isEmpty else { return nil }
    let count = name == "region" || random.chance(60) ? 1 : random.number(2...3)
    let picked = (0..<count).map { _ in argumentText(random.pick(choices)) }
    return picked.count == 1 && random.chance(90)
      ? picked[0] : "(\(picked.joined(separator: ", ")))"
  }

  private mutating func imageNames(_ image: ImageRecord, _ namespaces: [NamespaceRecord])
    -> [String]
  {
    guard let namespace = namespaces.first(where: { $0.id == image.namespaceID }) else { return [] }
    let path = "\(namespace.name)/\(image.name)"
    var names = [image.name, path, path, image.id.description, "\(path):latest", "\(path):v1.2.3"]
    names.append("\(path)@\(RandomRegistry.digests[0]?.description ?? "")")
    if let endpoint = namespace.endpoint { names.append("\(endpoint)/\(image.name)") }
    return names
  }

  private mutating func argumentText(_ text: String) -> String {
    if text.hasPrefix("(") || text.hasPrefix("\"") { return text }
    let needsQuotes = text.utf8.contains { "?[]!".utf8.contains($0) }
    return needsQuotes || random.chance(20) ? "\"\(text)\"" : text
  }
}
