import TagQuery

/// Single rows by their UUIDs.
enum LookupChecks {
  static let all = [
    CheckDefinition("gives every row by its UUID", givesRows),
    CheckDefinition("finds no row that is not there", findsNothing),
  ]

  private static func givesRows(_ trial: Trial) async throws {
    for list in trial.expected.lists {
      for wanted in list.rows {
        let row = try await trial.row(list.kind.rowKind, wanted.id, region: list.region)
        try trial.require(wanted.isAnswered(by: row), "get gave \(row) and not \(wanted)")
      }
    }
  }

  private static func findsNothing(_ trial: Trial) async throws {
    let (first, second) = (ConformanceContents.first, ConformanceContents.second)
    let tag = trial.expected.list(.tags(image: ConformanceContents.mixed)).rows[0].id
    let nowhere = ConformanceContents.id(0x0BAD_0002)
    let calls: [(kind: GetRequest.Kind, id: UniqueIdentifier, region: String)] = [
      (.tag, nowhere, first), (.image, nowhere, first), (.namespace, nowhere, first),
      (.tag, tag, second), (.image, ConformanceContents.mixed, second),
      (.namespace, ConformanceContents.web, second),
      (.tag, ConformanceContents.mixed, first), (.image, ConformanceContents.web, first),
      (.image, tag, first), (.namespace, ConformanceContents.mixed, first),
      (.tag, tag, "xx-none"), (.image, ConformanceContents.mixed, "xx-none"),
      (.namespace, ConformanceContents.web, "xx-none"),
    ]
    for (kind, id, region) in calls {
      try await trial.refusal([.notFound], "get \(kind) \(id) in \(region)") {
        () async throws(RegistryError) in
        try await trial.registry.get(GetRequest(kind, id: id, region: region))
      }
    }
  }
}
