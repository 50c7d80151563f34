import Testing

@testable import TagQuery

/// What a run sends, in which order, and what ends it.
@Suite struct DeletionRunTests {
  private let registry = SmallRegistry.make()
  private let journal = MemoryDeletionJournal()

  private func plan(_ query: String) async throws -> DeletionPlan {
    var environment = QueryEnvironment(now: try #require(Timestamp(SmallRegistry.now)))
    environment.resultFileProblem = { _ in nil }
    let engine = QueryEngine(environment: environment)
    let program = try engine.compile(SourceText(name: "query", query))
    let result = try await engine.run(program, on: registry, output: IgnoredOutput())
    return try #require(result.plan)
  }

  private static let three =
    "tags image=web/api region=fr-par where name in ('pr-7', 'pr-12', "
    + "'1.0.0') order by name | delete"

  @Test func everyDeletionIsInTheJournalBeforeItIsSent() async throws {
    let plan = try await plan(Self.three)
    let watched = WatchedRegistry(registry)
    watched.beforeDeletion = { [journal] request in
      #expect(await journal.intents.contains { $0.entry.id == request.id })
    }
    var options = DeletionRunOptions()
    options.planID = "p1"
    let outcomes = await plan.apply(to: watched, journal: journal, options: options)
    #expect(outcomes == [.deleted, .deleted, .deleted])
    #expect(watched.deletions.count == 3)
    #expect(await journal.results.map(\.outcome) == [.deleted, .deleted, .deleted])
    #expect(await journal.intents.allSatisfy { $0.planID == "p1" && $0.registry == "small:" })
  }

  @Test func whatCannotBeJournalledIsNotSent() async throws {
    let plan = try await plan(Self.three)
    let watched = WatchedRegistry(registry)
    let outcomes = await plan.apply(to: watched, journal: FullJournal())
    #expect(watched.deletions.isEmpty)
    #expect(outcomes.allSatisfy { $0 == .failed("not sent: no space is left") })
  }

  @Test func deniedAccessEndsTheRun() async throws {
    let plan = try await plan(Self.three)
    let watched = WatchedRegistry(registry)
    watched.failure = { _ in RegistryError(.denied, "The key is not valid.") }
    var options = DeletionRunOptions()
    options.concurrency = 1
    let outcomes = await plan.apply(to: watched, journal: journal, options: options)
    #expect(watched.deletions.count == 1)
    #expect(outcomes[0] == .failed("The key is not valid."))
    #expect(outcomes[2] == .failed("the run ended before it: The key is not valid."))
    #expect(await journal.results.count == 1)
  }

  @Test func aTagThatIsGoneIsNoFailureAndOneThatIsLockedIs() async throws {
    let plan = try await plan(Self.three)
    let watched = WatchedRegistry(registry)
    let ids = plan.entries.map(\.id)
    watched.failure = { request in
      switch request.id {
      case ids[0]: RegistryError(.notFound, "There is none.", requestID: "r-7")
      case ids[1]: RegistryError(.locked, "It is locked.")
      default: nil
      }
    }
    let outcomes = await plan.apply(to: watched, journal: journal)
    #expect(outcomes == [.gone, .refused("It is locked."), .deleted])
    #expect(await journal.results.contains { $0.outcome == .gone && $0.requestID == "r-7" })
    // Carried out again it goes on where it stopped.
    let again = await plan.apply(to: registry, journal: journal)
    #expect(again == [.deleted, .deleted, .gone])
  }

  @Test func aCancelledRunSendsNothingMore() async throws {
    let plan = try await plan(Self.three)
    let watched = WatchedRegistry(registry)
    let (signal, continuation) = AsyncStream.makeStream(of: Void.self)
    watched.beforeDeletion = { _ in
      continuation.yield()
      // The request is in flight until the run is told to stop.
      while !Task.isCancelled { await Task.yield() }
    }
    var options = DeletionRunOptions()
    options.concurrency = 1
    let run = Task { [journal, options] in
      await plan.apply(to: watched, journal: journal, options: options)
    }
    for await _ in signal { break }
    run.cancel()
    let outcomes = await run.value
    #expect(watched.deletions.count == 1)
    #expect(outcomes[0] == .deleted)
    #expect(outcomes[1] == .failed("the run was cancelled before it"))
    #expect(await journal.intents.count == 1)
  }

  @Test func noMoreDeletionsAreInFlightThanAllowed() async throws {
    let plan = try await plan(
      "tags region=fr-par where digest is not null order by name | delete force")
    let watched = WatchedRegistry(registry)
    var options = DeletionRunOptions()
    options.concurrency = 2
    watched.beforeDeletion = { _ in for _ in 0..<50 { await Task.yield() } }
    _ = await plan.apply(to: watched, journal: journal, options: options)
    #expect(watched.deletions.count == plan.deletionCount)
    #expect(watched.mostInFlight == 2)
  }

  @Test func aSharerThatHasComeSavesAllThatAreForced() async throws {
    let plan = try await plan("tags region=nl-ams where name like 'hotfix*' order by name | delete")
    #expect(plan.entries.allSatisfy { $0.decision == .delete(isForced: true, losing: []) })
    var stranger = try #require(registry.contents.regions[1].tags.first { $0.name == "hotfix" })
    stranger.id = UniqueIdentifier(high: 0x4000, low: 0x8000_0000_0000_0999)
    stranger.name = "production"
    try registry.insert(stranger, region: "nl-ams")
    let watched = WatchedRegistry(registry)
    let outcomes = await plan.apply(to: watched, journal: journal)
    #expect(watched.deletions.isEmpty)
    let reason = "'production' has come to share its digest since the plan was made"
    #expect(outcomes == [.refused(reason), .refused(reason)])
  }

  @Test func whatWasPushedAgainIsLeftAlone() async throws {
    let plan = try await plan(Self.three)
    var pushed = try #require(registry.contents.regions[0].tags.first { $0.name == "pr-12" })
    pushed.digest = Digest.sha256(9, 9, 9, 9)
    try registry.insert(pushed, region: "fr-par")
    var options = DeletionRunOptions()
    options.checksForChanges = true
    let outcomes = await plan.apply(to: registry, journal: journal, options: options)
    #expect(
      outcomes == [
        .deleted, .refused("it was pushed again or changed since the plan was made"), .deleted,
      ])
  }

  @Test func progressIsToldTagByTag() async throws {
    let plan = try await plan(Self.three)
    var seen: [DeletionProgress] = []
    for await progress in plan.applying(to: registry, journal: journal) { seen.append(progress) }
    #expect(seen.map(\.done) == [1, 2, 3])
    #expect(Set(seen.map(\.entry)) == [0, 1, 2])
    #expect(seen.allSatisfy { $0.total == 3 && $0.outcome == .deleted })
  }

  @Test func whoWaitsSeesThatATagIsGone() async throws {
    let plan = try await plan(Self.three)
    let watched = WatchedRegistry(registry)
    var options = DeletionRunOptions()
    options.wait = { await Task.yield() }
    let outcomes = await plan.apply(to: watched, journal: journal, options: options)
    #expect(outcomes == [.deleted, .deleted, .deleted])
    #expect(watched.looks == 3)
  }
}

/// A journal on a full disk.
private struct FullJournal: DeletionJournal {
  func record(_ intent: DeletionIntent) async throws(DeletionJournalFailure) {
    throw DeletionJournalFailure("no space is left")
  }
  func record(_ result: DeletionResult) async throws(DeletionJournalFailure) {
    throw DeletionJournalFailure("no space is left")
  }
}

/// Rows that nobody looks at.
private final class IgnoredOutput: ResultOutput {
  func begin(_ columns: [ResultColumn]) {}
  func rows(_ rows: [[Value]]) -> Bool { true }
  func end() {}
  func explain(_ plan: PipelinePlan) {}
}
