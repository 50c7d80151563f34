import Foundation
import Testing

/// `check`, `fmt`, `explain`, `completions` and the rest that sends nothing.
@Suite struct ScriptCommandTests {
  private let tagq: TagqProcess

  init() throws { tagq = try TagqProcess() }

  @Test func checkReportsEveryMistakeOfEveryFile() throws {
    try tagq.write("tags where nme = 'x'\n", to: "one.tagq")
    try tagq.write("tags wehre name = 'x'\ntags | limt 3\n", to: "two.tagq")
    try tagq.write("param days: duration\ntags where age > $days\n", to: "good.tagq")
    let outcome = try tagq("check", "one.tagq", "two.tagq", "good.tagq")
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    for place in ["one.tagq:1:12", "two.tagq:1:6", "two.tagq:2:8"] {
      #expect(outcome.errors.contains(place))
    }
    #expect(!outcome.errors.contains("good.tagq"))
    #expect(try tagq("check", "good.tagq").code == 0)
  }

  @Test func checkTellsEditorsAsJSON() throws {
    try tagq.write("tags where nme = 'x'\n", to: "one.tagq")
    let outcome = try tagq("check", "--format", "json", "one.tagq")
    #expect(outcome.code == 2)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let first = try #require((object as? [[String: Any]])?.first)
    #expect(first["code"] as? String == "unknown-field")
    #expect(first["file"] as? String == "one.tagq")
    #expect(first["replacement"] as? String == "name")
    #expect((first["start"] as? [String: Int])?["column"] == 12)
    #expect(try tagq("check", "--format", "json", "-").output == "[]\n")
    let missing = try tagq("check", "--format", "json", "nosuch.tagq", "one.tagq")
    #expect(missing.code == 2)
    let all = try JSONSerialization.jsonObject(with: Data(missing.output.utf8))
    let codes = (all as? [[String: Any]])?.map { $0["code"] as? String }
    #expect(codes == ["unreadable-file", "unknown-field"])
  }

  @Test func formattingRewritesFilesAndChecksThem() throws {
    try tagq.write("tags   image=web/api|limit 5 # five\n", to: "one.tagq")
    let check = try tagq("fmt", "--check", "one.tagq")
    #expect(check.code == 1)
    #expect(check.output == "one.tagq\n")
    #expect(try tagq("fmt", "one.tagq").code == 0)
    #expect(try tagq.read("one.tagq") == "tags image=web/api | limit 5  # five\n")
    #expect(try tagq("fmt", "--check", "one.tagq").code == 0)
    let piped = try tagq("fmt", "-", input: Data("tags|count".utf8))
    #expect(piped.output == "tags | count\n")
  }

  @Test func formattingLeavesWhatItCannotRead() throws {
    let text = "tags | where (\n"
    try tagq.write(text, to: "bad.tagq")
    let outcome = try tagq("fmt", "bad.tagq")
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("bad.tagq:1:"))
    #expect(try tagq.read("bad.tagq") == text)
  }

  @Test func explainShowsThePlanAndSendsNothing() throws {
    let text = try tagq("explain", "--registry", "demo:", "tags image=web/api | limit 5")
    #expect(text.code == 0)
    #expect(text.output.contains("requests"))
    #expect(text.output.contains("limit 5"))
    let json = try tagq(
      "explain", "--registry", "demo:", "--format", "json", "tags image=web/api | limit 5")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    #expect((object as? [String: Any])?["steps"] is [Any])
    let flagsFirst = try tagq("--registry", "demo:", "explain", "tags image=web/api | limit 5")
    #expect(flagsFirst.output == text.output)
    let statement = try tagq(
      "--registry", "demo:", "--stats", "--format", "table", "explain tags | count")
    #expect(statement.output.contains("requests"))
    #expect(statement.errors.contains("\"requests\":0"))
  }

  @Test func completionsAreScriptsOfTheirShells() throws {
    for shell in ["bash", "zsh", "fish"] {
      let outcome = try tagq("completions", shell)
      #expect(outcome.code == 0)
      #expect(outcome.output.contains("tagq"))
    }
    #expect(try tagq.shell("tagq completions bash | bash -n").code == 0)
    #expect(try tagq("completions", "tcsh").code == 2)
  }

  @Test func helpAndVersionAreNoMistakes() throws {
    let version = try tagq("--version")
    #expect(version.code == 0)
    #expect(version.output.hasPrefix("tagq "))
    let help = try tagq("--help")
    #expect(help.code == 0)
    #expect(help.output.contains("tagq run FILE"))
    #expect(try tagq("run", "--help").code == 0)
    let unknown = try tagq("--nonsense", "tags")
    #expect(unknown.code == 2)
    #expect(unknown.errors.contains("--nonsense"))
  }

  @Test func badBytesAreToldWithTheirPlace() throws {
    let invalid = try tagq(
      "--registry", "demo:", input: Data([0x74, 0x61, 0x67, 0x73, 0x0A, 0xFF]))
    #expect(invalid.code == 2)
    #expect(invalid.errors.contains("standard input:2:1"))
    let zero = try tagq("--registry", "demo:", input: Data("tags \0".utf8))
    #expect(zero.code == 2)
    #expect(zero.errors.contains("U+0000"))
  }
}
