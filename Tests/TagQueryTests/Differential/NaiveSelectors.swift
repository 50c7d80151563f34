@testable import TagQuery

/// One value of a source's argument.
struct NaiveSelector {
  var text: String
  /// A parameter's value is never a glob.
  var mayBeGlob: Bool

  var isGlob: Bool { mayBeGlob && text.contains { "*?[".contains($0) } }

  func matches(_ value: Value?) -> Bool {
    guard let other = value.flatMap(\.text) else { return false }
    if isGlob { return NaivePatterns.glob(text, matches: other) }
    return Array(text.lowercased().utf8) == Array(other.utf8) && UniqueIdentifier(text) != nil
      || Array(text.utf8) == Array(other.utf8)
  }
}

extension NaiveEvaluator {
  func selectors(_ argument: ArgumentSyntax) throws -> [NaiveSelector] {
    switch argument {
    case .word(let text, _), .string(let text, _):
      return [NaiveSelector(text: text, mayBeGlob: true)]
    case .uuid(let id, _): return [NaiveSelector(text: id.description, mayBeGlob: false)]
    case .list(let elements, _): return try elements.flatMap(selectors)
    case .invalid: throw NaiveFailure.impossible("an invalid argument")
    case .parameter(let name):
      let value = try constant(name.text).value
      let values = if case .list(let values) = value { values } else { [value] }
      return values.compactMap(\.text).map { NaiveSelector(text: $0, mayBeGlob: false) }
    }
  }

  /// The rows that every argument leaves. A name that nothing has is a failure.
  func narrow(
    _ rows: [NaiveRow], _ resource: String, by arguments: [String: [NaiveSelector]],
    _ sources: NaiveSources, _ regions: [String]
  ) throws -> [NaiveRow] {
    var rows = rows
    let namespaces = sources.rows("namespaces", regions: regions)
    for (argument, selectors) in arguments.sorted(by: { $0.key < $1.key }) {
      switch (argument, resource) {
      case ("image", "tags"):
        rows = try narrow(
          rows, toImages: selectors, among: arguments["namespace"], sources, regions)
      case ("namespace", _):
        try check(selectors) { selector in
          namespaces.contains {
            selector.matches($0.cells["name"]) || selector.matches($0.cells["id"])
          }
        }
        rows = rows.filter { Self.isIn($0, selectors) }
      case ("name", _):
        let all = sources.rows(resource, regions: regions)
          .filter { Self.isIn($0, arguments["namespace"]) }
        try check(selectors) { selector in all.contains { Self.names(selector, $0) } }
        rows = rows.filter { row in selectors.contains { Self.names($0, row) } }
      default:
        let all = sources.rows(resource, regions: regions)
          .filter { resource == "tags" || Self.isIn($0, arguments["namespace"]) }
        try check(selectors) { selector in all.contains { selector.matches($0.cells["id"]) } }
        rows = rows.filter { row in selectors.contains { $0.matches(row.cells["id"]) } }
      }
    }
    return rows
  }

  private static func names(_ selector: NaiveSelector, _ row: NaiveRow) -> Bool {
    selector.matches(row.cells["name"]) || !selector.isGlob && selector.matches(row.cells["id"])
  }

  /// Whether a tag or an image is in a namespace that is asked for.
  private static func isIn(_ row: NaiveRow, _ namespaces: [NaiveSelector]?) -> Bool {
    namespaces?.contains {
      $0.matches(row.cells["namespace"]) || !$0.isGlob && $0.matches(row.cells["(namespace_id)"])
    } ?? true
  }

  private func check(
    _ selectors: [NaiveSelector], _ isFound: (NaiveSelector) -> Bool
  ) throws {
    for selector in selectors where !selector.isGlob && !isFound(selector) {
      throw NaiveFailure.failed("there is no '\(selector.text)'")
    }
  }

  private func narrow(
    _ rows: [NaiveRow], toImages selectors: [NaiveSelector], among namespaces: [NaiveSelector]?,
    _ sources: NaiveSources, _ regions: [String]
  ) throws -> [NaiveRow] {
    let images = sources.rows("images", regions: regions).filter { Self.isIn($0, namespaces) }
    let parsed = selectors.map { NaiveImageSelector($0) }
    for selector in parsed where !selector.isGlob {
      guard images.contains(where: { selector.matchesImage($0) }) else {
        throw NaiveFailure.failed("there is no image '\(selector.name)'")
      }
    }
    return rows.filter { row in
      guard let image = images.first(where: { $0.cells["id"] == row.cells["image_id"] }) else {
        return false
      }
      return parsed.contains { $0.matchesImage(image) && $0.matchesTag(row) }
    }
  }
}

/// `image=`: an image, and perhaps one of its tags or digests.
private struct NaiveImageSelector {
  var name: String
  var tag: String?
  var digest: String?
  let isGlob: Bool

  init(_ selector: NaiveSelector) {
    var text = selector.text
    if let at = text.lastIndex(of: "@") {
      digest = String(text[text.index(after: at)...])
      text = String(text[..<at])
    }
    let last = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    if let colon = last.firstIndex(of: ":") {
      tag = String(last[last.index(after: colon)...])
      text = String(text.dropLast(last.distance(from: colon, to: last.endIndex)))
    }
    name = text
    isGlob = selector.mayBeGlob && text.contains { "*?[".contains($0) }
  }

  func matchesImage(_ image: NaiveRow) -> Bool {
    func text(_ name: String) -> String { image.cells[name]?.text ?? "" }
    let path = "\(text("namespace"))/\(text("name"))"
    if isGlob {
      return NaivePatterns.glob(name, matches: name.contains("/") ? path : text("name"))
    }
    return [text("id"), text("name"), path, text("ref")].contains(name)
  }

  func matchesTag(_ tag: NaiveRow) -> Bool {
    (self.tag.map { .string($0) == tag.cells["name"] } ?? true)
      && (digest.map { $0 == tag.cells["digest"]?.text } ?? true)
  }
}
