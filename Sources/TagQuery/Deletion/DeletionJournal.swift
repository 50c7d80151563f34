/// Where deletions are written down before they are sent, so that what was deleted can be told,
/// and pushed again, whatever happens to the run.
///
/// A run calls it from many tasks at once; a journal may write several records in one go.
public protocol DeletionJournal: Sendable {
  /// Records that a tag is about to be deleted. When it returns, the record outlives the machine's
  /// power. Throws where that cannot be; then nothing is sent.
  func record(_ intent: DeletionIntent) async throws(DeletionJournalFailure)
  /// Records what became of a tag that was about to be deleted. Throws where that cannot be
  /// written; the run then ends.
  func record(_ result: DeletionResult) async throws(DeletionJournalFailure)
}

/// A deletion that is about to be sent.
public struct DeletionIntent: Sendable {
  /// What the registry is called, such as `demo:`.
  public var registry: String
  /// The plan that it belongs to.
  public var planID: String
  /// The tag as it was read.
  public var entry: DeletionPlan.Entry

  /// An intent.
  public init(registry: String, planID: String, entry: DeletionPlan.Entry) {
    self.registry = registry
    self.planID = planID
    self.entry = entry
  }
}

/// What became of a deletion that was sent.
public struct DeletionResult: Sendable {
  /// The intent.
  public var intent: DeletionIntent
  /// What became of it.
  public var outcome: DeletionOutcome
  /// The name that the registry gave to the request, if it gives any.
  public var requestID: String?

  /// A result.
  public init(intent: DeletionIntent, outcome: DeletionOutcome, requestID: String?) {
    self.intent = intent
    self.outcome = outcome
    self.requestID = requestID
  }
}

/// Why a journal cannot be written.
public struct DeletionJournalFailure: Error, Sendable, Hashable {
  /// One sentence for people, without its full stop.
  public var message: String

  /// A failure.
  public init(_ message: String) { self.message = message }
}

/// A journal in memory: for registries that are made up, and for tests.
public actor MemoryDeletionJournal: DeletionJournal {
  /// What was about to be deleted, in the order in which it was recorded.
  public private(set) var intents: [DeletionIntent] = []
  /// What became of it.
  public private(set) var results: [DeletionResult] = []

  /// Nothing yet.
  public init() {}

  /// Records an intent.
  public func record(_ intent: DeletionIntent) { intents.append(intent) }
  /// Records a result.
  public func record(_ result: DeletionResult) { results.append(result) }
}
