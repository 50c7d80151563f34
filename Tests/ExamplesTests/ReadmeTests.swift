import Foundation
import TagQuery
import Testing

/// What the README shows is what the command prints.
///
/// With `TAGQ_RECORD` set, the README gets what the command prints now; read the difference.
@Suite struct ReadmeTests {
  @Test func theSessionsAreReal() throws {
    let products = try #require(Project.products, "the tests do not know where they were built")
    let text = try Project.text("README.md")
    let blocks = FencedBlock.all(in: text, page: "README.md", language: "console")
    #expect(blocks.count >= 2)

    var console = Console(products: products)
    var recorded = text
    for block in blocks {
      var session = ConsoleSession(block.text)
      #expect(session.text == block.text, "line \(block.line) starts with no command")
      for index in session.steps.indices {
        let step = session.steps[index]
        var output = try console.run(step.command)
        // Steps are set apart by a blank line.
        if index < session.steps.count - 1, !output.isEmpty { output += "\n" }
        session.steps[index].output = output
        if !isRecording {
          #expect(output == step.output, "README.md, below line \(block.line): \(step.command)")
        }
      }
      recorded.replace(block.text, with: session.text)
    }
    if isRecording {
      try Data(recorded.utf8).write(to: Project.root.appending(path: "README.md"))
    }
  }

  private var isRecording: Bool { ProcessInfo.processInfo.environment["TAGQ_RECORD"] != nil }

  @Test func everyFileItLinksToIsThere() throws {
    let text = try Project.text("README.md")
    let links = text.matches(of: /\]\((?!https?:)([^)#]+)\)/).map { String($0.output.1) }
    #expect(!links.isEmpty)
    for link in links {
      let path = Project.root.appending(path: link).path(percentEncoded: false)
      #expect(FileManager.default.fileExists(atPath: path), "there is no \(link)")
    }
  }

  @Test func everyExampleIsNamed() throws {
    let text = try Project.text("README.md")
    for name in ExamplesTests.names { #expect(text.contains(name)) }
  }
}
