/// Shows on a terminal how far an import or an export has come, on one line that is written again
/// and again and cleared at the end.
public struct EntryProgress {
  private let terminal: StandardOutput?
  private let verb: String
  private let now: () -> ContinuousClock.Instant
  private let start: ContinuousClock.Instant
  private var shownAt: ContinuousClock.Instant
  private var isShown = false
  /// Entries since the clock was last looked at.
  private var unseen = 0

  /// Progress such as `imported 12,000 entries`, on a terminal; nil shows it nowhere.
  public init(
    on terminal: StandardOutput?, verb: String,
    now: @escaping () -> ContinuousClock.Instant = { .now }
  ) {
    self.terminal = terminal
    self.verb = verb
    self.now = now
    start = now()
    shownAt = start
  }

  /// Takes note of one more entry.
  public mutating func advance(to count: EntryCount) {
    guard let terminal else { return }
    // A look at the clock costs more than an entry may.
    unseen += 1
    guard unseen >= 64 else { return }
    unseen = 0
    let time = now()
    guard time - shownAt >= .milliseconds(100) else { return }
    shownAt = time
    isShown = true
    let seconds = max((time - start) / .seconds(1), 0.001)
    let rate = Int(Double(count.total) / seconds)
    let text = "\(verb) \(grouped(count.total)) entries, \(grouped(rate)) a second"
    // Progress that cannot be shown is no failure.
    try? terminal.write("\r\u{1B}[K\(text)")
    try? terminal.flush()
  }

  /// Clears the line.
  public mutating func clear() {
    guard isShown, let terminal else { return }
    isShown = false
    try? terminal.write("\r\u{1B}[K")
    try? terminal.flush()
  }
}
