import Testing

@testable import TagQuery

@Suite("Programs with mistakes in them")
struct MutationTests {
  private static let blocks = 4
  private static let blockSize: UInt64 = 500 * DifferentialCase.scale

  @Test("No text crashes the front end, and every place is in its text", arguments: 0..<blocks)
  func mutations(block: Int) {
    let first = DifferentialCase.firstSeed + 2_000_000 + UInt64(block) * Self.blockSize
    var refused = 0
    for seed in first..<first + Self.blockSize {
      var program = DifferentialCase(seed: seed / 4).program
      let bytes = Self.mutated(program.text, seed: seed)
      program.text = String(decoding: bytes, as: UTF8.self)
      let source = SourceText(name: "main", bytes: bytes)
      let engine = QueryEngine(environment: EngineOutcome.environment(program))
      do throws(QueryError) {
        let checked = try engine.compile(source, parameters: program.parameters)
        check(checked.warnings, checked.sources, program.text)
      } catch {
        refused += 1
        #expect(!error.diagnostics.isEmpty, "\(program.text)")
        check(error.diagnostics, error.sources, program.text)
        #expect(!DiagnosticRenderer(isColored: false).render(error).isEmpty)
      }
      do throws(QueryError) {
        _ = try engine.format(source)
      } catch {
        check(error.diagnostics, error.sources, program.text)
      }
    }
    #expect(refused > Int(Self.blockSize) / 2)
  }

  private func check(_ diagnostics: [Diagnostic], _ sources: SourceMap, _ text: String) {
    for diagnostic in diagnostics {
      #expect(!diagnostic.message.isEmpty, "\(text)")
      for range in [diagnostic.range] + diagnostic.notes.compactMap(\.range) {
        #expect(sources.files.indices.contains(range.file), "\(diagnostic) \(text)")
        #expect(range.lower >= 0 && range.lower <= range.upper, "\(diagnostic) \(text)")
        #expect(range.upper <= sources.files[range.file].bytes.count, "\(diagnostic) \(text)")
      }
    }
  }

  // MARK: Mutations

  private static let words = [
    "where", "order by", "limit", "skip", "per", "select", "extend", "summarize", "by", "distinct",
    "count", "except", "union", "assert", "into", "delete", "tags", "let", "def", "param",
    "include",
    "set", "explain", "and", "or", "not", "in", "like", "between", "is", "null", "ago", "asc",
    "nulls", "as", "(", ")", ",", "=", "==", "!=", "~", "!~", "<", "+", "-", "|", ";", ":", "$",
    "$p0", "/", "//", "\"", "'", "#", "1.2.3.4", "30q", "1.5h", "v1.2", "9999999999999999999",
    "2026-13-01", "\u{1F600}", "\\", "/(/", "name ~ \"(\"", "\"\\u{110000}\"", "image=", "(((",
    "--",
  ]

  /// A text with tokens left out, doubled, swapped or put in, or with other bytes.
  private static func mutated(_ text: String, seed: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    let source = SourceText(name: "main", text)
    var pieces = ProgramTokens(of: text).tokens.map { token in
      source.text(in: token.range.lower..<token.range.upper)
    }
    for _ in 0..<random.number(1...3) where !pieces.isEmpty {
      let place = random.below(pieces.count)
      switch random.below(5) {
      case 0: pieces.remove(at: place)
      case 1: pieces.insert(pieces[place], at: place)
      case 2: pieces.swapAt(place, random.below(pieces.count))
      case 3: pieces.insert(random.pick(words), at: place)
      default: pieces[place] = random.pick(words)
      }
    }
    var bytes = Array(pieces.joined(separator: random.chance(95) ? " " : "").utf8)
    guard random.chance(30), !bytes.isEmpty else { return bytes }
    for _ in 0..<random.number(1...4) {
      let place = random.below(bytes.count)
      switch random.below(3) {
      case 0: bytes[place] = UInt8(random.below(random.chance(70) ? 128 : 256))
      case 1: bytes.insert(UInt8(random.below(128)), at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + random.number(1...9)))
      }
      if bytes.isEmpty { break }
    }
    return bytes
  }
}
