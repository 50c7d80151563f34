import Testing

@testable import TagQuery

@Suite("The engine against a naive meaning of the language")
struct DifferentialTests {
  @Test func smoke() async throws {
    var codes: [String: Int] = [:]
    var differences = 0
    var nonEmpty = 0
    var ran = 0
    var coverage = Coverage()
    var contents = RegistryContents()
    var registry = MemoryRegistry(contents)
    let clock = ContinuousClock()
    let start = clock.now
    for seed in 1000..<6000 as Range<UInt64> {
      if seed % 20 == 0 {
        var maker = RandomRegistry(seed: seed)
        contents = maker.contents()
        registry = contents.registry(pageSize: [1, 2, 3, 100][Int(seed / 20 % 4)])
      }
      var generator = ProgramGenerator(seed: seed, contents: contents)
      let program = generator.program()
      coverage.merge(generator.coverage)
      let checked: CheckedProgram
      do {
        checked = try EngineOutcome.compile(program)
      } catch {
        for diagnostic in error.diagnostics where diagnostic.severity == .error {
          codes[diagnostic.code.rawValue, default: 0] += 1
          if diagnostic.code != .outOfRange {
            print("SEED \(seed)", diagnostic.message, "|", error.sources.text(of: diagnostic.range))
            if codes[diagnostic.code.rawValue, default: 0] < 3 { print(program.text) }
          }
        }
        continue
      }
      ran += 1
      do {
        let naive = try NaiveEvaluator(program, contents).run()
        let engine = await EngineOutcome.run(checked, program, registry)
        if engine.hasRows { nonEmpty += 1 }
        if let difference = engine.difference(from: naive) {
          differences += 1
          if differences < 25 {
            print("DIFF \(seed)\n\(program.text)\n\(program.parameters)\n\(difference)")
          }
        }
      } catch {
        print("NAIVE \(seed) \(error)\n\(program.text)")
      }
    }
    print(codes, "ran", ran, "nonEmpty", nonEmpty, "differences", differences, clock.now - start)
    print("missing", coverage.missing(of: Coverage.features))
  }
}
