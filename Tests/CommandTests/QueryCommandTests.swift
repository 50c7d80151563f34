import Foundation
import Testing

/// What the command does with queries, programs and their results.
@Suite struct QueryCommandTests {
  private let tagq: TagqProcess

  init() throws { tagq = try TagqProcess() }

  @Test func aQueryIsAnArgumentOrStandardInputOrBehindC() throws {
    let expected = "{\"count\":420}\n"
    let query = "tags image=web/api | count"
    #expect(try tagq("--registry", "demo:", query).output == expected)
    #expect(try tagq(query, "--registry", "demo:").output == expected)
    #expect(try tagq("-c", query, "--registry", "demo:").output == expected)
    #expect(try tagq("--registry", "demo:", input: Data(query.utf8)).output == expected)
    #expect(try tagq(query, environment: ["TAGQ_REGISTRY": "demo:"]).output == expected)
    let twice = try tagq(query, "-c", query, "--registry", "demo:")
    #expect(twice.code == 2)
    #expect(twice.errors.contains("once"))
  }

  @Test func aRegistryThatIsMissingOrUnknownIsAMistake() throws {
    let missing = try tagq("tags | count")
    #expect(missing.code == 2)
    #expect(missing.output.isEmpty)
    #expect(missing.errors.contains("--registry demo:"))
    let unknown = try tagq("tags | count", "--registry", "nowhere:")
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("'nowhere:' is not a registry"))
  }

  @Test func everyFormatHasItsShape() throws {
    func output(_ format: String) throws -> String {
      try tagq(
        "--registry", "demo:", "--format", format,
        "tags image=web/api | summarize count() as n, max(version) as newest"
      ).output
    }
    #expect(try output("ndjson").hasPrefix("{\"n\":420,\"newest\":\""))
    #expect(try output("json").hasPrefix("["))
    #expect(try output("csv").hasPrefix("n,newest\r\n420,"))
    #expect(try output("tsv").hasPrefix("n\tnewest\n420\t"))
    #expect(
      try output("markdown").contains("| n | newest |") || output("markdown").contains("| ---"))
    #expect(try output("table").hasPrefix("  n  newest\n"))
    #expect(try tagq("--registry", "demo:", "--format", "xml", "tags").code == 2)
  }

  @Test func mistakesAreToldBeforeAnythingRunsWithTheirPlaces() throws {
    try tagq.write("tags image=web/api | count\n", to: "good.tagq")
    try tagq.write("tags\n  where nme = 1\n  where created > 'x'\n", to: "bad.tagq")
    let outcome = try tagq("run", "good.tagq", "bad.tagq", "--registry", "demo:")
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("bad.tagq:2:9"))
    #expect(outcome.errors.contains("bad.tagq:3:19"))
    #expect(outcome.errors.contains("2 errors"))
  }

  @Test func scriptsRunInTheirOrderWithParameters() throws {
    try tagq.write("param image: string\ntags image=$image | count\n", to: "one.tagq")
    try tagq.write("param image: string\nimages name=$image select name\n", to: "two.tagq")
    let outcome = try tagq(
      "run", "one.tagq", "two.tagq", "--param", "image=docs", "--registry", "demo:")
    #expect(outcome.output == "{\"count\":90}\n{\"name\":\"docs\"}\n")
    #expect(outcome.code == 0)
    let input = Data("tags image=web/docs | count".utf8)
    #expect(try tagq("run", "-", "--registry", "demo:", input: input).output == "{\"count\":90}\n")
    let unknown = try tagq("run", "one.tagq", "--param", "imge=docs", "--registry", "demo:")
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("no parameter 'imge'"))
    #expect(try tagq("run", "missing.tagq", "--registry", "demo:").code == 2)
  }

  @Test func aScriptRunsByItself() throws {
    try tagq.write(
      "#!/usr/bin/env -S tagq run --registry demo:\ntags image=web/docs | count\n",
      to: "count.tagq", permissions: 0o755)
    let outcome = try tagq.shell("./count.tagq")
    #expect(outcome.output == "{\"count\":90}\n")
    #expect(outcome.code == 0)
  }

  @Test func aReaderThatGoesAwayEndsItQuietly() throws {
    let outcome = try tagq.shell(
      "{ tagq --registry demo: 'tags'; echo \"code $?\" >&2; } | head -n 1 | wc -l")
    #expect(outcome.output.trimmingCharacters(in: .whitespaces) == "1\n")
    #expect(outcome.errors == "code 0\n")
  }

  @Test func failuresOfARunHaveTheirCodes() throws {
    let name = try tagq("--registry", "demo:", "tags image=web/apo")
    #expect(name.code == 1)
    #expect(name.output.isEmpty)
    #expect(name.errors.contains("did you mean 'web/api'"))
    let assertion = try tagq(
      "--registry", "demo:", "tags image=web/api | assert count() < 10 'too many' | count")
    #expect(assertion.code == 3)
    #expect(assertion.output.isEmpty)
    #expect(assertion.errors.contains("too many"))
    let requests = try tagq("--registry", "demo:", "--max-requests", "1", "tags image=web/api")
    #expect(requests.code == 1)
    #expect(requests.output.isEmpty)
  }

  @Test func statisticsAreOneLineOfJSON() throws {
    let outcome = try tagq("--registry", "demo:", "--stats", "tags image=web/docs")
    #expect(outcome.lines.count == 90)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8))
    let statistics = try #require(object as? [String: Double])
    #expect(statistics["rows"] == 90)
    #expect((statistics["requests"] ?? 0) >= 3)
    #expect(statistics["seconds"] != nil)
  }

  @Test func resultsGoToFilesAndNotToTheScreen() throws {
    let query = "tags image=web/docs order by name | limit 2 | select name | into 'names.csv'"
    let outcome = try tagq("--registry", "demo:", query)
    #expect(outcome.code == 0)
    #expect(outcome.output.isEmpty)
    #expect(try tagq.read("names.csv").hasPrefix("name\r\n"))
    let unknown = try tagq("--registry", "demo:", "tags | into 'names.xml'")
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains(".ndjson"))
    #expect(try tagq("--registry", "demo:", "--read-only", query).code == 2)
  }

  @Test func coloursAreForTerminalsOrForThoseWhoAsk() throws {
    let plain = try tagq("--registry", "demo:", "tags where x")
    #expect(!plain.errors.contains("\u{1B}"))
    let colored = try tagq("--registry", "demo:", "--color", "always", "tags where x")
    #expect(colored.errors.contains("\u{1B}["))
    let table = try tagq(
      "--registry", "demo:", "--format", "table", "--color", "always", "tags image=web/docs")
    #expect(table.output.contains("\u{1B}["))
  }

  @Test func aMisspeltCommandAndAForgottenQuoteAreTold() throws {
    let command = try tagq("chekc", "f.tagq")
    #expect(command.code == 2)
    #expect(command.errors.contains("there is no command 'chekc': did you mean 'check'?"))
    let quote = try tagq("tags", "image=web/api", "--registry", "demo:")
    #expect(quote.code == 2)
    #expect(quote.errors.contains("tagq 'tags image=web/api'"))
    #expect(try tagq("--help").output.contains("tagq query --help"))
    #expect(try tagq("query", "--help").output.contains("--registry"))
  }

  @Test func statisticsAreToldWhereTheRunFailsToo() throws {
    let outcome = try tagq("tags | assert count() < 3", "--stats", "--registry", "demo:")
    #expect(outcome.code == 3)
    let line = try #require(outcome.errors.split(separator: "\n").last)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    #expect(try #require(object?["requests"] as? Int) > 20)
  }

  @Test func eachOfSeveralScriptsTakesItsOwnParameters() throws {
    try tagq.write("param x: int  tags image=web/api | count", to: "a.tagq")
    try tagq.write("param y: int  tags image=web/api | count", to: "b.tagq")
    let given = ["run", "a.tagq", "b.tagq", "--registry", "demo:", "--param", "x=1"]
    func run(_ more: String) throws -> TagqProcess.Outcome {
      try tagq(
        given[0], given[1], given[2], given[3], given[4], given[5], given[6], "--param", more)
    }
    #expect(try run("y=2").code == 0)
    let third = try tagq(
      "run", "a.tagq", "b.tagq", "--param", "x=1", "--param", "y=2", "--param", "z=3")
    #expect(third.code == 2)
    #expect(third.errors.contains("no script has a parameter 'z'"))
  }
}
