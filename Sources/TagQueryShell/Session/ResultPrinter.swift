public import TagQuery

/// Prints results in a format as their rows come.
public final class ResultPrinter: ResultOutput {
  private let output: StandardOutput
  private let format: OutputFormat
  private let options: OutputOptions
  private let plans: StandardOutput?
  private var formatter: (any ResultFormatter)?
  private var text = ""
  private var hasPrinted = false
  /// Whether the reader of the output has gone away, so that nothing more is wanted.
  public private(set) var isClosed = false

  /// A printer to an output. Plans go to an output of their own, where there is one and the format
  /// has no place for them.
  public init(
    output: StandardOutput, format: OutputFormat, options: OutputOptions,
    plans: StandardOutput? = nil
  ) {
    self.plans = plans
    self.output = output
    self.format = format
    self.options = options
  }

  /// Begins a result.
  public func begin(_ columns: [ResultColumn]) throws(RunError) {
    var formatter = makeFormatter(format, options: options)
    // Tables of several results are set apart; the other formats are for programs.
    if hasPrinted, format == .table || format == .markdown { text += "\n" }
    hasPrinted = true
    formatter.begin(columns, to: &text)
    self.formatter = formatter
  }

  /// Prints rows.
  public func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
    for row in rows { formatter?.row(row, to: &text) }
    try flush(text.utf8.count >= 16 << 10)
    return !isClosed
  }

  /// Ends a result, and brings it to the reader.
  public func end() throws(RunError) {
    formatter?.end(to: &text)
    formatter = nil
    try flush(true)
  }

  /// Prints a plan.
  public func explain(_ plan: PipelinePlan) throws(RunError) {
    if format == .json || format == .ndjson {
      var json = JSONText()
      plan.write(to: &json)
      text += json.text + "\n"
    } else if let plans, format == .csv || format == .tsv {
      // Nobody can be told that nobody can be told.
      try? plans.write(plan.text)
      try? plans.flush()
      return
    } else {
      if hasPrinted { text += "\n" }
      text += plan.text
    }
    hasPrinted = true
    try flush(true)
  }

  private func flush(_ isWanted: Bool) throws(RunError) {
    guard isWanted, !isClosed else { return }
    do throws(OutputError) {
      try output.write(text)
      try output.flush()
    } catch {
      guard error == .closed else { throw RunError(.failed, error.description) }
      isClosed = true
    }
    text = ""
  }
}
