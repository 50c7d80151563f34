import Foundation
import Testing

@testable import LineEditor

/// Where nobody types.
@Suite struct PlainInputTests {
  private func run(_ input: String, _ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: EditorSession.program)
    process.arguments = arguments
    let folder = try EditorSession.Folder()
    let files = ["in", "out"].map { folder.url.appendingPathComponent($0) }
    try Data(input.utf8).write(to: files[0])
    try Data().write(to: files[1])
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try String(contentsOf: files[1], encoding: .utf8)
  }

  @Test func showsNoPrompt() throws {
    #expect(try run("one\ntwo\n") == "plain\ngot [one]\ngot [two]\nend\n")
  }

  @Test func theLastLineNeedsNoLineBreak() throws {
    #expect(try run("one\n(two") == "plain\ngot [one]\ngot [(two]\nend\n")
    #expect(try run("") == "plain\nend\n")
  }

  @Test func readsUntilTheTextIsComplete() throws {
    #expect(try run("tags |\n\nlimit 5\nx\n") == "plain\ngot [tags |⏎⏎limit 5]\ngot [x]\nend\n")
  }

  @Test func keepsNoHistory() throws {
    let folder = try EditorSession.Folder()
    _ = try run("one\n", "--history", folder.path("history"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("history")))
  }

  @Test func longLinesAreWhole() throws {
    let text = String(repeating: "漢字 ", count: 50_000)
    #expect(try run(text) == "plain\n\(EditorSession.description(of: text))\nend\n")
  }
}
