import Testing

@Suite struct LayerCheckTests {
  private func messages(_ files: KeyValuePairs<String, String>) -> [String] {
    LayerCheck.findings(
      in: files.map { ProjectFile(path: "Sources/TagQuery/" + $0.key, text: $0.value) }
    ).map(\.description)
  }

  @Test func reportsATypeOfALaterFolder() {
    #expect(
      messages([
        "Planning/Plan.swift": "public struct Plan {}",
        "Syntax/A.swift": "let a = 1\nfunc f() -> Plan? { nil }",
      ]) == [
        "Sources/TagQuery/Syntax/A.swift:2: Plan belongs to Planning, which comes after Syntax"
      ])
  }

  @Test(arguments: [
    "let a: [Plan] = []", "let a = Plan.self", #"let a = "\(Plan())""#, "extension Plan {}",
    "func f<T: Plan>(_ a: T) {}", "let a = TagQuery.Plan.self", "func f() { plan(1) }",
  ])
  func reportsEveryWayToUseIt(code: String) {
    let plan = "typealias Plan = Int\nfunc plan(_ a: Int) {}"
    #expect(messages(["Planning/Plan.swift": plan, "Model/A.swift": code]).count == 1)
    #expect(messages(["Planning/Plan.swift": plan, "Evaluation/A.swift": code]).isEmpty)
    #expect(messages(["Planning/Plan.swift": plan, "Engine.swift": code]).isEmpty)
  }

  @Test(arguments: [
    "struct", "class", "enum", "protocol", "actor", "@MainActor public final class",
  ])
  func knowsEveryKindOfType(kind: String) {
    let files: KeyValuePairs = [
      "Planning/A.swift": "\(kind) Plan {}", "Model/A.swift": "let a: Plan",
    ]
    #expect(messages(files).count == 1)
  }

  @Test func reportsAFileBesideTheFolders() {
    #expect(
      messages(["Engine.swift": "struct Engine {}", "Formatting/A.swift": "let a: Engine"]) == [
        "Sources/TagQuery/Formatting/A.swift:1: Engine belongs to the files beside the folders, "
          + "which comes after Formatting"
      ])
  }

  @Test(arguments: [
    "// Plan", #"let a = "Plan""#, "let a = b.Plan", "enum A { struct Plan {} ; let b: Plan }",
    "func f<Plan>(_ a: Plan) {}", "func f(plan: () -> Void) { plan() }", "let a = b.plan(1)",
    "struct A { func plan(_ a: Int) { plan(a) } }", "let plan = 1",
  ])
  func leavesAloneWhatOnlyLooksLikeIt(code: String) {
    let plan = "struct Plan {}\nfunc plan(_ a: Int) {}"
    #expect(messages(["Planning/Plan.swift": plan, "Model/A.swift": code]).isEmpty)
  }

  @Test func leavesAloneWhatOthersCannotSee() {
    let plan = "private struct Plan {}\nstruct B { struct Plan {} }"
    #expect(messages(["Planning/A.swift": plan, "Model/A.swift": "let a: Plan"]).isEmpty)
  }

  @Test func reportsAFolderWithoutAPlace() {
    #expect(messages(["Tools/A.swift": "let a = 1"]).first?.contains("Tools has no place") == true)
  }
}
