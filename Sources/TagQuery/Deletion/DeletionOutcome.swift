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
      case .refused(let refusal): .refused(refusal.reason)
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
}
