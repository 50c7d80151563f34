import Foundation
import TagQuery
import Testing

/// Every example works and does on the demo registry what it says.
@Suite struct ExamplesTests {
  static let names = (try? Project.names(in: Project.examples, endingIn: ".tagq")) ?? []

  @Test func theExamplesAreFound() {
    #expect(
      Self.names == [
        "duplicates.tagq", "inventory.tagq", "keep-newest.tagq", "policy.tagq", "quickstart.tagq",
        "retention.tagq", "stale-ci-tags.tagq",
      ])
  }

  @Test(arguments: names) func anExampleIsCanonical(_ name: String) throws {
    let source = try ScriptRun.source(name)
    let text = String(decoding: source.bytes, as: UTF8.self)
    #expect(try ScriptRun.engine.format(source) == text)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test(arguments: names) func anExampleIsAProgramOfItsOwn(_ name: String) throws {
    let text = try Project.text("examples/\(name)")
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first == "#!/usr/bin/env -S tagq run")
    let path = Project.examples.appending(path: name).path(percentEncoded: false)
    #expect(FileManager.default.isExecutableFile(atPath: path))
    let comment = lines.dropFirst().prefix { $0.hasPrefix("#") }.joined(separator: "\n")
    #expect(comment.contains("arameters") && comment.contains("By hand:"))
    #expect(comment.contains(name), "it does not say how to run it")
  }

  @Test(arguments: names) func anExampleHasNoWarningAndNamesItsParameters(_ name: String) throws {
    let program = try ScriptRun.engine.compile(try ScriptRun.source(name))
    #expect(program.warnings.isEmpty)
    let text = try Project.text("examples/\(name)")
    let comment = text.split(separator: "\n").prefix { $0.hasPrefix("#") }.joined(separator: "\n")
    for match in text.matches(of: /(?m)^param (\w+):/) {
      #expect(comment.contains(match.output.1), "nothing is said of \(match.output.1)")
    }
  }

  // MARK: What they find

  @Test func quickstartShowsWhatIsThereAndWhatWouldGo() async throws {
    let run = try await ScriptRun("quickstart.tagq")
    #expect(run.plan == nil)
    #expect(run.results.map(\.rows.count) == [6, 4, 3])
    #expect(run.results[0].values("tags").compactMap(\.number).reduce(0, +) == 1_250)
    #expect(run.results[1].values("would_go").compactMap(\.number).reduce(0, +) == 111)
  }

  @Test func inventoryCountsEveryTagOnce() async throws {
    let run = try await ScriptRun("inventory.tagq")
    #expect(run.results.map(\.rows.count) == [12, 12, 28])
    #expect(run.results[0].values("tag_count").compactMap(\.number).reduce(0, +) == 2_000)
    #expect(run.results[1].values("tags").compactMap(\.number).reduce(0, +) == 2_000)

    let region = try await ScriptRun("inventory.tagq", ["region": "nl-ams"])
    #expect(region.results[0].rows.count == 3)
  }

  @Test func duplicatesShareADigest() async throws {
    let run = try await ScriptRun("duplicates.tagq")
    #expect(run.results.map(\.rows.count) == [10, 10])
    #expect(run.results[0].values("tags").first?.number == 7)
    #expect(run.results[1].values("images").first?.number == 3)
    let all = try await ScriptRun("duplicates.tagq", ["most": "1000"])
    #expect(all.results.map(\.rows.count) == [314, 227])
  }

  // MARK: What they delete

  @Test func keepNewestKeepsTenOfEachImage() async throws {
    let plan = try #require(try await ScriptRun("keep-newest.tagq").plan)
    // 440 tags, and 10 of each of the three images are not even selected.
    #expect(plan.entries.count == 410)
    #expect(plan.deletionCount == 399)
    let fewer = try await ScriptRun("keep-newest.tagq", ["keep": "100", "namespace": "prod"])
    #expect(fewer.plan?.entries.count == 30)
  }

  @Test func staleTagsAreThoseThatNothingElseNeeds() async throws {
    let plan = try #require(try await ScriptRun("stale-ci-tags.tagq").plan)
    #expect(plan.entries.count == 511)
    #expect(plan.deletionCount == 499)
    #expect(plan.entries.allSatisfy { $0.name.contains(/^(ci|pr|sha)-/) })
    let limit = try #require(Timestamp("2026-10-25T00:00:00Z"))
    #expect(plan.entries.allSatisfy { $0.pushedAt.map { $0 < limit } ?? false })

    let error = await #expect(throws: RunError.self) {
      _ = try await ScriptRun("stale-ci-tags.tagq", ["most": "100"])
    }
    #expect(error?.kind == .assertionFailed)
  }

  @Test func retentionDeletesNothingThatProductionHas() async throws {
    let plan = try #require(try await ScriptRun("retention.tagq").plan)
    #expect(plan.sections.map(\.rows.count) == [279, 149, 154])
    #expect(plan.deletionCount == 565)

    let production = try await ScriptRun(text: "tags namespace=prod | select digest")
    let digests = Set(production.results[0].rows.map { $0[0] })
    #expect(digests.count == 132)
    for entry in plan.entries {
      let digest = try #require(entry.digest)
      #expect(!digests.contains(.digest(digest)), "production has \(entry.name)")
    }
    #expect(!plan.entries.contains { $0.name == "latest" })
  }

  @Test func retentionRefusesMoreThanItIsMeantFor() async throws {
    let error = await #expect(throws: RunError.self) {
      _ = try await ScriptRun(
        "retention.tagq", ["builds": "1s", "nightlies": "1s", "pulls": "1s", "newest": "0"])
    }
    #expect(error?.kind == .refused)
  }

  // MARK: What they insist on

  @Test func theDemoRegistryKeepsThePolicy() async throws {
    let run = try await ScriptRun("policy.tagq")
    #expect(run.results.map { $0.rows.first?.first?.number } == [12, 2_000, 9])
  }

  @Test(arguments: [("most_tags", "419"), ("errors", "16")])
  func aTighterPolicyIsBroken(parameter: String, value: String) async throws {
    let error = await #expect(throws: RunError.self) {
      _ = try await ScriptRun("policy.tagq", [parameter: value])
    }
    #expect(error?.kind == .assertionFailed)
  }
}
