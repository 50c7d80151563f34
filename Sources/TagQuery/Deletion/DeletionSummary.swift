extension DeletionPlan {
  /// The plan for people: what goes, from where, the oldest and the newest, what is passed over and
  /// why, and a sample.
  public func summary(sample: Int = 5) -> String {
    let going = entries.filter(\.decision.isDeletion)
    var lines: [String] = []
    guard !entries.isEmpty else { return "Nothing is selected, so nothing would be deleted.\n" }
    lines.append("\(Self.count(going.count, "tag")) to delete" + images(of: going))
    if !going.isEmpty {
      lines += ends(of: going)
      let again = going.filter { entry in
        if let created = entry.createdAt, let pushed = entry.pushedAt {
          pushed > created
        } else {
          false
        }
      }
      if !again.isEmpty {
        lines.append("  \(again.count) of them pushed again since they were created")
      }
      let forced = going.filter { $0.decision.isForced }
      if !forced.isEmpty {
        lines.append("  \(forced.count) with force, because they share their digests")
      }
      lines += losses(going)
    }
    lines += reasons(of: "skipped") + reasons(of: "refused")
    for tie in ties {
      let groups = tie.groups == 1 ? "" : " in \(tie.groups) groups"
      lines.append("  a skip or limit cuts between tags of equal keys\(groups)")
    }
    if !going.isEmpty {
      lines.append("")
      for entry in going.prefix(sample) { lines.append("  " + Self.line(entry)) }
      if going.count > sample { lines.append("  … and \(going.count - sample) more") }
    }
    return lines.map { TerminalText.sanitized($0) }.joined(separator: "\n") + "\n"
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  private func images(of going: [Entry]) -> String {
    let images = Set(going.map(\.imageID))
    guard let first = going.first else { return "" }
    guard images.count == 1 else { return ", from \(images.count) images" }
    let size = imageSizes[first.imageID].map { "of the \($0) " } ?? ""
    return ", \(size)of \(first.image)"
  }

  private func ends(of going: [Entry]) -> [String] {
    let dated = going.filter { $0.pushedAt != nil }
    guard let oldest = dated.min(by: { $0.pushedAt! < $1.pushedAt! }),
      let newest = dated.max(by: { $0.pushedAt! < $1.pushedAt! })
    else { return [] }
    return ["  oldest  \(Self.line(oldest))", "  newest  \(Self.line(newest))"]
  }

  private static func line(_ entry: Entry) -> String {
    let time = entry.pushedAt.map { "  pushed \($0)" } ?? ""
    return "\(entry.image):\(entry.name)\(time)"
  }

  private func losses(_ going: [Entry]) -> [String] {
    let losing = Set(
      going.flatMap { entry -> [String] in
        guard case .delete(_, let names) = entry.decision else { return [] }
        return names.map { "\(entry.image):\($0)" }
      })
    guard !losing.isEmpty else { return [] }
    let names = losing.sorted()
    let shown = names.prefix(5).joined(separator: ", ")
    let rest = names.count > 5 ? " and \(names.count - 5) more" : ""
    return ["  these stay and may lose their content: \(shown)\(rest)"]
  }

  /// How many are passed over, by reason.
  private func reasons(of word: String) -> [String] {
    var counts: [String: Int] = [:]
    for outcome in plannedOutcomes where outcome.name == word {
      counts[outcome.reason ?? "", default: 0] += 1
    }
    let sorted = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    let rest = sorted.dropFirst(5).reduce(0) { $0 + $1.value }
    return sorted.prefix(5).map { "\($0.value) \(word): \($0.key)" }
      + (rest > 0 ? ["\(rest) more \(word) for other reasons"] : [])
  }
}

extension DeletionPlan.Decision {
  /// Whether it is a deletion with force.
  var isForced: Bool {
    if case .delete(isForced: true, _) = self { true } else { false }
  }
}
