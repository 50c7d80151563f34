import TagQuery

/// Lists: their pages, orders and totals.
enum ListChecks {
  static let all = [
    CheckDefinition("describes itself", describesItself),
    CheckDefinition("lists tags in every order and page by page") { trial in
      try await readsWhole(trial) { if case .tags = $0 { true } else { false } }
    },
    CheckDefinition("lists images in every order and page by page") { trial in
      try await readsWhole(trial) { if case .images = $0 { true } else { false } }
    },
    CheckDefinition("lists namespaces in every order and page by page") { trial in
      try await readsWhole(trial) { $0 == .namespaces }
    },
    CheckDefinition("gives pages in whatever order they are asked for", givesAnyPage),
    CheckDefinition("has nothing behind the last page", hasNothingBehind),
    CheckDefinition("tells how many rows there are on all pages", tellsTotals),
    CheckDefinition("puts a missing time last", putsMissingTimesLast),
    CheckDefinition("keeps a status that it does not know", keepsStatuses),
    CheckDefinition("keeps regions apart", keepsRegionsApart),
    CheckDefinition("answers many calls at once", answersAtOnce),
  ]

  private static func describesItself(_ trial: Trial) async throws {
    let able = trial.able
    let regions = Set(trial.expected.contents.regions.map(\.name))
    try trial.require(!able.name.isEmpty, "it has no name")
    try trial.require(
      Set(able.regions) == regions && able.regions.count == regions.count,
      "it says its regions are \(able.regions) and not \(regions.sorted())")
    try trial.require(
      !able.defaultRegions.isEmpty && regions.isSuperset(of: able.defaultRegions),
      "its default regions \(able.defaultRegions) are not regions that it has")
    for lists in [able.tags, able.images, able.namespaces] {
      try trial.require(lists.largestPage >= 1, "a page has at most \(lists.largestPage) rows")
      try trial.require(!lists.orders.isEmpty, "a list has no order")
    }
  }

  private static func readsWhole(
    _ trial: Trial, _ isIncluded: (ListedKind) -> Bool
  ) async throws {
    for list in trial.expected.lists where isIncluded(list.kind) {
      for order in trial.orders(of: list.kind) {
        for size in trial.sizes(for: list) {
          let page = try await trial.read(
            list.kind, region: list.region, order: order, pageSize: size, atMost: list.rows.count)
          try trial.require(
            page.rows, are: list.rows, order: order, kind: list.kind,
            "\(list.kind) of \(list.region), \(order.rawValue), pages of \(size)")
        }
      }
    }
  }

  private static func givesAnyPage(_ trial: Trial) async throws {
    for list in trial.expected.lists where trial.able.lists(of: list.kind).hasPageNumbers {
      guard let order = trial.order(of: list.kind) else { continue }
      for size in trial.sizes(for: list) {
        var rows: [ListedRow] = []
        for page in (1...(list.rows.count / size + 1)).reversed() {
          let request = ListRequest(
            list.kind, region: list.region, order: order, page: page, pageSize: size)
          rows = try await trial.page(request).rows + rows
        }
        try trial.require(
          rows, are: list.rows, order: order, kind: list.kind,
          "\(list.kind) of \(list.region), pages of \(size) from the last to the first")
      }
    }
  }

  private static func hasNothingBehind(_ trial: Trial) async throws {
    for list in trial.expected.lists where trial.able.lists(of: list.kind).hasPageNumbers {
      guard let order = trial.order(of: list.kind) else { continue }
      let size = min(7, trial.able.lists(of: list.kind).largestPage)
      let pages = (list.rows.count + size - 1) / size
      for number in [pages + 1, pages + 2, 1_000_000, Int.max] {
        let request = ListRequest(
          list.kind, region: list.region, order: order, page: number, pageSize: size)
        let page = try await trial.page(request)
        try trial.require(page.rows.isEmpty, "list \(request) gave \(page.rows.count) rows")
        let told = trial.able.lists(of: list.kind).tellsTotal ? list.rows.count : nil
        try trial.require(
          page.total == told, "list \(request) told the total \(Self.text(page.total))")
      }
    }
  }

  private static func tellsTotals(_ trial: Trial) async throws {
    for list in trial.expected.lists {
      let lists = trial.able.lists(of: list.kind)
      for order in trial.orders(of: list.kind) {
        for number in [1, 2] {
          let request = ListRequest(
            list.kind, region: list.region, order: order, page: number,
            pageSize: min(2, lists.largestPage))
          let total = try await trial.page(request).total
          let told = lists.tellsTotal ? list.rows.count : nil
          try trial.require(
            total == told, "list \(request) told the total \(text(total)) and not \(text(told))")
        }
      }
    }
  }

  private static func text(_ total: Int?) -> String { total.map(String.init) ?? "nothing" }

  private static func putsMissingTimesLast(_ trial: Trial) async throws {
    let list = trial.expected.list(.tags(image: ConformanceContents.mixed))
    let timeless = Set(list.rows.filter { $0.createdAt == nil }.map(\.id))
    for order in trial.orders(of: list.kind)
    where order == .createdAscending || order == .createdDescending {
      let page = try await trial.read(
        list.kind, region: list.region, order: order,
        pageSize: min(7, trial.able.tags.largestPage), atMost: list.rows.count)
      let edge =
        order.isDescending ? page.rows.prefix(timeless.count) : page.rows.suffix(timeless.count)
      let names = edge.map(\.name)
      try trial.require(
        Set(edge.map(\.id)) == timeless,
        "\(order.rawValue): \(names) stand where those without a time must")
      try trial.require(
        edge.allSatisfy { $0.createdAt == nil }, "\(names) have got a time from somewhere")
    }
  }

  private static func keepsStatuses(_ trial: Trial) async throws {
    let list = trial.expected.list(.tags(image: ConformanceContents.mixed))
    guard let order = trial.order(of: list.kind) else { return }
    let page = try await trial.read(
      list.kind, region: list.region, order: order,
      pageSize: min(7, trial.able.tags.largestPage), atMost: list.rows.count)
    for wanted in list.rows {
      guard case .other(let text) = wanted.status else { continue }
      let got = try await trial.row(.tag, wanted.id, region: list.region)
      for row in page.rows.filter({ $0.id == wanted.id }) + [got] {
        try trial.require(
          row.status == wanted.status, "the status '\(text)' came back as '\(row.status)'")
      }
    }
  }

  private static func keepsRegionsApart(_ trial: Trial) async throws {
    for region in trial.expected.contents.regions {
      for kind in [ListedKind.namespaces, .images(namespace: nil)] {
        guard let order = trial.order(of: kind) else { continue }
        let list = trial.expected.list(kind, region: region.name)
        let others = trial.expected.lists.filter { $0.kind == kind && $0.region != region.name }
        let strangers = Set(others.flatMap { $0.rows.map(\.id) })
        let size = min(7, trial.able.lists(of: kind).largestPage)
        let page = try await trial.read(
          kind, region: region.name, order: order, pageSize: size, atMost: Int.max)
        let found = page.rows.first { strangers.contains($0.id) }
        try trial.require(
          found == nil, "\(kind) of \(region.name) holds '\(found?.name ?? "")' of another region")
        try trial.require(
          page.rows, are: list.rows, order: order, kind: kind, "\(kind) of \(region.name)")
      }
    }
  }

  private static func answersAtOnce(_ trial: Trial) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for list in trial.expected.lists + trial.expected.lists {
        guard let order = trial.order(of: list.kind) else { continue }
        let size = trial.able.lists(of: list.kind).largestPage
        group.addTask {
          let page = try await trial.read(
            list.kind, region: list.region, order: order, pageSize: size, atMost: Int.max)
          try trial.require(
            page.rows, are: list.rows, order: order, kind: list.kind,
            "\(list.kind) of \(list.region), among other calls")
        }
      }
      try await group.waitForAll()
    }
  }
}
