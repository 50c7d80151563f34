import Testing

@testable import TagQuery

/// What conditions say about one field, and that it leaves out no row that passes.
@Suite("Terms of conditions")
struct ConditionTermTests {
  private static let names = [
    "", "1", "1.2.3", "V1.2", "Z", "a", "latest", "pr-", "pr-1", "pr-12", "pr-9", "pr-\u{10FFFF}",
    "v", "v1", "v1.", "v1.2", "v1.2.", "v1.2.0", "v1.2.\u{E9}", "v1.2/", "v10", "v2", "x\nv1.2.0",
    "\u{E9}", "\u{10FFFF}",
  ]

  private static func term(_ condition: String) throws -> [ConditionTerm] {
    let engine = QueryEngine(environment: QueryEnvironment(now: LargeImage.now))
    let program = try engine.compile(SourceText(name: "test", "tags where \(condition)"))
    guard case .run(let pipeline)? = program.actions.first,
      case .filter(let condition)? = pipeline.stages.first?.kind
    else { return [] }
    return ConditionTerms.of(condition)
  }

  private static func passes(_ name: String, _ condition: String) async throws -> Bool {
    var image = LargeImage(1)
    image.rename(name)
    var capabilities = MemoryRegistry(image.contents).capabilities
    capabilities.tags.orders = [.createdAscending]
    capabilities.tags.nameFilter = .none
    let registry = MemoryRegistry(image.contents, capabilities: capabilities)
    return try await !QueryRun("tags where \(condition)", on: registry).rows.isEmpty
  }

  @Test(
    "No name that passes is outside the range",
    arguments: [
      "name ~ /^v1\\.2\\./", "name ~ /^v/i", "name ~ /^(a|v1)/", "name ~ /^a|1/",
      "name ~ /(?m)^v1/",
      "name ~ /^(?m)v/", "name ~ /^v?1/", "name ~ /^[pv]/", "name ~ /^pr-\\d+$/", "name ~ /^$/",
      "name ~ /\\Av1/", "name ~ /^/", "name ~ /^v1\\.2\\.\u{E9}/", "name like 'v1*'",
      "name like 'pr-?'", "name like '*1'", "name like 'v1.2'", "starts_with(name, 'pr-')",
      "name >= 'pr-1' and name < 'v1'", "not (name < 'b' or name > 'q')", "name in ('a', 'v2')",
      "not name between 'a' and 'q'", "name = 'v1' or name = 'a'", "name != 'a'",
      "starts_with(name, '\u{10FFFF}')",
    ])
  func ranges(_ condition: String) async throws {
    for name in Self.names {
      let isInside = try Self.term(condition).allSatisfy { term in
        switch term {
        case .key(let key):
          key.range.place(of: .string(name)) == .inside
            && key.values?.contains(.string(name)) ?? true
        case .never: false
        case .other: true
        }
      }
      let passes = try await Self.passes(name, condition)
      #expect(isInside || !passes, "'\(name)' passes, and is left out")
      let areExact = try Self.term(condition).allSatisfy { term in
        if case .key(let key) = term { key.isExact } else { false }
      }
      if areExact { #expect(isInside == passes, "'\(name)'") }
    }
  }

  @Test(
    "Where a regular expression may begin anywhere, nothing is known",
    arguments: ["/v1/", "/^a|1/", "/(?m)^v1/", "/(^v1)/", "/^(a|b)/"])
  func unboundPatterns(_ pattern: String) throws {
    guard case .other? = try Self.term("name ~ \(pattern)").first else {
      Issue.record("\(pattern) has a range")
      return
    }
  }

  @Test("A bound on the age is one on the time of creation")
  func ages() throws {
    guard case .key(let term)? = try Self.term("age > 1h").first else {
      Issue.record("it says nothing")
      return
    }
    let time = Timestamp(nanoseconds: LargeImage.now.nanoseconds - 3_600_000_000_000)
    #expect(term.slot == TagSlot.createdAt)
    #expect(term.isExact)
    #expect(term.range == KeyRange(.less, .timestamp(time)))
  }
}
