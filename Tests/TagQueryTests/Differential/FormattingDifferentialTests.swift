import Testing

@testable import TagQuery

@Suite("The layout of random programs")
struct FormattingDifferentialTests {
  private static let blocks = 4
  private static let blockSize: UInt64 = 250 * DifferentialCase.scale

  @Test("A formatted program says the same and keeps its comments", arguments: 0..<blocks)
  func formatting(block: Int) async throws {
    let first = DifferentialCase.firstSeed + 1_000_000 + UInt64(block) * Self.blockSize
    var failures = 0
    for seed in first..<first + Self.blockSize where failures < 3 {
      let differential = DifferentialCase(seed: seed)
      let disorder = ProgramDisorder(of: differential.program.text, seed: seed)
      if let problem = await Self.problem(disorder, differential) {
        failures += 1
        Issue.record("TAGQ_SEED=\(seed - 1_000_000)\n\(problem)\n\(disorder.text)")
      }
    }
  }

  /// What is wrong with how a program is formatted; nil where nothing is.
  private static func problem(
    _ disorder: ProgramDisorder, _ differential: DifferentialCase
  ) async -> String? {
    let before = ProgramTokens(of: disorder.text)
    guard !before.hasErrors else { return "the disorder is no program" }
    let engine = QueryEngine(environment: EngineOutcome.environment(differential.program))
    do throws(QueryError) {
      let formatted = try engine.format(SourceText(name: "main", disorder.text))
      let after = ProgramTokens(of: formatted)
      if after.essence != before.essence { return "another program:\n\(formatted)" }
      if after.comments != before.comments { return "other comments:\n\(formatted)" }
      let again = try engine.format(SourceText(name: "main", formatted))
      if again != formatted { return "not settled:\n\(formatted)then\n\(again)" }
      return await difference(disorder.text, formatted, differential)
    } catch {
      return "not formatted: \(error.diagnostics.map(\.message))"
    }
  }

  /// How the rows of two layouts differ.
  private static func difference(
    _ text: String, _ formatted: String, _ differential: DifferentialCase
  ) async -> String? {
    let registry = MemoryRegistry(differential.contents)
    var outcomes: [ProgramOutcome] = []
    for text in [text, formatted] {
      var program = differential.program
      program.text = text
      // What has no meaning is tested elsewhere.
      guard let checked = try? EngineOutcome.compile(program) else { continue }
      outcomes.append(await EngineOutcome.run(checked, program, registry))
    }
    if outcomes.count == 1 { return "only one of the layouts has a meaning:\n\(formatted)" }
    guard outcomes.count == 2 else { return nil }
    return outcomes[1].difference(from: outcomes[0]).map { "other rows: \($0)\n\(formatted)" }
  }
}
