/// Makes one deletion plan of all deletions of a program. It reads the images that would lose tags
/// completely: which digests stay decides what is safe.
struct DeletionPlanner {
  /// The rows that one `delete` selected.
  struct Request {
    var rows: [Row]
    var columns: [ResultColumn]
    var values: [ValueFunction]
    var isForced: Bool
    var range: SourceRange
    /// Whether it is known of what the rows are chosen by.
    var isCertain: Bool
  }

  let session: RegistrySession
  let observations: DeletionObservations
  let options: RunOptions
  let settings: ProgramSettings
  let now: Timestamp

  /// A selected tag, before it is decided about.
  private struct Candidate {
    var entry: DeletionPlan.Entry
    var isForced: Bool
    /// Whether some `delete` selects it without any doubt.
    var isCertain: Bool
  }

  func plan(_ requests: [Request]) async throws(RunError) -> DeletionPlan {
    var candidates: [Candidate] = []
    var positions: [RowIdentity: Int] = [:]
    var sections: [DeletionPlan.Section] = []
    for request in requests {
      var section = DeletionPlan.Section(columns: request.columns, rows: [])
      for row in request.rows {
        let identity = row.identity
        let isCertain =
          request.isCertain && !row.hasUnknownKey && !observations.uncertain.contains(identity)
        let position = positions[identity] ?? candidates.count
        if position == candidates.count {
          positions[identity] = position
          candidates.append(
            Candidate(entry: Self.entry(row), isForced: request.isForced, isCertain: isCertain))
        } else {
          // A tag in two deletions is planned once, with force if either says so.
          candidates[position].isForced = candidates[position].isForced || request.isForced
          candidates[position].isCertain = candidates[position].isCertain || isCertain
        }
        section.rows.append((request.values.map { $0(row) }, position))
      }
      sections.append(section)
    }
    var plan = DeletionPlan(
      entries: candidates.map { Self.decided($0) }, sections: sections, ties: observations.ties,
      imageSizes: [:])
    try await decideSharedDigests(&plan, candidates.map(\.isForced), range: requests.first?.range)
    try checkBudgets(plan, range: requests.first?.range)
    return plan
  }

  private static func entry(_ row: Row) -> DeletionPlan.Entry {
    let none = UniqueIdentifier(high: 0, low: 0)
    func identifier(_ slot: Int) -> UniqueIdentifier {
      if case .uuid(let id) = row.value(slot: slot) { id } else { none }
    }
    func time(_ slot: Int) -> Timestamp? {
      if case .timestamp(let time) = row.value(slot: slot) { time } else { nil }
    }
    let name = row.value(slot: TagSlot.name).text ?? ""
    var entry = DeletionPlan.Entry(
      region: row.value(slot: TagSlot.region).text ?? "", id: identifier(TagSlot.id),
      imageID: identifier(TagSlot.imageID), image: row.value(slot: TagSlot.image).text ?? "",
      name: name, reference: "\(row.value(slot: TagSlot.repository).text ?? ""):\(name)",
      digest: nil, status: .unknown, createdAt: time(TagSlot.createdAt),
      updatedAt: time(TagSlot.updatedAt), decision: .delete(isForced: false, losing: []))
    if case .digest(let digest) = row.value(slot: TagSlot.digest) { entry.digest = digest }
    if case .status(let status) = row.value(slot: TagSlot.status) { entry.status = status }
    return entry
  }

  /// What the tag alone decides.
  private static func decided(_ candidate: Candidate) -> DeletionPlan.Entry {
    var entry = candidate.entry
    switch entry.status {
    case .deleting: entry.decision = .skipped("it is being deleted already")
    case .locked: entry.decision = .skipped("it is locked")
    case .other(let status):
      entry.decision = .skipped("its status '\(status)' is not known here")
    case .unknown, .ready, .error:
      if !candidate.isCertain {
        entry.decision = .refused(.unknownKey)
      }
    }
    return entry
  }

  // MARK: Shared digests

  /// A tag of an image, as far as digests are concerned.
  private struct Sharer {
    let id: UniqueIdentifier
    let name: String
  }

  private func decideSharedDigests(
    _ plan: inout DeletionPlan, _ isForced: [Bool], range: SourceRange?
  ) async throws(RunError) {
    var byImage: [UniqueIdentifier: [Int]] = [:]
    for (index, entry) in plan.entries.enumerated() {
      byImage[entry.imageID, default: []].append(index)
    }
    for (imageID, indices) in byImage.sorted(by: { $0.key < $1.key }) {
      var sharers: [Value: [Sharer]] = [:]
      var count = 0
      let batches = try await session.wholeImage(
        imageID, region: plan.entries[indices[0]].region, mustBeSteady: true, range: range)
      for rows in batches {
        for row in 0..<rows.count {
          count += 1
          let digest = rows.value(slot: TagSlot.digest, row: row)
          guard !digest.isNull, case .uuid(let id) = rows.value(slot: TagSlot.id, row: row) else {
            continue
          }
          let name = rows.value(slot: TagSlot.name, row: row).text ?? ""
          sharers[digest, default: []].append(Sharer(id: id, name: name))
        }
      }
      plan.imageSizes[imageID] = count
      Self.decide(&plan, indices, sharers, isForced)
    }
  }

  /// Decides about the tags of one image, digest by digest.
  private static func decide(
    _ plan: inout DeletionPlan, _ indices: [Int], _ sharers: [Value: [Sharer]], _ isForced: [Bool]
  ) {
    let groups = Dictionary(grouping: indices) { plan.entries[$0].digest }
    for (digest, members) in groups {
      guard let digest, let group = sharers[.digest(digest)], group.count > 1 else { continue }
      let going = members.filter { plan.entries[$0].decision.isDeletion }
      let ids = Set(going.map { plan.entries[$0].id })
      // Without force a tag stays that shares with one that stays; then it keeps the others too.
      let staying = group.filter { !ids.contains($0.id) }
      let hasRefusal = !staying.isEmpty && going.contains { !isForced[$0] }
      let names =
        staying.map(\.name)
        + (hasRefusal ? going.filter { !isForced[$0] }.map { plan.entries[$0].name } : [])
      for index in going {
        if staying.isEmpty {
          plan.entries[index].decision = .delete(isForced: true, losing: [])
        } else if isForced[index] {
          plan.entries[index].decision = .delete(isForced: true, losing: names)
        } else {
          plan.entries[index].decision = .refused(.sharedDigest(staying.map(\.name)))
        }
      }
    }
  }

  // MARK: Budgets

  private func checkBudgets(_ plan: DeletionPlan, range: SourceRange?) throws(RunError) {
    let budget = min(options.deletions, settings.deletions ?? options.deletions)
    guard plan.deletionCount <= budget else {
      throw RunError(
        .refused,
        "the plan deletes \(plan.deletionCount) tag\(plan.deletionCount == 1 ? "" : "s"), "
          + "and at most \(budget) may go",
        range: range,
        help: (settings.deletions ?? .max) < options.deletions
          ? "narrow the query, or raise max_deletes in the program"
          : "narrow the query, or allow more with --max-deletes")
    }
    guard options.percent < 100 else { return }
    var deleted: [UniqueIdentifier: (count: Int, image: String)] = [:]
    for entry in plan.entries where entry.decision.isDeletion {
      deleted[entry.imageID, default: (0, entry.image)].count += 1
    }
    for (imageID, (count, image)) in deleted.sorted(by: { $0.key < $1.key }) {
      let size = plan.imageSizes[imageID] ?? count
      guard count * 100 <= size * options.percent else {
        throw RunError(
          .refused,
          "the plan deletes \(count) of \(size) tags of \(image), "
            + "and at most \(options.percent) % may go",
          range: range, help: "narrow the query, or allow more with --max-percent")
      }
    }
  }
}
