import Foundation

@testable import TagQuery

/// One random program over one random registry.
struct DifferentialCase {
  let seed: UInt64
  let program: TestProgram
  let contents: RegistryContents
  let coverage: Coverage

  init(seed: UInt64) {
    self.seed = seed
    var registry = RandomRegistry(seed: seed)
    contents = registry.contents()
    var generator = ProgramGenerator(seed: seed ^ 0x5EED, contents: contents)
    program = generator.program()
    coverage = generator.coverage
  }

  /// The seed to start from: `TAGQ_SEED`, or always the same one.
  static let firstSeed = ProcessInfo.processInfo.environment["TAGQ_SEED"].flatMap(UInt64.init) ?? 1
  /// How many times as many programs as usual are tried: `TAGQ_SCALE`, for long nights.
  static let scale = ProcessInfo.processInfo.environment["TAGQ_SCALE"].flatMap(UInt64.init) ?? 1

  /// What became of a case.
  enum Verdict {
    case same(hasRows: Bool)
    /// It has no meaning: sums of constants may well be too large.
    case refused([Diagnostic])
    case different(String)
  }

  var verdict: Verdict {
    get async { await Self.verdict(program, contents, seed: seed) }
  }

  private static func verdict(
    _ program: TestProgram, _ contents: RegistryContents, seed: UInt64
  ) async -> Verdict {
    let checked: CheckedProgram
    do {
      checked = try EngineOutcome.compile(program)
    } catch {
      return .refused(error.diagnostics.filter { $0.severity == .error })
    }
    let outcome = await EngineOutcome.run(
      checked, program, contents.registry(seed: seed, for: program))
    do {
      let isSparing = checked.readsNothingSomewhere
      if let text = try difference(outcome, program, contents, isSparing: isSparing) {
        return .different(text)
      }
    } catch {
      return .different("the naive meaning does not know it: \(error)")
    }
    return .same(hasRows: outcome.hasRows)
  }

  private static func difference(
    _ outcome: ProgramOutcome, _ program: TestProgram, _ contents: RegistryContents,
    isSparing: Bool
  ) throws -> String? {
    let expected = try NaiveEvaluator(program, contents).run()
    // Who asks for nothing does not learn that a name is wrong.
    if isSparing, expected.failure == "failed" { return nil }
    guard let difference = outcome.difference(from: expected) else { return nil }
    // No order is promised to rows that tie.
    let turned = try NaiveEvaluator(program, contents, turnsTies: true).run()
    if turned.difference(from: expected) == nil { return difference }
    if let settled = outcome.settled(expected, turned),
      let expected = expected.settled(expected, turned)
    {
      return settled.difference(from: expected)
    }
    return outcome.withoutRows.difference(from: expected.withoutRows)
  }

  /// The smallest program and registry that are found to differ as well, for people.
  func shrunk() async -> String {
    let seed = seed
    var shrinker = Shrinker(program, contents) { program, contents in
      if case .different = await Self.verdict(program, contents, seed: seed) {
        true
      } else {
        false
      }
    }
    await shrinker.shrink()
    let verdict = await Self.verdict(
      shrinker.program, shrinker.contents, seed: seed)
    var text = "TAGQ_SEED=\(seed)\n\(shrinker.program.text)\n"
    if !program.parameters.isEmpty { text += "parameters \(program.parameters)\n" }
    if case .different(let difference) = verdict { text += difference + "\n" }
    return text + Self.text(of: shrinker.contents)
  }

  private static func text(of contents: RegistryContents) -> String {
    var lines: [String] = []
    func time(_ time: Timestamp?) -> String { time?.description ?? "null" }
    for region in contents.regions {
      lines.append(region.name)
      for record in region.namespaces { lines.append("  \(record.id) \(record.name)") }
      for record in region.images {
        lines.append("    \(record.id) \(record.name) created \(time(record.createdAt))")
      }
      for tag in region.tags {
        lines.append(
          "      \(tag.id) '\(tag.name)' \(tag.status) \(tag.digest?.description ?? "null") "
            + "\(time(tag.createdAt)) \(time(tag.updatedAt))")
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension CheckedProgram {
  /// Whether some pipeline of it can have no row, so that not even its names are looked up.
  fileprivate var readsNothingSomewhere: Bool {
    let capabilities = MemoryRegistry(RegistryContents()).capabilities
    var pipelines = bindings
    for action in actions {
      if case .run(let pipeline) = action { pipelines.append(pipeline) }
    }
    return pipelines.contains { pipeline in
      if case .nothing? = ReadPlanner(pipeline, capabilities)?.plan().access { true } else { false }
    }
  }
}
