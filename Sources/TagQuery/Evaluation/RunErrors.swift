// The words of what can go wrong while a program runs.

extension RunError {
  /// A registry's failure, at the place of the source that asked.
  init(_ error: RegistryError, range: SourceRange?) {
    self.init(.failed, error.message, range: range)
  }

  init(_ failure: EvaluationFailure) {
    self.init(.failed, failure.message, range: failure.range)
  }

  /// A name in a source that nothing has.
  static func nothingNamed(
    _ text: String, kind: String, candidates: [String], range: SourceRange
  ) -> RunError {
    var known: Set<String> = []
    let candidates = candidates.filter { known.insert($0).inserted }
    var near: [String] = []
    var rest = candidates
    while near.count < 3, let name = nearestName(to: text, among: rest) {
      near.append(name)
      rest.removeAll { $0 == name }
    }
    let help: String
    if UniqueIdentifier(text) != nil {
      help = "it may be gone, or in another region: region=all asks every one"
    } else if !near.isEmpty {
      help = "did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
    } else if candidates.isEmpty {
      help = "there are no \(kind)s here"
    } else {
      help =
        "there are \(candidates.prefix(10).joined(separator: ", "))"
        + (candidates.count > 10 ? " and \(candidates.count - 10) more" : "")
    }
    return RunError(.failed, "there is no \(kind) '\(text)'", range: range, help: help)
  }
}
