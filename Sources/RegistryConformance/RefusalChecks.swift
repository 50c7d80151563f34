import TagQuery

/// Calls that must be refused: nothing is better than a wrong answer.
enum RefusalChecks {
  static let all = [
    CheckDefinition("refuses pages that cannot be", refusesPages),
    CheckDefinition("refuses what it does not claim", refusesWhatItLacks),
    CheckDefinition("finds no list under a missing parent", findsNoOrphans),
  ]

  private static func refusesPages(_ trial: Trial) async throws {
    let kinds: [ListedKind] = [
      .tags(image: ConformanceContents.mixed), .images(namespace: nil),
      .images(namespace: ConformanceContents.web), .namespaces,
    ]
    for kind in kinds {
      guard let order = trial.order(of: kind) else { continue }
      let largest = trial.able.lists(of: kind).largestPage
      for (page, size) in [
        (0, 1), (-1, 1), (Int.min, 1), (1, 0), (1, -1), (1, Int.min), (1, largest + 1),
        (1, Int.max),
      ] {
        try await trial.refusal(
          [.invalidRequest],
          of: ListRequest(
            kind, region: ConformanceContents.first, order: order, page: page, pageSize: size))
      }
    }
  }

  private static func refusesWhatItLacks(_ trial: Trial) async throws {
    let kinds: [ListedKind] = [
      .tags(image: ConformanceContents.mixed), .images(namespace: nil),
      .images(namespace: ConformanceContents.web), .namespaces,
    ]
    for kind in kinds {
      let able = trial.able.lists(of: kind)
      for order in ListOrder.allCases where !able.orders.contains(order) {
        try await trial.refusal(
          [.invalidRequest],
          of: ListRequest(kind, region: ConformanceContents.first, order: order, pageSize: 1))
      }
      guard able.nameFilter == .none, let order = trial.order(of: kind) else { continue }
      try await trial.refusal(
        [.invalidRequest],
        of: ListRequest(
          kind, region: ConformanceContents.first, name: "web", order: order, pageSize: 1))
    }
  }

  private static func findsNoOrphans(_ trial: Trial) async throws {
    let nowhere = ConformanceContents.id(0x0BAD_0001)
    let (first, second) = (ConformanceContents.first, ConformanceContents.second)
    let calls: [(kind: ListedKind, region: String)] = [
      (.tags(image: nowhere), first), (.images(namespace: nowhere), first),
      // They are there, but elsewhere or something else.
      (.tags(image: ConformanceContents.mixed), second),
      (.images(namespace: ConformanceContents.web), second),
      (.tags(image: ConformanceContents.web), first),
      (.images(namespace: ConformanceContents.mixed), first),
      (.namespaces, "xx-none"), (.images(namespace: nil), "xx-none"),
      (.tags(image: ConformanceContents.mixed), "xx-none"),
    ]
    for (kind, region) in calls {
      guard let order = trial.order(of: kind) else { continue }
      try await trial.refusal(
        [.notFound], of: ListRequest(kind, region: region, order: order, pageSize: 1))
    }
  }
}
