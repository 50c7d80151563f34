import SQLiteRegistry
import TagQuery

/// Says how fast a store takes tags in and gives pages out.
struct Measurement {
  let path: String
  let count: Int

  func run() async throws {
    let tags = GeneratedTags(series: 1, count: count)
    try fill(tags, "into an empty store")
    try fill(GeneratedTags(series: 2, count: count / 10), "a tenth more")
    try fill(tags, "the same again")
    try fill(GeneratedTags(series: 3, count: count), "as many again")
    for (name, largest) in [("the first pages of", 100), ("all pages of", 100)] {
      let registry = try SQLiteRegistry(path: path, largestPage: largest)
      try await pages(
        of: registry, tags, "\(name) the largest image",
        isWhole: name.hasPrefix("all"))
    }
  }

  private func fill(_ tags: GeneratedTags, _ what: String) throws {
    // What it takes to make them up is none of the store's business.
    let making = ContinuousClock().measure { tags.forEach { _ in } }
    let importing = try ContinuousClock().measure {
      let filling = try SQLiteRegistry(path: path).beginImport()
      try tags.forEach { try filling.add($0) }
      try filling.commit()
    }
    let seconds = (importing - making) / .seconds(1)
    say(
      "import of \(tags.count) tags, \(what): \(Int(seconds * 1_000)) ms, "
        + "\(Int(Double(tags.count) / seconds)) a second")
  }

  private func pages(
    of registry: SQLiteRegistry, _ tags: GeneratedTags, _ what: String, isWhole: Bool
  ) async throws {
    for order in ListOrder.allCases {
      var times: [Duration] = []
      let pages = tags.largest / 100
      for page in isWhole ? Array(1...pages) : [1, pages / 2, pages] {
        let request = ListRequest(
          .tags(image: tags.largestImage), region: GeneratedTags.region, order: order, page: page,
          pageSize: 100)
        let start = ContinuousClock.now
        let rows = try await registry.list(request).rows
        times.append(ContinuousClock.now - start)
        if rows.count != 100 { say("page \(page) has \(rows.count) rows") }
      }
      times.sort()
      let median = times[times.count / 2]
      say(
        "\(what), \(order.rawValue): median \(median), 99 of 100 \(times[times.count * 99 / 100])"
          + ", longest \(times[times.count - 1])")
    }
  }
}
