@testable import TagQuery

/// What the engine gives for a case, as the sections that the corpus has for it.
struct CorpusOutcome {
  private(set) var sections: [CorpusCase.Section] = []
  /// All rows with the names of their columns, and the decisions of the deletion plan, without
  /// places: what another layout of the program must give as well.
  private(set) var meaning: [String] = []
  /// The canonical layout; nil where the program's form is wrong.
  private(set) var formatted: String?

  private let entry: CorpusCase
  private let setting: CorpusSetting

  init(of entry: CorpusCase) async throws(CorpusFile.Malformation) {
    self.entry = entry
    setting = try CorpusSetting(entry)
    let wanted = Set(entry.sections.map(\.title))
    formatLayout(isShown: wanted.contains("format"))
    let isLayoutOnly = !wanted.isEmpty && wanted == ["format"]
    if !isLayoutOnly { await run(wanted) }
    sections.sort { left, right in
      let titles = CorpusCase.titles
      return titles.firstIndex(of: left.title)! < titles.firstIndex(of: right.title)!
    }
  }

  private mutating func add(_ title: String, _ lines: [String]) {
    sections.append(CorpusCase.Section(title: title, lines: CorpusCase.trimmed(lines)))
  }

  private var source: SourceText {
    SourceText(name: "main.tagq", entry.withLineBreaks(entry.program))
  }

  private mutating func formatLayout(isShown: Bool) {
    do throws(QueryError) {
      formatted = try setting.engine.format(source)
      if isShown { add("format", lines(of: formatted ?? "")) }
    } catch {
      if isShown { add("format", error.diagnostics.flatMap { lines(of: $0, in: error.sources) }) }
    }
  }

  private mutating func run(_ wanted: Set<String>) async {
    let program: CheckedProgram
    do throws(QueryError) {
      program = try setting.engine.compile(source, parameters: setting.parameters)
    } catch {
      add(error.diagnostics, in: error.sources)
      if error.omittedErrors > 0 {
        sections[0].lines.append("and \(error.omittedErrors) more")
      }
      return
    }
    add(program.warnings, in: program.sources)
    if wanted.contains("plan") {
      let plans = setting.engine.plans(program, for: setting.registry.capabilities)
      add("plan", Array(plans.map { lines(of: $0.text).dropLast() }.joined(separator: [""])))
    }
    // A plan needs no run, unless the case shows more than that.
    if wanted.isSubset(of: ["plan", "format", "warnings"]), !wanted.isEmpty { return }
    await run(program, wanted)
  }

  private mutating func run(_ program: CheckedProgram, _ wanted: Set<String>) async {
    let output = MemoryOutput()
    let sink = MemorySink()
    var plan: DeletionPlan?
    do throws(RunError) {
      let result = try await setting.engine.run(
        program, on: setting.registry, options: setting.options, output: output, sink: sink)
      plan = result.plan
      if wanted.contains("requests") { add("requests", ["\(result.summary.requests)"]) }
    } catch {
      add("fails", lines(of: error, in: program.sources))
    }
    if !output.all.isEmpty { add("rows", lines(of: output.all)) }
    if !sink.results.isEmpty {
      add(
        "files", Array(sink.results.map { [$0.path] + $0.table.lines }.joined(separator: [""])))
      meaning += sink.results.flatMap(\.table.lines)
    }
    guard let plan else {
      // A program may well give nothing at all, and then the case says so.
      if sections.isEmpty { add("rows", ["(nothing)"]) }
      return
    }
    add("deletion", lines(of: plan, in: program.sources))
    if wanted.contains("applied") {
      let outcomes = await plan.apply(
        to: setting.registry, journal: MemoryDeletionJournal())
      let tables = plan.sections.map { section in
        let (columns, rows) = plan.rows(of: section, outcomes)
        return CorpusTable(columns: columns, rows: rows).lines
      }
      add("applied", Array(tables.joined(separator: [""])))
    }
  }

  // MARK: Lines

  private func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private mutating func lines(of parts: [MemoryOutput.Part]) -> [String] {
    var lines: [[String]] = []
    for part in parts {
      switch part {
      case .table(let table, let isComplete):
        lines.append(table.lines + (isComplete ? [] : ["(broken off)"]))
        meaning += table.lines
      case .plan(let plan):
        lines.append(self.lines(of: plan.text).dropLast())
      }
    }
    return Array(lines.joined(separator: [""]))
  }

  private mutating func add(_ diagnostics: [Diagnostic], in sources: SourceMap) {
    for (title, severity) in [("errors", Diagnostic.Severity.error), ("warnings", .warning)] {
      let lines = diagnostics.filter { $0.severity == severity }.flatMap {
        self.lines(of: $0, in: sources)
      }
      if !lines.isEmpty { add(title, lines) }
    }
  }

  private func lines(of diagnostic: Diagnostic, in sources: SourceMap) -> [String] {
    let place = Self.place(diagnostic.range, in: sources)
    var lines = ["\(place) \(diagnostic.code.rawValue): \(diagnostic.message)"]
    for note in diagnostic.notes {
      let place = note.range.map { " " + Self.place($0, in: sources) } ?? ""
      lines.append("  note\(place): \(note.message)")
    }
    if let help = diagnostic.help { lines.append("  help: \(help)") }
    if let replacement = diagnostic.replacement { lines.append("  mend: \(replacement)") }
    return lines
  }

  private func lines(of error: RunError, in sources: SourceMap) -> [String] {
    let place = error.range.map { " " + Self.place($0, in: sources) } ?? ""
    return ["\(error.kind)\(place): \(error.message)"]
      + (error.help.map { ["  help: \($0)"] } ?? [])
  }

  private mutating func lines(of plan: DeletionPlan, in sources: SourceMap) -> [String] {
    var lines: [String] = []
    for entry in plan.entries {
      let tag = "\(entry.region) \(entry.image):\(entry.name)"
      switch entry.decision {
      case .delete(let isForced, let losing):
        let losses = losing.isEmpty ? "" : ", may lose: \(losing.joined(separator: " "))"
        lines.append("delete \(tag)\(isForced ? " with force" : "")\(losses)")
      case .skipped(let reason): lines.append("skip \(tag): \(reason)")
      case .refused(let refusal): lines.append("refuse \(tag): \(refusal.reason)")
      }
    }
    meaning += lines
    for tie in plan.ties {
      lines.append("tie \(Self.place(tie.range, in: sources)) in \(tie.groups)")
    }
    return lines.isEmpty ? ["(nothing)"] : lines
  }

  /// Such as `1:6-10 ‹nmae›`: line and column of the first character, and the column behind the
  /// last.
  static func place(_ range: SourceRange, in sources: SourceMap) -> String {
    let file = sources.files[range.file]
    let start = file.position(of: range.lower)
    let end = file.position(of: range.upper)
    let name = range.file == 0 ? "" : "\(file.name):"
    let last = start.line == end.line ? "\(end.column)" : "\(end.line):\(end.column)"
    let text = sources.text(of: range).split(whereSeparator: \.isNewline).joined(separator: "⏎")
    return "\(name)\(start.line):\(start.column)-\(last) ‹\(text)›"
  }
}
