import Testing

@testable import TagQuery

/// How many requests queries take, and that their answers are those of reading everything.
@Suite("Requests that queries take")
struct RequestCountTests {
  /// A query behind `tags image=…`, and the most requests that it may take at 10,000 tags.
  struct Expectation: CustomTestStringConvertible, Sendable {
    var query: String
    var most: Int
    /// Whether the order of the rows is promised.
    var isOrdered = true

    var testDescription: String { query }
  }

  private static let count = 10_000

  private static func time(_ number: Int) -> String {
    LargeImage.time(number, of: count).description
  }

  private static func between(_ low: Int, _ high: Int) -> String {
    "where created between \(time(low)) and \(time(high))"
  }

  private static let largeImage = LargeImage(count)
  /// Nothing changes it, so that one is enough for all.
  private static let large = MemoryRegistry(largeImage.contents)

  static let expectations: [Expectation] = [
    Expectation(query: "", most: 100),
    Expectation(query: "where name = '\(LargeImage.name(77))'", most: 1),
    Expectation(query: "where name = '\(LargeImage.name(77))' | count", most: 1),
    Expectation(
      query: """
        where name in ('\(LargeImage.name(1))', '\(LargeImage.name(5_000))', 'nothing')
        """, most: 3),
    Expectation(query: "order by created desc limit 10", most: 1),
    Expectation(query: "limit 5", most: 1),
    Expectation(query: "order by created desc limit 250", most: 3),
    Expectation(query: "order by age limit 250", most: 3),
    Expectation(query: "order by name | skip 5000 | limit 10", most: 1),
    Expectation(query: "count", most: 1),
    Expectation(query: "summarize min(created), max(created), count()", most: 2),
    Expectation(query: "where created >= \(time(9_650))", most: 5),
    Expectation(query: "where created < \(time(350))", most: 5),
    Expectation(query: "where age < 350h", most: 5),
    Expectation(query: between(5_000, 5_299), most: 12),
    Expectation(query: "where created < \(time(4_321)) | count", most: 8),
    Expectation(query: "where created >= \(time(4_321)) | count", most: 8),
    Expectation(query: "where pushed < \(time(350))", most: 5),
    Expectation(query: "where created < \(time(4_321)) order by created desc limit 5", most: 9),
    Expectation(query: "where status = error", most: 20),
    Expectation(query: "where name ~ /^v1\\.2\\./", most: 18),
    Expectation(query: "where name like 'v1.2.*'", most: 18),
    Expectation(query: "where starts_with(name, 'v1.2.') | count", most: 16),
    Expectation(query: "order by version desc limit 3", most: 100),
    Expectation(query: "where siblings > 0 | count", most: 100),
    Expectation(query: "where name = 'a' and name = 'b'", most: 0),
    Expectation(query: "where created > 2026-01-01 and created < 2025-01-01 | count", most: 0),
    Expectation(query: "where not (created < \(time(9_650)) or created > \(time(9_700)))", most: 9),
  ]

  @Test("10,000 tags in one image", arguments: expectations)
  func largeImage(_ expectation: Expectation) async throws {
    let registry = CountingRegistry(Self.large)
    let run = try await QueryRun("\(LargeImage.source) \(expectation.query)", on: registry)
    #expect(run.failure == nil)
    #expect(run.requests <= expectation.most, "\(run.requests)")
    #expect(registry.requests.count <= run.requests)
    try await expectPlainAnswer(run, expectation.query, Self.largeImage, Self.plain(Self.large))
  }

  @Test(
    "Other numbers and times", arguments: [0, 1, 99, 100, 101, 200, 1_234],
    LargeImage.Spread.allCases)
  func otherImages(_ count: Int, _ spread: LargeImage.Spread) async throws {
    let image = LargeImage(count, spread: spread)
    let base = MemoryRegistry(image.contents)
    let plain = Self.plain(base)
    for expectation in Self.expectations {
      let registry = CountingRegistry(base)
      let run = try await QueryRun("\(LargeImage.source) \(expectation.query)", on: registry)
      #expect(run.failure == nil)
      try await expectPlainAnswer(run, expectation.query, image, plain)
    }
  }

  @Test("Bunched times mislead no search past its bound", arguments: [300, 3_000, 10_000])
  func bunched(_ count: Int) async throws {
    let image = LargeImage(count, spread: .bunched)
    let base = MemoryRegistry(image.contents)
    let plain = Self.plain(base)
    let pages = (count + 99) / 100
    let most = Int.bitWidth - (pages - 1).leadingZeroBitCount + 1
    for number in [1, 2, count / 7, count / 2, count - 2, count - 1] {
      let time = image.tags[number].createdAt?.description ?? ""
      for query in ["where created < \(time) | count", "where created >= \(time) | count"] {
        let registry = CountingRegistry(base)
        let run = try await QueryRun("\(LargeImage.source) \(query)", on: registry)
        #expect(run.requests <= most, "\(run.requests) for \(query)")
        try await expectPlainAnswer(run, query, image, plain)
      }
    }
  }

  /// The same registry, which can only list.
  private static func plain(_ base: MemoryRegistry) -> CountingRegistry {
    var capabilities = base.capabilities
    capabilities.tags.nameFilter = .none
    capabilities.tags.orders = [.createdAscending]
    capabilities.tags.hasPageNumbers = false
    capabilities.tags.tellsTotal = false
    return CountingRegistry(base, capabilities: capabilities)
  }

  private func expectPlainAnswer(
    _ run: QueryRun, _ query: String, _ image: LargeImage, _ registry: CountingRegistry
  ) async throws {
    let plain = try await QueryRun("\(LargeImage.source) \(query)", on: registry)
    // No order is promised to rows that tie.
    let settle: ([[Value]]) -> [[Value]] = { rows in
      rows.sorted { Value.order(.list($0), .list($1)) < 0 }
    }
    if run.rows != plain.rows {
      #expect(run.rows.count == plain.rows.count, "\(query)")
      let hasTies = Set(image.tags.map(\.createdAt)).count < image.tags.count
      #expect(hasTies, "\(query): another order")
      if !query.contains("limit") { #expect(settle(run.rows) == settle(plain.rows), "\(query)") }
    }
  }
}
