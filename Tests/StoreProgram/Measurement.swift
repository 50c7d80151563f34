import SQLiteRegistry
import TagQuery

/// Says how fast a store takes tags in and gives pages out: by the clock, and by the time that the
/// processor worked on it.
struct Measurement {
  let path: String
  let count: Int

  func run() async throws {
    let tags = GeneratedTags(series: 1, count: count)
    try fill(tags, "into an empty store")
    try fill(GeneratedTags(series: 2, count: count / 10), "a tenth more")
    try fill(GeneratedTags(series: 3, count: count / 2), "half as many more")
    try fill(tags, "the first ones again")
    try await pages(of: tags, "first, middle and last page") { [1, $0 / 2, $0] }
    try await pages(of: tags, "every page") { Array(1...$0) }
  }

  /// What something takes.
  private struct Cost {
    var clock: Duration
    var processor: Duration

    init(_ body: () async throws -> Void) async rethrows {
      let start = (clock: ContinuousClock.now, processor: processorTime())
      try await body()
      clock = ContinuousClock.now - start.clock
      processor = processorTime() - start.processor
    }

    init(_ body: () throws -> Void) rethrows {
      let start = (clock: ContinuousClock.now, processor: processorTime())
      try body()
      clock = ContinuousClock.now - start.clock
      processor = processorTime() - start.processor
    }
  }

  private func fill(_ tags: GeneratedTags, _ what: String) throws {
    // What it takes to make them up is none of the store's business.
    let making = Cost { tags.forEach { _ in } }
    var adding: Cost?
    var importing = try Cost {
      let filling = try SQLiteRegistry(path: path).beginImport()
      adding = try Cost { try tags.forEach { try filling.add($0) } }
      try filling.commit()
    }
    importing.clock -= making.clock
    importing.processor -= making.processor
    func rate(_ time: Duration) -> Int { Int(Double(tags.count) / (time / .seconds(1))) }
    say(
      """
      \(tags.count) tags, \(what): \(rate(importing.clock)) a second by the clock, \
      \(rate(importing.processor)) by the processor \
      (\(text(importing.processor)) ms, \(text((adding?.processor ?? .zero) - making.processor)) \
      of them before the commit)
      """)
  }

  private func pages(
    of tags: GeneratedTags, _ what: String, _ numbers: (Int) -> [Int]
  ) async throws {
    // One that has not read anything yet.
    let registry = try SQLiteRegistry(path: path)
    say("\(what) of an image of \(tags.largest), in ms by the clock / by the processor")
    for order in ListOrder.allCases {
      var costs: [Cost] = []
      for page in numbers(tags.largest / 100) {
        let request = ListRequest(
          .tags(image: tags.largestImage), region: GeneratedTags.region, order: order, page: page,
          pageSize: 100)
        costs.append(
          try await Cost {
            let rows = try await registry.list(request).rows
            if rows.count != 100 { say("page \(page) has \(rows.count) rows") }
          })
      }
      let clock = costs.map(\.clock).sorted()
      let processor = costs.map(\.processor).sorted()
      let (middle, last) = (costs.count / 2, costs.count - 1)
      say(
        """
          \(order.rawValue): median \(text(clock[middle])) / \(text(processor[middle])), \
        longest \(text(clock[last])) / \(text(processor[last]))
        """)
    }
  }

  /// In milliseconds, with two digits behind the point.
  private func text(_ time: Duration) -> String {
    let hundredths = Int(time / .microseconds(10))
    let fraction = "\(hundredths % 100 + 100)".dropFirst()
    return "\(hundredths / 100).\(fraction)"
  }
}
