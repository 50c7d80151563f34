import TagQuery

/// Names: looking for one, and keeping all of their bytes.
enum NameChecks {
  static let all = [
    CheckDefinition("finds exactly what has a name", findsNames),
    CheckDefinition("keeps names byte by byte", keepsNames),
  ]

  private static func findsNames(_ trial: Trial) async throws {
    for list in trial.expected.lists {
      let able = trial.able.lists(of: list.kind)
      // A check that it refuses is another one.
      guard able.nameFilter != .none, let order = trial.order(of: list.kind) else { continue }
      let looked =
        Set(list.rows.map { Array($0.name.utf8) }).prefix(20).map {
          String(decoding: $0, as: UTF8.self)
        } + ["", "v", "e\u{301}\u{301}", "no-such-name", "%", "V1.0"]
      for name in looked {
        let page = try await trial.read(
          list.kind, region: list.region, name: name, order: order,
          pageSize: min(2, able.largestPage), atMost: list.rows.count)
        let wanted = list.rows.filter { Array($0.name.utf8) == Array(name.utf8) }
        let what = "\(list.kind) of \(list.region) named '\(name)'"
        if able.nameFilter == .exact {
          try trial.require(page.rows, are: wanted, order: order, kind: list.kind, what)
        } else {
          // Others may come with them, if they are in the list at all.
          let found = Set(page.rows.map(\.id))
          try trial.require(
            wanted.allSatisfy { found.contains($0.id) }
              && found.isSubset(of: list.rows.map(\.id)) && found.count == page.rows.count,
            "\(what): gave \(page.rows.map(\.name))")
        }
        try trial.require(
          page.total == (able.tellsTotal ? page.rows.count : nil),
          "\(what): told another total than its \(page.rows.count) rows")
      }
    }
  }

  private static func keepsNames(_ trial: Trial) async throws {
    for list in trial.expected.lists {
      for wanted in list.rows where !wanted.name.utf8.allSatisfy({ $0 < 0x80 }) {
        let row = try await trial.row(list.kind.rowKind, wanted.id, region: list.region)
        try trial.require(
          Array(row.name.utf8) == Array(wanted.name.utf8),
          "'\(wanted.name)' (\(Array(wanted.name.utf8))) came back as \(Array(row.name.utf8))")
      }
    }
  }
}
