import Testing

/// The rules that keep the project readable, applied to the project.
@Suite struct TidyTests {
  @Test func everyFileLineAndFunctionIsShort() {
    report(ProjectFile.swiftFiles.flatMap(SizeCheck.findings))
  }

  @Test func eachFolderOfTheCoreKnowsOnlyThoseBeforeIt() {
    report(LayerCheck.findings(in: ProjectFile.swiftFiles))
  }

  @Test func lightTargetsImportNothingHeavy() {
    report(ProjectFile.swiftFiles.flatMap(ImportCheck.findings))
  }

  @Test func noFileHasWordsThatDoNotBelong() {
    report(ProjectFile.all.flatMap(WordCheck.findings))
  }

  @Test func whatMayCrashHasItsReason() {
    report(ProjectFile.swiftFiles.flatMap(WordCheck.findingsInSwift))
  }

  /// Rules that look at no file would hold for ever.
  @Test func theFilesAreFound() {
    let paths = Set(ProjectFile.all.map(\.path))
    #expect(paths.isSuperset(of: ["Package.swift", "Makefile", ".ci/run", "CONTRIBUTING.md"]))
    #expect(paths.contains("Sources/TagQuery/Model/Timestamp.swift"))
    #expect(ProjectFile.swiftFiles.count > 30)
  }

  private func report(_ findings: [Finding]) {
    for finding in findings { Issue.record(Comment(rawValue: finding.description)) }
  }
}
