import Foundation
import Testing

/// What the command does with deletions.
@Suite struct DeleteCommandTests {
  private let tagq: TagqProcess
  private let query = "tags image=web/docs where name ~ /^pr-/ | select name | delete"

  init() throws { tagq = try TagqProcess() }

  private func rows(_ outcome: TagqProcess.Outcome) throws -> [[String: Any]] {
    try outcome.lines.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return try #require(object as? [String: Any])
    }
  }

  @Test func withoutApprovalThePlanIsPrintedAndNothingSent() throws {
    let outcome = try tagq("--registry", "demo:", query)
    #expect(outcome.code == 4)
    #expect(outcome.errors.contains("Nothing was deleted: approve with --yes"))
    let rows = try rows(outcome)
    #expect(!rows.isEmpty)
    #expect(rows.allSatisfy { $0["outcome"] as? String != "deleted" })
  }

  @Test func aDryRunPrintsThePlan() throws {
    let outcome = try tagq("--registry", "demo:", "--dry-run", query)
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("to delete"))
    #expect(try rows(outcome).contains { $0["outcome"] as? String == "planned" })
    // Approval does not turn a dry run into another run.
    #expect(try tagq("--registry", "demo:", "--dry-run", "--yes", query).output == outcome.output)
  }

  @Test func approvedDeletionsAreCarriedOut() throws {
    let planned = try rows(try tagq("--registry", "demo:", "--dry-run", query))
    let outcome = try tagq("--registry", "demo:", "--yes", query)
    let done = try rows(outcome)
    #expect(outcome.code == 0)
    #expect(
      done.count { $0["outcome"] as? String == "deleted" }
        == planned.count { $0["outcome"] as? String == "planned" })
    #expect(outcome.errors.contains(" deleted"))
    #expect(try tagq("--registry", "demo:", "--yes", "--quiet", query).errors.isEmpty)
  }

  @Test func anotherNowNeverSends() throws {
    let outcome = try tagq("--registry", "demo:", "--yes", "--now", "2026-11-24", query)
    #expect(outcome.code == 0)
    #expect(try rows(outcome).allSatisfy { $0["outcome"] as? String != "deleted" })
    #expect(try tagq("--registry", "demo:", "--now", "soon", query).code == 2)
  }

  @Test func budgetsRefuseTheWholePlan() throws {
    for arguments in [["--max-deletes", "1"], ["--max-percent", "1"]] {
      let outcome = try tagq("--registry", "demo:", "--yes", arguments[0], arguments[1], query)
      #expect(outcome.code == 4)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains(arguments[0]))
    }
    let dry = try tagq("--registry", "demo:", "--dry-run", "--max-deletes", "1", query)
    #expect(dry.code == 4)
  }

  @Test func whatIsPassedOverFailsOnlyWhereThatIsAsked() throws {
    let everything = "tags image=web/api | delete"
    #expect(try tagq("--registry", "demo:", "--dry-run", everything).code == 0)
    #expect(try tagq("--registry", "demo:", "--dry-run", "--strict", everything).code == 4)
  }

  @Test func nothingToDeleteNeedsNoApproval() throws {
    let outcome = try tagq(
      "--registry", "demo:", "tags image=web/docs where name = 'none' | delete")
    #expect(outcome.code == 0)
    #expect(outcome.output.isEmpty)
  }
}
