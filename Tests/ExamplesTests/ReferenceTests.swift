import Testing
import TagQueryShell

@testable import TagQuery

/// The reference is true: its examples run, its mistakes are mistakes, and nothing is left out.
@Suite struct ReferenceTests {
  private static let pages = (try? Project.names(in: Project.reference, endingIn: ".md")) ?? []

  private static func blocks(_ language: String) -> [FencedBlock] {
    pages.flatMap { page -> [FencedBlock] in
      let text = (try? Project.text("Sources/TagQuery/TagQuery.docc/\(page)")) ?? ""
      return FencedBlock.all(in: text, page: page, language: "tagq")
    }.filter { $0.language == language }
  }

  static let examples = blocks("tagq")
  static let mistakes = blocks("tagq-error")

  private static let texts = examples.map(\.text).joined(separator: "\n")

  // MARK: Examples

  @Test(arguments: examples) func anExampleRuns(_ block: FencedBlock) async throws {
    let engine = QueryEngine(environment: ReferenceFiles.environment)
    do {
      let program = try engine.compile(SourceText(name: "\(block.page)", block.text))
      #expect(program.warnings.isEmpty)
      _ = try await engine.run(
        program, on: MemoryRegistry.demo(), output: Nowhere(), sink: Nowhere())
    } catch let error as QueryError {
      Issue.record(
        "\(block.testDescription)\n\(DiagnosticRenderer(isColored: false).render(error))")
    }
  }

  /// The first line of a wrong example is a comment with the code of its mistake.
  @Test(arguments: mistakes) func aMistakeIsOne(_ block: FencedBlock) throws {
    let code = try #require(Self.code(of: block), "its first line names no code")
    var environment = ReferenceFiles.environment
    environment.assumesParameters = false
    environment.isReadOnly = code == .readOnly
    let engine = QueryEngine(environment: environment)
    var found: [Diagnostic.Code]
    do {
      found = try engine.compile(SourceText(name: "query", block.text)).warnings.map(\.code)
    } catch {
      found = error.diagnostics.map(\.code)
    }
    #expect(found.first == code)
  }

  private static func code(of block: FencedBlock) -> Diagnostic.Code? {
    let line = block.text.prefix { $0 != "\n" }
    return line.hasPrefix("# ") ? Diagnostic.Code(rawValue: String(line.dropFirst(2))) : nil
  }

  // MARK: Completeness

  @Test func everyPageHasExamples() {
    #expect(Self.pages.count == 14)
    #expect(Self.examples.count > 50)
  }

  @Test func everyMistakeIsListed() throws {
    let page = try Project.text("Sources/TagQuery/TagQuery.docc/Diagnostics.md")
    for code in Diagnostic.Code.allCases {
      #expect(page.contains("`\(code.rawValue)`"), "the page has no \(code.rawValue)")
    }
    // Those need a program too large, bytes that are no text, or a mistake of tagq to be shown.
    let unshown: Set<Diagnostic.Code> = [
      .sourceTooLarge, .invalidEncoding, .nestedTooDeeply, .tooManyNodes, .tooManyRegexes,
      .stringTooLong, .tooManyIncludes, .notUnderstood,
    ]
    let shown = Set(Self.mistakes.compactMap(Self.code))
    #expect(Set(Diagnostic.Code.allCases).subtracting(shown) == unshown)
  }

  @Test(arguments: StageWord.allCases) func everyStageHasAnExample(_ stage: StageWord) {
    #expect(Self.texts.contains(try! Regex("\\b\(stage.rawValue)\\b")))  // A word is a valid regex.
  }

  @Test(arguments: BuiltinFunction.names + Aggregate.Kind.allCases.map(\.rawValue))
  func everyFunctionHasAnExample(_ name: String) {
    #expect(Self.texts.contains(try! Regex("\\b\(name)\\(")))  // A word is a valid regex.
  }

  @Test func everyKindOfLiteralHasAnExample() {
    let kinds: [Literal] = [
      .string(""), .regex("", ignoresCase: true), .int(0), .decimal(0), .size(0),
      .duration(TimeSpan(nanoseconds: 0)), .timestamp(Timestamp(nanoseconds: 0)),
      .version(SemanticVersion(major: 0, minor: 0, patch: 0)),
      .uuid(UniqueIdentifier(high: 0, low: 0)), .bool(true), .null,
    ]
    var found: Set<String> = []
    for block in Self.examples {
      var parser = Parser(
        source: SourceText(name: "query", block.text), file: 0, limits: Limits(),
        sourceNames: Resource.standard.map(\.name), diagnostics: DiagnosticList(limit: 1))
      Self.collect(parser.program(), into: &found)
    }
    #expect(Set(kinds.map(\.typeName)).subtracting(found).isEmpty)
  }

  /// The kinds of the literals in a tree.
  private static func collect(_ part: Any, into found: inout Set<String>) {
    if let literal = part as? Literal {
      found.insert(literal.typeName)
    } else {
      for child in Mirror(reflecting: part).children { collect(child.value, into: &found) }
    }
  }

  @Test(arguments: Resource.standard.map(\.name)) func everyFieldIsListed(_ name: String) throws {
    let resource = try #require(Resource.standard.first { $0.name == name })
    let page = try Project.text("Sources/TagQuery/TagQuery.docc/Sources.md")
    let names =
      resource.fields.filter { !$0.isInternal }.flatMap { [$0.name] + $0.aliases }
      + resource.arguments.map(\.name)
    for name in names { #expect(page.contains("`\(name)`"), "\(resource.name) has \(name)") }
  }

  @Test func everyTypeIsListed() throws {
    let page = try Project.text("Sources/TagQuery/TagQuery.docc/Types.md")
    for (name, _) in ValueType.named { #expect(page.contains("`\(name)`")) }
  }
}

/// The files that examples of the reference name, and a fixed time.
private struct ReferenceFiles: ProgramFiles {
  private static let texts = [
    "protected.txt": "latest\nstable\n",
    "rules.tagq": "param days: duration = 30d\ndef stale(keep) = pushed < now() - keep\n",
    "queries.tagq": "tags image=web/api\n",
    "self.tagq": "include \"self.tagq\"\n",
  ]

  static var environment: QueryEnvironment {
    var environment = QueryEnvironment(now: Timestamp("2026-11-24T00:00:00Z")!)
    environment.files = ReferenceFiles()
    environment.resultFileProblem = { ResultFiles.problem(with: $0) }
    environment.assumesParameters = true
    return environment
  }

  func read(_ path: String, from includer: String?) throws(ProgramFileError) -> ProgramFile {
    guard let text = Self.texts[path] else { throw ProgramFileError("there is no such file") }
    return ProgramFile(name: path, bytes: Array(text.utf8))
  }
}

/// Where the rows of examples go.
private final class Nowhere: ResultOutput, ResultSink, ResultWriter {
  func begin(_ columns: [ResultColumn]) throws(RunError) {}
  func rows(_ rows: [[Value]]) throws(RunError) -> Bool { true }
  func end() throws(RunError) {}
  func explain(_ plan: PipelinePlan) throws(RunError) {}
  func open(_ path: String, columns: [ResultColumn]) throws(RunError) -> any ResultWriter { self }
  func write(_ values: [Value]) throws(RunError) {}
  func commit() throws(RunError) {}
}
