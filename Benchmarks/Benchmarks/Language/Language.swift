import Benchmark
import TagQuery

// How long the language takes: to compile typical queries, and for a row of typical conditions.
//
// A condition is timed over rows that are in memory already: `$all | where … | count` reads no
// registry. One sample of "row" is 100,000 rows, so a time in milliseconds divided by 100 is the
// time of a row in microseconds; "nothing" is what a row costs without a condition.

private let now = Timestamp("2026-11-24T12:00:00Z")!

private let queries = [
  "newest": "tags image=web/api where name ~ /^v1\\./ order by created desc | limit 5",
  "retention": """
  tags namespace=web order by created desc
    | skip 10 per image
    | where created < 30d ago and status = ready
    | select image, name, created
  """,
  "rules": """
  param days: duration = 30d
  let all      = tags image=web/api
  let newest   = $all | order by pushed desc | limit 10
  let releases = $all | where version is not null
  def stale(d) = pushed < now() - d
  $all | where stale($days) | except $newest | except $releases | delete
  """,
]

private let conditions = [
  "nothing": "",
  "regex and time": "where name ~ /^v1\\./ and created > 2026-01-01",
  "pushed": "where pushed < 30d ago",
  "status": "where status = error",
  "name": "where name = \"v1.2.3\"",
  "version": "where version > 1.2.0",
  "digest in list": """
  where digest in ("sha256:\(String(repeating: "a", count: 64))",
    "sha256:\(String(repeating: "b", count: 64))")
  """,
]

/// Takes rows and forgets them.
private final class Nowhere: ResultOutput {
  func begin(_ columns: [ResultColumn]) throws(RunError) {}
  func rows(_ rows: [[Value]]) throws(RunError) -> Bool { true }
  func end() throws(RunError) {}
  func explain(_ plan: PipelinePlan) throws(RunError) {}
}

/// A registry of one image with 100,000 tags.
private func largeRegistry() -> MemoryRegistry {
  var region = RegionContents("fr-par")
  let namespace = UniqueIdentifier(high: 1, low: 0)
  let image = UniqueIdentifier(high: 2, low: 0)
  region.namespaces = [NamespaceRecord(id: namespace, name: "web")]
  region.images = [ImageRecord(id: image, name: "api", namespaceID: namespace)]
  region.tags = (0..<100_000).map { number in
    let word = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    let time = Timestamp(nanoseconds: now.nanoseconds - Int64(number) * 300_000_000_000)
    return TagRecord(
      id: UniqueIdentifier(high: 3, low: UInt64(number)),
      name: number % 5 == 0 ? "v1.\(number / 50).\(number % 50)" : "ci-\(number)-\(word % 997)",
      imageID: image, status: number % 100 == 0 ? .error : .ready,
      digest: .sha256(word, word, word, word), createdAt: time, updatedAt: time)
  }
  return MemoryRegistry(RegistryContents(regions: [region]))
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration.metrics = [.wallClock]
  Benchmark.defaultConfiguration.maxDuration = .seconds(3)

  let engine = QueryEngine(environment: QueryEnvironment(now: now))
  for (name, text) in queries.sorted(by: { $0.key < $1.key }) {
    let source = SourceText(name: name, text)
    Benchmark("compile \(name)", configuration: .init(scalingFactor: .kilo)) { benchmark in
      for _ in benchmark.scaledIterations { blackHole(try engine.compile(source)) }
    }
  }

  let registry = largeRegistry()
  for (name, condition) in conditions.sorted(by: { $0.key < $1.key }) {
    // Reading the rows is in every sample once, their evaluation ten times.
    let uses = String(repeating: "$all \(condition) | count\n", count: 10)
    let program = try? engine.compile(SourceText(name: name, "let all = tags image=api\n\(uses)"))
    Benchmark("row, \(name)") { benchmark in
      guard let program else { return }
      _ = try await engine.run(program, on: registry, output: Nowhere())
    }
  }
}
