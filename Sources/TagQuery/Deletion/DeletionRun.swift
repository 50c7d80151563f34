/// What has become of a tag.
public enum DeletionOutcome: Sendable, Hashable {
  /// It would be deleted; nothing was sent.
  case planned
  /// It is deleted.
  case deleted
  /// It was gone already.
  case gone
  /// The plan passes over it.
  case skipped(String)
  /// The plan or the registry refuses.
  case refused(String)
  /// The registry did not do it.
  case failed(String)

  /// The word for it in the column `outcome`.
  public var name: String {
    switch self {
    case .planned: "planned"
    case .deleted: "deleted"
    case .gone: "gone"
    case .skipped: "skipped"
    case .refused: "refused"
    case .failed: "failed"
    }
  }

  /// The column `reason`.
  public var reason: String? {
    switch self {
    case .planned, .deleted, .gone: nil
    case .skipped(let reason), .refused(let reason), .failed(let reason): reason
    }
  }
}

extension DeletionPlan {
  /// What each entry comes to where nothing is sent.
  public var plannedOutcomes: [DeletionOutcome] {
    entries.map { entry in
      switch entry.decision {
      case .delete: .planned
      case .skipped(let reason): .skipped(reason)
      case .refused(let reason): .refused(reason)
      }
    }
  }

  /// The rows of a section with their outcomes: its own columns, `outcome` and `reason`.
  public func rows(
    of section: Section, _ outcomes: [DeletionOutcome]
  ) -> (columns: [ResultColumn], rows: [[Value]]) {
    let columns =
      section.columns + [
        ResultColumn(name: "outcome", type: .string), ResultColumn(name: "reason", type: .string),
      ]
    let rows = section.rows.map { values, entry in
      let outcome = outcomes[entry]
      return values + [.string(outcome.name), outcome.reason.map(Value.string) ?? .null]
    }
    return (columns, rows)
  }

  /// Sends the deletions of the plan, one after another, and tells what became of each entry.
  ///
  /// A missing tag is gone, which is what was wanted. A registry that denies access ends the run:
  /// the rest would fare no better.
  public func apply(to registry: any Registry) async -> [DeletionOutcome] {
    var outcomes = plannedOutcomes
    for (index, entry) in entries.enumerated() {
      guard case .delete(let isForced, _) = entry.decision else { continue }
      guard !Task.isCancelled else {
        outcomes[index] = .failed("the run was cancelled before it")
        continue
      }
      let request = DeleteRequest(id: entry.id, region: entry.region, isForced: isForced)
      do throws(RegistryError) {
        _ = try await registry.delete(request)
        outcomes[index] = .deleted
      } catch {
        outcomes[index] = Self.outcome(of: error)
        if error.kind == .denied {
          for rest in entries.indices[(index + 1)...] where entries[rest].decision.isDeletion {
            outcomes[rest] = .failed("the run ended before it")
          }
          return outcomes
        }
      }
    }
    return outcomes
  }

  private static func outcome(of error: RegistryError) -> DeletionOutcome {
    switch error.kind {
    case .notFound, .gone: .gone
    case .locked, .precondition: .refused(error.message)
    case .invalidRequest, .denied, .transient, .rateLimited, .unavailable, .cancelled:
      .failed(error.message)
    }
  }
}
