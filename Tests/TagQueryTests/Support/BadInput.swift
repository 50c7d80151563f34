import Foundation
import Testing

@testable import TagQuery

/// A text that must be refused, or one that is as large as may be.
struct BadInput: Sendable, CustomTestStringConvertible {
  let name: String
  let bytes: [UInt8]
  /// What is wrong with it; nil where nothing is.
  var code: Diagnostic.Code?
  /// Where it is wrong, in bytes of the text.
  var place: Range<Int>?
  var files: [String: [UInt8]] = [:]

  init(
    _ name: String, _ text: String, _ code: Diagnostic.Code? = nil, at place: Range<Int>? = nil,
    files: [String: String] = [:]
  ) {
    self.init(name, Array(text.utf8), code, at: place)
    self.files = files.mapValues { Array($0.utf8) }
  }

  init(_ name: String, _ bytes: [UInt8], _ code: Diagnostic.Code?, at place: Range<Int>?) {
    self.name = name
    self.bytes = bytes
    self.code = code
    self.place = place
  }

  var testDescription: String { name }

  var source: SourceText { SourceText(name: "bad.tagq", bytes: bytes) }

  var engine: QueryEngine {
    var environment = QueryEnvironment(now: Timestamp(nanoseconds: 0))
    environment.files = MemoryFiles(files: files)
    return QueryEngine(environment: environment)
  }

  /// Why it is refused; nil if it is not. Formatting it must end as well.
  func refusal() -> QueryError? {
    _ = try? engine.format(source)
    do throws(QueryError) {
      _ = try engine.compile(source)
      return nil
    } catch {
      return error
    }
  }

  /// Whether the refusal is what it must be: bounded, with its reason, and with places that are
  /// inside their texts.
  func check(_ error: QueryError) {
    #expect(error.diagnostics.count <= Limits().reportedErrors)
    #expect(error.diagnostics.contains { $0.code == code }, "\(error.diagnostics.first as Any)")
    if let place {
      let range = SourceRange(file: 0, lower: place.lowerBound, upper: place.upperBound)
      #expect(error.diagnostics.contains { $0.code == code && $0.range == range })
    }
    // Shown are a few: finding the line in a large text takes its time.
    for (number, diagnostic) in error.diagnostics.enumerated() {
      for range in [diagnostic.range] + diagnostic.notes.compactMap(\.range) {
        let file = error.sources.files[range.file]
        #expect(0 <= range.lower && range.lower <= range.upper && range.upper <= file.bytes.count)
      }
      guard number < 3 else { continue }
      let text = DiagnosticRenderer(isColored: false).render(diagnostic, in: error.sources)
      #expect(text.utf8.count < 10_000)
    }
  }

  /// Compiles, formats and plans a program that is large and right.
  func accepted() throws(QueryError) -> CheckedProgram {
    let program = try engine.compile(source)
    _ = try engine.format(source)
    _ = engine.plans(program, for: SmallRegistry.make().capabilities)
    return program
  }
}

extension BadInput {
  /// A text so many times.
  private static func times(_ count: Int, _ text: String) -> String {
    String(repeating: text, count: count)
  }

  private static func numbered(_ count: Int, _ line: (Int) -> String) -> String {
    (1...count).map(line).joined(separator: "\n")
  }

  static let all: [BadInput] = deep + long + wrong + files

  private static let deep: [BadInput] = [
    BadInput("parentheses", "tags where " + times(100_000, "("), .nestedTooDeeply, at: 211..<212),
    BadInput("not", "tags where " + times(100_000, "not ") + "true", .nestedTooDeeply),
    BadInput("signs", "tags where " + times(100_000, "-") + "1 = 1", .nestedTooDeeply),
    BadInput("calls", "tags where " + times(100_000, "lower("), .nestedTooDeeply),
    BadInput("if", "tags where " + times(100_000, "if(true, "), .nestedTooDeeply),
    BadInput("lists", "tags where name in " + times(100_000, "("), .nestedTooDeeply),
    BadInput("in behind in", "tags where " + times(100_000, "1 in ("), .nestedTooDeeply),
    BadInput("arguments", "tags image=" + times(100_000, "("), .nestedTooDeeply),
    BadInput("settings", "set region = " + times(100_000, "("), .nestedTooDeeply),
    BadInput("defaults", "param l: list = " + times(100_000, "("), .nestedTooDeeply),
    BadInput("keys", "tags | summarize count() by " + times(100_000, "("), .nestedTooDeeply),
    BadInput(
      "closed", "tags where " + times(300, "(") + "true" + times(300, ")"), .nestedTooDeeply),
    BadInput(
      "closed calls",
      "tags where " + times(300, "lower(") + "name" + times(300, ")")
        + " = \"a\"", .nestedTooDeeply),
    BadInput(
      "a chain of definitions",
      "def f0(x) = lower(x)\n" + numbered(1_500) { "def f\($0)(x) = f\($0 - 1)(x)" }
        + "\ntags where f1500(name) = \"a\"", .nestedTooDeeply),
    BadInput(
      "a very long chain of definitions",
      "def f0(x) = lower(x)\n" + numbered(40_000) { "def f\($0)(x) = f\($0 - 1)(x)" }
        + "\ntags where f40000(name) = \"a\"", .tooManyNodes),
    BadInput(
      "a circle of definitions",
      numbered(1_500) { "def f\($0)(x) = f\($0 % 1_500 + 1)(x)" } + "\ntags where f1(name) = \"a\"",
      .recursiveDefinition),
    BadInput(
      "calls through definitions",
      "def f(x) = lower(x)\ntags where " + times(65_000, "f(") + "name" + times(65_000, ")")
        + " = \"a\"", .nestedTooDeeply),
  ]

  private static let long: [BadInput] = [
    BadInput(
      "a text of 2 MB", "tags where name = \"" + times(2 << 20, "a") + "\"", .sourceTooLarge),
    BadInput("a comment of 2 MB", "# " + times(2 << 20, "a"), .sourceTooLarge),
    BadInput("a program of 2 MB that is nothing", times(2 << 20, " "), .sourceTooLarge),
    BadInput("and", "tags where true" + times(60_000, " and true"), .tooManyNodes),
    BadInput("or", "tags where true" + times(60_000, " or true"), .tooManyNodes),
    BadInput("plus", "tags where 1" + times(60_000, " + 1") + " = 1", .tooManyNodes),
    BadInput("comparisons", "tags where 1" + times(60_000, " < 1"), .tooManyNodes),
    BadInput("stages", "tags" + times(50_000, " | where true"), .tooManyNodes),
    BadInput("counts", "tags" + times(50_000, " | count"), .tooManyNodes),
    BadInput("bars", "tags " + times(100_000, "|"), .foreignOperator),
    BadInput("bars with blanks", "tags " + times(100_000, "| "), .expected),
    BadInput("statements", times(50_000, "tags "), .tooManyNodes),
    BadInput(
      "elements", "tags where name in (\"a\"" + times(60_000, ", \"a\"") + ")", .tooManyNodes),
    BadInput("values", "tags image=(a" + times(60_000, ", a") + ")", .tooManyNodes),
    BadInput("repeated arguments", "tags" + times(60_000, " image=a"), .tooManyNodes),
    BadInput("columns", "tags select name" + times(60_000, ", name"), .tooManyNodes),
    BadInput("keys of an order", "tags order by name" + times(60_000, ", name"), .tooManyNodes),
    BadInput("parameters of a definition", "def f(a" + times(60_000, ", a") + ") = 1", .redefined),
    BadInput("mistakes", times(10_000, "@ "), .unexpectedCharacter),
    BadInput("unknown fields", "tags " + times(2_000, "| where a = 1 "), .unknownField),
    BadInput("unknown statements", numbered(10_000) { "foo\($0)" }, .unknownSource),
    BadInput("dollars", times(100_000, "$"), .missingParameterName),
    BadInput("quotes", times(100_000, "\"\n"), .unterminatedString),
    BadInput("slashes", "tags where name ~ " + times(100_000, "/"), .emptyRegex),
    BadInput("closing parentheses", "tags where true" + times(100_000, ")"), .expected),
    BadInput("commas", "tags select " + times(100_000, ","), .expected),
    BadInput("keywords", "tags where " + times(50_000, "and or in by "), .expected),
    BadInput("foreign blanks", "tags" + times(100_000, "\u{A0}") + "| foo", .unexpectedCharacter),
    BadInput("an endless name", "tags where " + times(900_000, "a") + " = 1", .unknownField),
    BadInput("an endless number", "tags where siblings < " + times(900_000, "9"), .numberTooLarge),
    BadInput(
      "an endless version", "tags where version < 1.2." + times(900_000, "9"), .malformedLiteral),
    BadInput("an endless duration", "tags where age < " + times(300_000, "1h"), .durationOrder),
    BadInput(
      "definitions that double",
      "def f0(x) = x + x\n" + numbered(60) { "def f\($0)(x) = f\($0 - 1)(x) + f\($0 - 1)(x)" }
        + "\ntags where f60(siblings) > 1", .tooManyNodes),
    BadInput(
      "arguments that double",
      "def f(x) = x + x\ntags where " + times(60, "f(") + "siblings" + times(60, ")") + " > 1",
      .tooManyNodes),
    BadInput(
      "a text that doubles",
      "def f(x) = x + x\ntags where " + times(12, "f(") + "\"" + times(100, "a") + "\""
        + times(12, ")") + " = name", .stringTooLong),
    BadInput(
      "a large regex", "tags where name ~ /" + times(20, "(a{1000}") + times(20, "){1000}") + "/",
      .badRegex),
    BadInput(
      "many regexes", "tags where " + numbered(400) { "name ~ /a\($0)/ or" } + " true",
      .tooManyRegexes),
  ]

  private static let wrong: [BadInput] = [
    BadInput("invalid UTF-8", Array("tags ".utf8) + [0xFF, 0x41], .invalidEncoding, at: 5..<6),
    BadInput("UTF-8 cut off", Array("tags # ".utf8) + [0xE2, 0x82], .invalidEncoding, at: 7..<8),
    BadInput("an overlong byte", Array("# ".utf8) + [0xC0, 0x80], .invalidEncoding, at: 2..<3),
    BadInput("a surrogate", Array("# ".utf8) + [0xED, 0xA0, 0x80], .invalidEncoding, at: 2..<3),
    BadInput("NUL", "tags \0 | count", .unexpectedCharacter, at: 5..<6),
    BadInput("NUL in a string", "tags where name = \"a\0b\"", .controlCharacter, at: 20..<21),
    BadInput("an escape in a string", "tags where name = 'a\u{1B}[2Jb'", .controlCharacter),
    BadInput("a bell in a regex", "tags where name ~ /a\u{7}b/", .controlCharacter, at: 20..<21),
    BadInput(
      "control characters",
      (1...31).filter { ![9, 10, 13].contains($0) }.map {
        "tags \(Character(UnicodeScalar(UInt8($0))))"
      }.joined(separator: "\n"), .unexpectedCharacter),
    BadInput("a right-to-left override", "tags where na\u{202E}me = 1", .unexpectedCharacter),
    BadInput("a byte order mark inside", "tags \u{FEFF}| count", .unexpectedCharacter),
    BadInput("a regex", "tags where name ~ /a(b/", .badRegex, at: 20..<21),
    BadInput("a regex in a string", "tags where name ~ 'ab[c'", .badRegex, at: 21..<23),
    BadInput("a date", "tags where created < 2026-02-30", .malformedTimestamp, at: 21..<31),
    BadInput(
      "a date in a string", "tags where created < \"2026-02-30\"", .badConstant, at: 21..<33),
    BadInput("types", "tags where name = created", .typeMismatch, at: 18..<25),
    BadInput("a recursive definition", "def f(x) = f(x)", .recursiveDefinition, at: 11..<12),
  ]

  private static let files: [BadInput] = [
    BadInput("a missing file", "include \"a\"", .unreadableFile, at: 8..<11),
    BadInput(
      "a circle of files", "include \"a\"", .includeCycle,
      files: ["a": "include \"b\"", "b": "include \"a\""]),
    BadInput(
      "a chain of files", "include \"1\"", .tooManyIncludes,
      files: Dictionary(
        uniqueKeysWithValues: (1...100).map {
          ("\($0)", "include \"\($0 + 1)\"")
        })),
    BadInput(
      "a large file", "include \"a\"", .sourceTooLarge, files: ["a": times(2 << 20, " ")]),
    BadInput(
      "large files", "include \"a\" include \"b\"", .sourceTooLarge,
      files: ["a": times(600_000, " "), "b": times(600_000, " ")]),
    BadInput(
      "deep files", "include \"a\"", .nestedTooDeeply,
      files: ["a": "def f() = " + times(100_000, "(")]),
  ]

  /// As large or as deep as may be, and right.
  static let large: [BadInput] = [
    BadInput("deep parentheses", "tags where " + times(198, "(") + "true" + times(198, ")")),
    BadInput("deep not", "tags where " + times(190, "not ") + "created < now()"),
    BadInput("deep signs", "tags where " + times(190, "- ") + "siblings = 1"),
    BadInput(
      "deep calls", "tags where " + times(190, "lower(") + "name" + times(190, ")") + " = \"a\""),
    BadInput(
      "deep choices",
      "tags where " + times(95, "if(siblings = 1, name, coalesce(") + "name" + times(95, "))")
        + " = \"a\""),
    BadInput(
      "deep definitions",
      "def f0(x) = lower(x)\n" + numbered(90) { "def f\($0)(x) = f\($0 - 1)(x)" }
        + "\ntags where f90(name) = \"a\""),
    BadInput("a long sum", "tags where siblings" + times(4_900, " + 1") + " > 1"),
    BadInput("a long text", "tags where name" + times(4_900, " + 'a'") + " > 'a'"),
    BadInput("a long and", "tags where true" + times(2_400, " and siblings = 1")),
    BadInput("a long list", "tags where name in ('a'" + times(9_000, ", 'b'") + ")"),
    BadInput("many stages", "tags" + times(3_000, " | where true")),
    BadInput("many columns", "tags" + numbered(1_500) { " | extend a\($0) = siblings + \($0)" }),
    BadInput(
      "many pipelines",
      "let p0 = tags image=web/ui\n" + numbered(1_500) { "let p\($0) = $p\($0 - 1) | where true" }
        + "\n$p1500 | count"),
    BadInput(
      "many pipelines before a deletion",
      "let p0 = tags image=web/ui order by name\n"
        + numbered(1_500) { "let p\($0) = $p\($0 - 1) | where true" }
        + "\n$p1500 | limit 1 | delete"),
    BadInput(
      "many values", "let a0 = 1\n" + numbered(2_000) { "let a\($0) = $a\($0 - 1) + 1" }),
  ]
}

/// Calls a function on a thread of its own, whose stack has 512 KiB.
func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    let thread = Thread { continuation.resume(returning: body()) }
    thread.stackSize = 512 << 10
    thread.start()
  }
}
