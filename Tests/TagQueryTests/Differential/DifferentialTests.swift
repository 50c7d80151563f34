import Testing

@testable import TagQuery

/// Random programs over random registries must give what a naive meaning of the language gives.
/// `TAGQ_SEED` sets the first seed and `TAGQ_SCALE` how many times as many programs are tried.
@Suite("The engine against a naive meaning of the language")
struct DifferentialTests {
  private static let blocks = 14
  private static let blockSize: UInt64 = 360 * DifferentialCase.scale

  @Test("Rows, columns and types are those of the naive meaning", arguments: 0..<blocks)
  func rows(block: Int) async {
    let first = DifferentialCase.firstSeed + UInt64(block) * Self.blockSize
    var withRows: UInt64 = 0
    var refused: UInt64 = 0
    var failures = 0
    for seed in first..<first + Self.blockSize where failures < 3 {
      let differential = DifferentialCase(seed: seed)
      switch await differential.verdict {
      case .same(let hasRows): withRows += hasRows ? 1 : 0
      case .refused(let diagnostics):
        refused += 1
        // A sum of constants may be too large; all else would be a mistake of the generator.
        let others = diagnostics.filter { $0.code != .outOfRange }
        let text = "TAGQ_SEED=\(seed)\n\(differential.program.text)"
        #expect(others.isEmpty, "\(others.map(\.message)) \(text)")
      case .different:
        failures += 1
        Issue.record("\(await differential.shrunk())")
      }
    }
    #expect(withRows > Self.blockSize * 4 / 10)
    #expect(refused < Self.blockSize / 20)
  }

  @Test("The generator reaches every stage, operator, function, aggregate and literal")
  func coverage() {
    var coverage = Coverage()
    for seed in 0..<1_000 as Range<UInt64> { coverage.merge(DifferentialCase(seed: seed).coverage) }
    #expect(coverage.missing(of: Coverage.features) == [])
  }
}
