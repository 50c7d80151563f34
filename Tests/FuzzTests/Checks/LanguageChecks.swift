import Dispatch

@testable import TagQuery

/// What has to be true of any text of a program.
enum LanguageChecks {
  private static let engine = {
    var environment = QueryEnvironment(now: Timestamp(nanoseconds: 1_796_126_400_000_000_000))
    environment.limits.sourceBytes = 64 << 10
    return QueryEngine(environment: environment)
  }()

  private static func source(_ bytes: [UInt8]) -> SourceText {
    SourceText(name: "fuzz", bytes: bytes)
  }

  private static func parse(_ bytes: [UInt8]) -> (parser: Parser, tree: ProgramSyntax?) {
    var parser = Parser(
      source: source(bytes), file: 0, limits: engine.environment.limits,
      sourceNames: ["tags", "images", "namespaces"], diagnostics: DiagnosticList(limit: 100),
      recordsLayout: true)
    let tree = parser.program()
    return (parser, tree)
  }

  /// Tokens come one behind another and none is empty but the last.
  static func lexer(_ bytes: [UInt8]) -> String? {
    for asWords in [false, true] {
      var lexer = Lexer(source: source(bytes), file: 0)
      var end = 0
      while true {
        let token = asWords ? lexer.nextWord() : lexer.next()
        guard token.range.lower >= end, token.range.upper <= bytes.count else {
          return "a token at \(token.range) behind \(end)"
        }
        if token.kind == .end { break }
        guard token.range.upper > token.range.lower else { return "an empty token at \(end)" }
        end = token.range.upper
      }
    }
    return nil
  }

  static func parser(_ bytes: [UInt8]) -> String? {
    guard bytes.count <= engine.environment.limits.sourceBytes else { return nil }
    let (parser, _) = parse(bytes)
    return misplaced(parser.diagnostics.sorted, in: [source(bytes)])
  }

  static func analyser(_ bytes: [UInt8]) -> String? {
    do throws(QueryError) {
      let program = try engine.compile(source(bytes))
      _ = engine.plans(program, for: registry.capabilities)
      return nil
    } catch {
      guard !error.diagnostics.isEmpty else { return "an error without a diagnostic" }
      for diagnostic in error.diagnostics.prefix(3) {
        _ = DiagnosticRenderer(isColored: false).render(diagnostic, in: error.sources)
      }
      return misplaced(error.diagnostics, in: error.sources.files)
    }
  }

  private static func misplaced(_ diagnostics: [Diagnostic], in files: [SourceText]) -> String? {
    for diagnostic in diagnostics {
      for range in [diagnostic.range] + diagnostic.notes.compactMap(\.range) {
        guard files.indices.contains(range.file), 0 <= range.lower, range.lower <= range.upper,
          range.upper <= files[range.file].bytes.count
        else { return "\(diagnostic.code) is at \(range)" }
      }
    }
    return nil
  }

  /// A layout says the same, and is its own layout.
  static func formatter(_ bytes: [UInt8]) -> String? {
    guard let text = try? engine.format(source(bytes)) else { return nil }
    let formatted = Array(text.utf8)
    guard let again = try? engine.format(source(formatted)) else {
      return "the layout does not parse:\n\(text)"
    }
    guard again == text else { return "the layout is not settled:\n\(text)\nthen:\n\(again)" }
    guard essence(formatted) == essence(bytes) else { return "the layout says another thing" }
    let hasMeaning = (try? engine.compile(source(bytes))) != nil
    guard hasMeaning == ((try? engine.compile(source(formatted))) != nil) else {
      return "only one of the layouts has a meaning:\n\(text)"
    }
    return nil
  }

  /// What is said, without what may be left out or written in two ways.
  private static func essence(_ bytes: [UInt8]) -> [Token.Kind] {
    parse(bytes).parser.layout.tokens.map(\.kind)
      .filter { $0 != .symbol(.bar) && $0 != .symbol(.semicolon) }
      .map { $0 == .symbol(.doubleEqual) ? .symbol(.equal) : $0 }
  }

  /// A run ends, and its layout gives the same rows.
  static func evaluator(_ bytes: [UInt8]) -> String? {
    guard let program = try? engine.compile(source(bytes)) else { return nil }
    let outcome = run(program)
    guard let text = try? engine.format(source(bytes)),
      let formatted = try? engine.compile(source(Array(text.utf8)))
    else { return "what has a meaning has no layout with one" }
    return run(formatted) == outcome ? nil : "the layout gives other rows:\n\(text)"
  }

  private static func run(_ program: CheckedProgram) -> [[Value]]? {
    let done = DispatchSemaphore(value: 0)
    let outcome = Outcome()
    let (engine, registry) = (engine, registry)
    Task.detached {
      var options = RunOptions()
      options.requests = 200
      let output = Rows()
      do throws(RunError) {
        _ = try await engine.run(program, on: registry, options: options, output: output)
        outcome.rows = output.rows
      } catch {
        // An error is an outcome; its place differs between layouts.
        outcome.rows = nil
      }
      done.signal()
    }
    done.wait()
    return outcome.rows
  }

  /// Written before the semaphore is signalled and read behind it: therefore `@unchecked Sendable`.
  private final class Outcome: @unchecked Sendable { var rows: [[Value]]? }

  private final class Rows: ResultOutput {
    var rows: [[Value]] = []

    func begin(_ columns: [ResultColumn]) throws(RunError) {}
    func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
      self.rows += rows
      return true
    }
    func end() throws(RunError) {}
    func explain(_ plan: PipelinePlan) throws(RunError) {}
  }

  /// Two images in one namespace, with tags of every kind of name and state.
  private static let registry = {
    let namespace = NamespaceRecord(id: UniqueIdentifier(high: 1, low: 1), name: "web")
    let names = ["v1.0.0", "1.2.3-rc.1", "latest", "é", "", "sha-0a1b", "2026.01.01"]
    var images: [ImageRecord] = []
    var tags: [TagRecord] = []
    for (number, name) in ["api", "ui"].enumerated() {
      let image = ImageRecord(
        id: UniqueIdentifier(high: 2, low: UInt64(number)), name: name, namespaceID: namespace.id)
      images.append(image)
      for (index, name) in names.enumerated() {
        let created = Int64(index) * 86_400_000_000_000 + 1_790_000_000_000_000_000
        tags.append(
          TagRecord(
            id: UniqueIdentifier(high: 3, low: UInt64(number * 10 + index)), name: name,
            imageID: image.id, status: index == 3 ? .locked : .ready,
            digest: index == 4 ? nil : .sha256(1, 2, 3, UInt64(index / 2)),
            createdAt: index == 5 ? nil : Timestamp(nanoseconds: created), updatedAt: nil))
      }
    }
    return MemoryRegistry(
      RegistryContents(regions: [
        RegionContents("fr-par", namespaces: [namespace], images: images, tags: tags)
      ]))
  }()
}
