@testable import TagQuery

/// What a case's program is compiled and run with.
struct CorpusSetting {
  private(set) var engine: QueryEngine
  private(set) var parameters: [String: ParameterValue] = [:]
  private(set) var options = RunOptions()
  private(set) var registry: MemoryRegistry

  /// Nothing is changed in it, so that one is enough for all cases.
  private static let demo = MemoryRegistry.demo()

  init(_ entry: CorpusCase) throws(CorpusFile.Malformation) {
    var environment = QueryEnvironment(now: Timestamp(nanoseconds: 0))
    environment.resultFileProblem = { path in
      [".csv", ".tsv", ".ndjson", ".json", ".md"].contains { path.hasSuffix($0) }
        ? nil : "'\(path)' has no ending that says how to write it"
    }
    engine = QueryEngine(environment: environment)
    registry = SmallRegistry.make()
    var files = MemoryFiles(files: [:])
    var takesFiles = true
    try setNow(SmallRegistry.now, entry)
    for directive in entry.directives {
      switch directive {
      case .parameter(let name, let value): parameters[name] = .text(value)
      case .file(let path, let text):
        files.files[path] = Array(entry.withLineBreaks(text).utf8)
      case .now(let text): try setNow(text, entry)
      case .registry("small"): break
      case .registry("demo"): registry = Self.demo
      case .registry("narrow"): registry = SmallRegistry.make(defaultRegions: ["fr-par"])
      case .registry("empty"): registry = SmallRegistry.makeEmpty()
      case .registry(let name): throw Self.malformed(entry, "there is no registry '\(name)'")
      case .limit(let name, let value): try setLimit(name, value, entry)
      case .option(let name, let value): try setOption(name, value, entry)
      case .carriageReturns: break
      case .readOnly: engine.environment.isReadOnly = true
      case .withoutFiles: takesFiles = false
      case .withoutResults: engine.environment.resultFileProblem = nil
      }
    }
    if takesFiles { engine.environment.files = files }
  }

  private static func malformed(_ entry: CorpusCase, _ message: String) -> CorpusFile.Malformation {
    CorpusFile.Malformation(line: entry.line, message: "in '\(entry.name)': \(message)")
  }

  private mutating func setNow(
    _ text: String, _ entry: CorpusCase
  ) throws(CorpusFile.Malformation) {
    guard let now = Timestamp(text) else {
      throw Self.malformed(entry, "'\(text)' is no timestamp")
    }
    engine.environment.now = now
  }

  private mutating func setLimit(
    _ name: String, _ value: Int, _ entry: CorpusCase
  ) throws(CorpusFile.Malformation) {
    let limits: [String: WritableKeyPath<Limits, Int>] = [
      "source": \.sourceBytes, "nesting": \.nesting, "nodes": \.nodes, "string": \.stringBytes,
      "regexes": \.regularExpressions, "regex-bytes": \.regularExpressionBytes,
      "errors": \.reportedErrors, "includes": \.includes, "deletions": \.deletions,
    ]
    guard let path = limits[name] else {
      throw Self.malformed(entry, "there is no limit '\(name)'")
    }
    engine.environment.limits[keyPath: path] = value
  }

  private mutating func setOption(
    _ name: String, _ value: String, _ entry: CorpusCase
  ) throws(CorpusFile.Malformation) {
    let number = Int(value)
    switch (name, number) {
    case ("regions", _): options.regions = value.split(separator: ",").map(String.init)
    case ("deletions", let number?): options.deletions = number
    case ("percent", let number?): options.percent = number
    case ("requests", let number?): options.requests = number
    default: throw Self.malformed(entry, "there is no option '\(name)=\(value)'")
    }
  }
}

extension CorpusCase {
  /// The text with a carriage return before each line break, where the case asks for that.
  func withLineBreaks(_ text: String) -> String {
    let isWanted = directives.contains { if case .carriageReturns = $0 { true } else { false } }
    return isWanted
      ? text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
      : text
  }
}
