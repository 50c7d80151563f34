// The words of what can go wrong while a program runs.

extension RunError {
  /// A registry's failure, at the place of the source that asked.
  init(_ error: RegistryError, range: SourceRange?) {
    self.init(.failed, error.message, range: range)
  }

  init(_ failure: EvaluationFailure) {
    self.init(.failed, failure.message, range: failure.range)
  }

  /// What is said of names that nothing has.
  private static let elsewhere = "in another region: region=all asks every one"

  /// A name in a source that nothing has. `isEverywhere` tells whether every region was asked.
  static func nothingNamed(
    _ text: String, kind: String, candidates: [String], range: SourceRange,
    isEverywhere: Bool = false
  ) -> RunError {
    let help: String
    if UniqueIdentifier(text) != nil {
      help = "it may be deleted\(isEverywhere ? "" : ", or \(elsewhere)")"
    } else {
      help = nearest(to: text, among: candidates) ?? list(candidates, kind)
    }
    return RunError(.failed, "there is no \(kind) '\(text)'", range: range, help: help)
  }

  /// A UUID that no row has in the regions that were asked.
  static func nothingWith(
    _ id: UniqueIdentifier, kind: String, regions: [String], known: [String], range: SourceRange
  ) -> RunError {
    let isEverywhere = known.allSatisfy(regions.contains)
    return RunError(
      .failed, "there is no \(kind) \(id) in \(regions.joined(separator: ", "))", range: range,
      help: "it may be deleted\(isEverywhere ? "" : ", or \(elsewhere)")")
  }

  /// An image that a source names and nothing is. What is offered is there: `images` are those that
  /// were listed, and `namespaces` all that were asked, with their endpoints.
  static func noImage(
    _ selector: ImageSelector, images: [(namespace: String, name: String)],
    namespaces: [(name: String, endpoint: String?)], isEverywhere: Bool
  ) -> RunError {
    let names = namespaces.map(\.name)
    let paths = images.map { "\($0.namespace)/\($0.name)" }
    var help: String
    switch selector.kind {
    case .identifier, .glob:
      return nothingNamed(
        selector.text, kind: "image", candidates: paths, range: selector.range,
        isEverywhere: isEverywhere)
    case .name(let name) where names.contains(name.text):
      help = "'\(name.text)' is a namespace: write namespace=\(name.text)"
    case .name(let name):
      let candidates = images.map(\.name)
      help = nearest(to: name.text, among: candidates) ?? list(candidates, "image")
    case .path(let namespace, let name):
      if let near = nearest(to: "\(namespace)/\(name)", among: paths) {
        help = near
      } else if names.contains(namespace) {
        help = list(images.filter { $0.namespace == namespace }.map(\.name), "image")
        help = "in the namespace '\(namespace)' \(help)"
      } else {
        let near = nearest(to: namespace, among: names) ?? list(names, "namespace")
        help = "there is no namespace '\(namespace)'; \(near)"
      }
    case .reference(let endpoint, let name):
      help = noReference(endpoint, name, paths: paths, namespaces: namespaces)
      if !isEverywhere { help += "; it may be \(elsewhere)" }
    }
    return RunError(
      .failed, "there is no image '\(selector.text)'", range: selector.range, help: help)
  }

  /// What to say of a full reference that leads nowhere.
  private static func noReference(
    _ endpoint: String, _ name: String, paths: [String],
    namespaces: [(name: String, endpoint: String?)]
  ) -> String {
    let endpoints = namespaces.compactMap(\.endpoint)
    if let known = namespaces.first(where: { $0.endpoint == endpoint }) {
      return nearest(to: "\(known.name)/\(name)", among: paths)
        ?? "in the namespace '\(known.name)' there is none of that name"
    }
    let last = endpoint.split(separator: "/").last.map(String.init) ?? endpoint
    if let known = namespaces.first(where: { $0.name == last }), let own = known.endpoint {
      return "the images of the namespace '\(last)' are \(own)/…, or \(last)/… for short"
    }
    return "no namespace here is at '\(endpoint)'; "
      + (nearest(to: endpoint, among: endpoints) ?? list(endpoints, "endpoint"))
  }

  /// Up to three names that are near; nil where none is.
  private static func nearest(to text: String, among candidates: [String]) -> String? {
    var near: [String] = []
    var rest = candidates
    while near.count < 3, let name = nearestName(to: text, among: rest) {
      near.append(name)
      rest.removeAll { $0 == name }
    }
    return near.isEmpty
      ? nil : "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
  }

  /// The names there are.
  private static func list(_ candidates: [String], _ kind: String) -> String {
    var known: Set<String> = []
    let candidates = candidates.filter { known.insert($0).inserted }
    guard !candidates.isEmpty else { return "there are no \(kind)s here" }
    return "there are \(candidates.prefix(10).joined(separator: ", "))"
      + (candidates.count > 10 ? " and \(candidates.count - 10) more" : "")
  }

  // MARK: Regions

  /// This failure, with the place of a region that is not known and the nearest that is. Which
  /// regions there are is for the registry to say, so that alone is no mistake.
  func naming(
    unknownRegionOf program: CheckedProgram, given: [String]?, known: [String]
  ) -> RunError {
    guard kind == .failed, !known.isEmpty else { return self }
    let settings = program.settings
    var named: [(text: String, range: SourceRange?)] = program.queries.flatMap(\.regionNames).map {
      ($0.text, $0.range)
    }
    if let given {
      named += given.map { ($0, nil) }
    } else {
      named += zip(settings.regions ?? [], settings.regionRanges).map { ($0, $1) }
    }
    guard let unknown = named.first(where: { $0.text != "all" && !known.contains($0.text) }) else {
      return self
    }
    var error = self
    if let range = unknown.range { error.range = range }
    error.help = Self.nearest(to: unknown.text, among: known) ?? Self.list(known, "region")
    return error
  }
}

extension CheckedProgram {
  /// What the registry is asked for.
  fileprivate var queries: [ResourceQuery] {
    let pipelines =
      bindings
      + actions.map { action in
        switch action {
        case .run(let pipeline), .explain(let pipeline): pipeline
        }
      }
    return pipelines.compactMap { pipeline in
      if case .resource(let query) = pipeline.source { query } else { nil }
    }
  }
}
