import Foundation
import Testing

/// What `make run` shows is short, and what it says to try next works.
@Suite struct QuickstartTests {
  private let products: URL

  init() throws {
    products = try #require(Project.products, "the tests do not know where they were built")
  }

  @Test func theFirstScriptFitsInTheWindow() throws {
    var console = Console(products: products)
    let output = try console.run("tagq run examples/quickstart.tagq --registry demo:")
    let explanation = try Project.text("examples/quickstart.txt")
    let lines = (output + explanation).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 })
    #expect(lines.count < 45)
    #expect(!output.contains("error"))
    // The explanation names this sum.
    let numbers = output.matches(of: /(?m)^web\/\w+ +(\d+)  20.*  20/).map { Int($0.output.1) ?? 0 }
    #expect(numbers.reduce(0, +) == 111)
    #expect(explanation.contains("111 tags"))
  }

  @Test func whatToTryNextWorks() throws {
    var console = Console(products: products)
    let lines = try Project.text("examples/quickstart.txt").split(separator: "\n")
    let commands = lines.filter { $0.hasPrefix("  tagq ") }
    #expect(commands.count == 5)
    for command in commands {
      let output = try console.run("\(command); echo \"exit $?\"")
      // One shows what a mistake looks like.
      let isMistake = command.contains("creatd")
      #expect(output.hasSuffix("exit \(isMistake ? 2 : 0)\n"), "\(command)\n\(output)")
      if isMistake { #expect(output.contains("did you mean 'created'?")) }
    }
  }
}
