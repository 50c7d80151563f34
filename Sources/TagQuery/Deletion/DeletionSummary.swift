extension DeletionPlan {
  /// The plan for people: what goes, from where, the oldest and the newest, what is passed over and
  /// why, and a sample; nil for all of it.
  public func summary(sample: Int? = 5) -> String {
    guard !entries.isEmpty else { return "Nothing is selected, so nothing would be deleted.\n" }
    let going = entries.filter(\.decision.isDeletion)
    let names = SummaryNames(entries)
    var lines = ["\(Self.count(going.count, "tag")) to delete" + images(of: going, names)]
    if !going.isEmpty {
      lines += ends(of: going, names)
      let again = going.count { entry in
        guard let created = entry.createdAt, let pushed = entry.pushedAt else { return false }
        return pushed > created
      }
      if again > 0 { lines.append("  \(again) of them pushed again since they were created") }
      let forced = going.count { $0.decision.isForced }
      if forced > 0 {
        lines.append("  \(forced) with force, because they share their digests")
      }
      lines += losses(going, names, most: sample)
    }
    lines += passedOver()
    for tie in ties {
      let groups = tie.groups == 1 ? "" : " in \(tie.groups) groups"
      lines.append("  '\(tie.stage)' cuts between tags of equal keys\(groups)")
    }
    if !going.isEmpty {
      lines.append("")
      let shown = going.prefix(sample ?? going.count)
      lines += shown.map { "  " + names.line($0) }
      if going.count > shown.count { lines.append("  … and \(going.count - shown.count) more") }
    }
    if sample == nil {
      let staying = zip(entries, plannedOutcomes).filter { !$0.0.decision.isDeletion }
      lines += staying.map { "  \($1.name): \(names.line($0)): \($1.reason ?? "")" }
    }
    return lines.map { TerminalText.sanitized($0) }.joined(separator: "\n") + "\n"
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private func images(of going: [Entry], _ names: SummaryNames) -> String {
    let images = Set(going.map(\.imageID))
    guard let first = going.first else { return "" }
    guard images.count == 1 else { return ", from \(images.count) images" }
    let size = imageSizes[first.imageID].map { "of the \($0) " } ?? ""
    return ", \(size)of \(names.image(first))"
  }

  private func ends(of going: [Entry], _ names: SummaryNames) -> [String] {
    let dated = going.compactMap { entry in entry.pushedAt.map { (entry: entry, time: $0) } }
    guard let oldest = dated.min(by: { $0.time < $1.time }),
      let newest = dated.max(by: { $0.time < $1.time })
    else { return [] }
    return ["  oldest  \(names.line(oldest.entry))", "  newest  \(names.line(newest.entry))"]
  }

  private func losses(_ going: [Entry], _ names: SummaryNames, most: Int?) -> [String] {
    let losing = Set(
      going.flatMap { entry -> [String] in
        guard case .delete(_, let tags) = entry.decision else { return [] }
        return tags.map { "\(names.image(entry)):\($0)" }
      })
    guard !losing.isEmpty else { return [] }
    let sorted = losing.sorted()
    let shown = sorted.prefix(most ?? sorted.count)
    let rest = sorted.count - shown.count
    return [
      "  \(sorted.count) stay and may lose their content: " + shown.joined(separator: ", ")
        + (rest > 0 ? " and \(rest) more" : "")
    ]
  }

  /// How many are passed over, by what kind of reason.
  private func passedOver() -> [String] {
    var counts: [String: Int] = [:]
    for entry in entries {
      switch entry.decision {
      case .delete: break
      case .skipped(let reason): counts["skipped: \(reason)", default: 0] += 1
      case .refused(let refusal): counts["refused: \(refusal.kind)", default: 0] += 1
      }
    }
    return counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map { "\($1) \($0)" }
  }
}

/// How the tags of a plan are called: with their region where there are several.
private struct SummaryNames {
  private let tellsRegion: Bool

  init(_ entries: [DeletionPlan.Entry]) { tellsRegion = Set(entries.map(\.region)).count > 1 }

  func image(_ entry: DeletionPlan.Entry) -> String {
    tellsRegion ? "\(entry.region) \(entry.image)" : entry.image
  }

  func line(_ entry: DeletionPlan.Entry) -> String {
    "\(image(entry)):\(entry.name)" + (entry.pushedAt.map { "  pushed \($0)" } ?? "")
  }
}

extension DeletionPlan.Decision {
  /// Whether it is a deletion with force.
  var isForced: Bool {
    if case .delete(isForced: true, _) = self { true } else { false }
  }
}
