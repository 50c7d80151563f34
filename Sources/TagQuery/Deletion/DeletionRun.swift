/// How a plan is carried out.
public struct DeletionRunOptions: Sendable {
  /// What the plan is called in the journal.
  public var planID = ""
  /// Deletions at a time.
  public var concurrency = 8
  /// Whether each image is listed again first, and tags that have changed are left alone: for a
  /// plan that was saved, or approved long after its reading.
  public var checksForChanges = false
  /// Waits between looks at whether a tag that is being deleted is gone; nil for no look at all.
  public var wait: (@Sendable () async -> Void)?

  /// The defaults.
  public init() {}
}

/// How far a deletion run has come.
public struct DeletionProgress: Sendable {
  /// The tag, by its place among the plan's entries.
  public var entry: Int
  /// What became of it.
  public var outcome: DeletionOutcome
  /// Tags of which the outcome is known.
  public var done: Int
  /// Tags that the plan deletes.
  public var total: Int
}

extension DeletionPlan {
  /// Carries the plan out, and tells what became of each entry.
  ///
  /// Every deletion is in the journal before it is sent. Tags that share a digest are deleted with
  /// force only after another look at their image. A registry that denies access, a journal that
  /// cannot be written and a cancelled task end the run: what was not sent by then has failed. To
  /// carry the same plan out again goes on where it stopped.
  public func apply(
    to registry: any Registry, journal: any DeletionJournal,
    options: DeletionRunOptions = DeletionRunOptions(),
    progress: (@Sendable (DeletionProgress) -> Void)? = nil
  ) async -> [DeletionOutcome] {
    var run = DeletionRun(
      plan: self, registry: registry, journal: journal, options: options, progress: progress)
    await run.run()
    return run.outcomes
  }

  /// Carries the plan out as `apply(to:journal:options:progress:)` does, and tells of each tag when
  /// it is done. Who stops listening cancels the run.
  public func applying(
    to registry: any Registry, journal: any DeletionJournal,
    options: DeletionRunOptions = DeletionRunOptions()
  ) -> AsyncStream<DeletionProgress> {
    AsyncStream { continuation in
      let task = Task {
        _ = await apply(to: registry, journal: journal, options: options) {
          continuation.yield($0)
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}

/// A plan at work.
struct DeletionRun {
  let plan: DeletionPlan
  let registry: any Registry
  let journal: any DeletionJournal
  let options: DeletionRunOptions
  let progress: (@Sendable (DeletionProgress) -> Void)?

  private(set) var outcomes: [DeletionOutcome]
  private var done = 0
  /// Why nothing more is sent.
  private var end: String?

  init(
    plan: DeletionPlan, registry: any Registry, journal: any DeletionJournal,
    options: DeletionRunOptions, progress: (@Sendable (DeletionProgress) -> Void)?
  ) {
    self.plan = plan
    self.registry = registry
    self.journal = journal
    self.options = options
    self.progress = progress
    outcomes = plan.plannedOutcomes
  }

  mutating func run() async {
    let going = plan.entries.indices.filter { plan.entries[$0].decision.isDeletion }
    let byImage = Dictionary(grouping: going) { plan.entries[$0].imageID }
    let images = byImage.keys.sorted()
    if options.checksForChanges {
      for image in images { await check(byImage[image] ?? [], onlyForced: false) }
    }
    await delete(going.filter { !plan.entries[$0].decision.isForced })
    for image in images {
      let forced = (byImage[image] ?? []).filter { plan.entries[$0].decision.isForced }
      guard !forced.isEmpty else { continue }
      if end == nil { await check(forced, onlyForced: true) }
      await delete(forced)
    }
  }

  /// Looks at an image again, and settles what is not to be deleted any more.
  private mutating func check(_ indices: [Int], onlyForced: Bool) async {
    guard let first = indices.first else { return }
    let entries = indices.filter { outcomes[$0] == .planned }.map { (index: $0, plan.entries[$0]) }
    let check = ImageCheck(
      registry: registry, imageID: plan.entries[first].imageID, region: plan.entries[first].region)
    for (index, outcome) in await check.changes(of: entries, onlyForced: onlyForced) {
      settle(index, outcome)
    }
  }

  private mutating func settle(_ index: Int, _ outcome: DeletionOutcome) {
    outcomes[index] = outcome
    done += 1
    progress?(
      DeletionProgress(entry: index, outcome: outcome, done: done, total: plan.deletionCount))
  }

  // MARK: Sending

  /// What came of one deletion.
  private struct Answer: Sendable {
    var index: Int
    var outcome: DeletionOutcome
    /// Why nothing more may be sent.
    var end: String?
  }

  private mutating func delete(_ indices: [Int]) async {
    var rest = indices.filter { outcomes[$0] == .planned }[...]
    var ended = end
    var settled: [Answer] = []
    let call = DeletionCall(
      registry: registry, journal: journal, planID: options.planID, wait: options.wait)
    let (plan, concurrency, progress) = (plan, max(1, options.concurrency), progress)
    let alreadyDone = done
    await withTaskGroup(of: Answer.self) { group in
      func start() {
        guard ended == nil, !Task.isCancelled, let index = rest.popFirst() else { return }
        let entry = plan.entries[index]
        group.addTask {
          let (outcome, end) = await call.run(entry)
          return Answer(index: index, outcome: outcome, end: end)
        }
      }
      for _ in 0..<concurrency { start() }
      while let answer = await group.next() {
        settled.append(answer)
        progress?(
          DeletionProgress(
            entry: answer.index, outcome: answer.outcome, done: alreadyDone + settled.count,
            total: plan.deletionCount))
        ended = ended ?? answer.end
        start()
      }
    }
    if Task.isCancelled { ended = ended ?? "the run was cancelled before it" }
    end = ended
    for answer in settled { outcomes[answer.index] = answer.outcome }
    done += settled.count
    for index in rest { settle(index, .failed(end ?? "the run ended before it")) }
  }
}

/// One deletion: its intent, its request and its outcome.
private struct DeletionCall: Sendable {
  /// Looks at a tag until it is gone.
  private static let mostLooks = 600

  let registry: any Registry
  let journal: any DeletionJournal
  let planID: String
  let wait: (@Sendable () async -> Void)?

  /// What became of the tag, and why nothing more may be sent.
  func run(_ entry: DeletionPlan.Entry) async -> (outcome: DeletionOutcome, end: String?) {
    let intent = DeletionIntent(
      registry: registry.capabilities.name, planID: planID, entry: entry)
    do throws(DeletionJournalFailure) {
      try await journal.record(intent)
    } catch {
      return (.failed("not sent: \(error.message)"), "not sent: \(error.message)")
    }
    var result = DeletionResult(intent: intent, outcome: .deleted, requestID: nil)
    var end: String?
    do throws(RegistryError) {
      let answer = try await registry.delete(
        DeleteRequest(id: entry.id, region: entry.region, isForced: entry.decision.isForced))
      result.requestID = answer.requestID
      if answer.status == .deleting { result.outcome = await outcomeOfWaiting(for: entry) }
    } catch {
      result.requestID = error.requestID
      result.outcome = Self.outcome(of: error)
      if error.kind == .denied { end = "the run ended before it: \(error.message)" }
    }
    do throws(DeletionJournalFailure) {
      try await journal.record(result)
    } catch {
      end = end ?? "not sent: \(error.message)"
    }
    return (result.outcome, end)
  }

  private static func outcome(of error: RegistryError) -> DeletionOutcome {
    switch error.kind {
    case .notFound, .gone: .gone
    case .locked, .precondition: .refused(error.message)
    case .invalidRequest, .denied, .transient, .rateLimited, .unavailable, .cancelled:
      .failed(error.message)
    }
  }

  /// A tag that is being deleted counts as deleted; who waits wants to see that it is gone.
  private func outcomeOfWaiting(for entry: DeletionPlan.Entry) async -> DeletionOutcome {
    guard let wait else { return .deleted }
    for _ in 0..<Self.mostLooks {
      do throws(RegistryError) {
        _ = try await registry.get(GetRequest(.tag, id: entry.id, region: entry.region))
      } catch {
        if error.kind == .notFound || error.kind == .gone { return .deleted }
        return .failed("its end could not be waited for: \(error.message)")
      }
      guard !Task.isCancelled else { break }
      await wait()
    }
    return .failed("it is still being deleted")
  }
}
