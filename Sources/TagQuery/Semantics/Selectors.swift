/// What a source is narrowed to, before any condition.
struct ResourceQuery: Sendable {
  var resource: Resource
  /// Images by name or UUID; nil for all. For `tags`.
  var images: [ImageSelector]?
  /// Namespaces by name or UUID; nil for all.
  var namespaces: [NameSelector]?
  /// Rows by their own name; nil for all. For `images` and `namespaces`.
  var names: [NameSelector]?
  /// Rows by their own UUID; nil for all.
  var identifiers: [(id: UniqueIdentifier, range: SourceRange)]?
  /// Nil where the query names none.
  var regions: RegionSelector?
  /// The regions that the query names, as they stand in the text.
  var regionNames: [Name] = []
  var range: SourceRange
}

/// The regions that a source asks.
enum RegionSelector: Sendable {
  case all
  case named([String])
}

/// A name, a glob or a UUID, and where it is written.
struct NameSelector: Sendable {
  enum Kind: Sendable {
    case name(String)
    case glob(Glob)
    case identifier(UniqueIdentifier)
  }

  var kind: Kind
  var range: SourceRange

  /// Whether it can match nothing without that being a mistake.
  var isGlob: Bool {
    if case .glob = kind { true } else { false }
  }

  func matches(name: String, id: UniqueIdentifier) -> Bool {
    switch kind {
    case .name(let wanted): orderOfTexts(wanted, name) == 0
    case .glob(let glob): glob.matches(name)
    case .identifier(let wanted): wanted == id
    }
  }
}

/// One value of `image=`.
struct ImageSelector: Sendable {
  enum Kind: Sendable {
    case identifier(UniqueIdentifier)
    /// By the image's name, in any namespace.
    case name(NameSelector)
    /// By `namespace/name`.
    case path(namespace: String, name: String)
    /// By a glob over `namespace/name`.
    case glob(Glob)
    /// By a full reference: the namespace's endpoint and the image's name.
    case reference(endpoint: String, name: String)
  }

  var kind: Kind
  /// The tag behind a `:`.
  var tag: String?
  /// The digest behind an `@`.
  var digest: Digest?
  /// As it is written.
  var text: String
  var range: SourceRange

  var isGlob: Bool {
    switch kind {
    case .glob: true
    case .name(let name): name.isGlob
    case .identifier, .path, .reference: false
    }
  }
}

extension ImageSelector {
  /// Why a text names no image.
  struct Failure: Error {
    let message: String
  }

  /// Reads one value of `image=`. A parameter's value is never a glob.
  init(_ text: String, range: SourceRange, allowsGlob: Bool) throws(Failure) {
    self.text = text
    self.range = range
    var rest = Substring(text)
    if let at = rest.lastIndex(of: "@") {
      guard let digest = Digest(wellFormed: rest[rest.index(after: at)...]) else {
        throw Failure(message: "'\(rest[at...].dropFirst())' is not a digest")
      }
      self.digest = digest
      rest = rest[..<at]
    }
    let nameStart = rest.lastIndex(of: "/").map { rest.index(after: $0) } ?? rest.startIndex
    if let colon = rest[nameStart...].firstIndex(of: ":") {
      let tag = rest[rest.index(after: colon)...]
      guard !tag.isEmpty else { throw Failure(message: "a tag is missing after ':'") }
      guard !(allowsGlob && Glob.isPattern(tag)) else {
        throw Failure(message: "a tag behind ':' is exact; use where name like '\(tag)'")
      }
      self.tag = String(tag)
      rest = rest[..<colon]
    }
    kind = try Self.kind(of: rest, range: range, isGlob: allowsGlob && Glob.isPattern(rest))
  }

  private static func kind(
    of text: Substring, range: SourceRange, isGlob: Bool
  ) throws(Failure) -> Kind {
    if let identifier = UniqueIdentifier(text) { return .identifier(identifier) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty }) else {
      throw Failure(message: "'\(text)' does not name an image; write namespace/name")
    }
    if isGlob {
      guard let glob = try? Glob(String(text)) else {
        throw Failure(message: "the range in '\(text)' runs backwards")
      }
      guard parts.count > 1 else {
        return .name(NameSelector(kind: .glob(glob), range: range))
      }
      return .glob(glob)
    }
    switch parts.count {
    case 1: return .name(NameSelector(kind: .name(String(text)), range: range))
    case 2: return .path(namespace: String(parts[0]), name: String(parts[1]))
    default:
      return .reference(
        endpoint: parts.dropLast().joined(separator: "/"), name: String(parts[parts.count - 1]))
    }
  }
}
