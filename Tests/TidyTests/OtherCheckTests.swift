import Testing

@Suite struct ImportCheckTests {
  private func count(_ path: String, _ text: String) -> Int {
    ImportCheck.findings(in: ProjectFile(path: path, text: text)).count
  }

  @Test func theCoreImportsNextToNothing() {
    #expect(count("Sources/TagQuery/A.swift", "import CRE2\nimport Synchronization") == 0)
    #expect(count("Sources/TagQuery/A.swift", "import FoundationEssentials\nimport Glibc") == 2)
    #expect(count("Sources/TagQuery/A/B.swift", "public import struct Foundation.Date") == 1)
    #expect(count("Sources/TagQuery/A.swift", "// import Foundation\nlet a = \"import b\"") == 0)
  }

  @Test func theShellImportsTheEssentialsOnly() {
    #expect(count("Sources/TagJSON/A.swift", "import FoundationEssentials") == 1)
    #expect(count("Sources/TagQueryShell/A.swift", "import FoundationEssentials") == 0)
    #expect(count("Sources/TagQueryShell/A.swift", "import Foundation") == 1)
    #expect(count("Sources/TagQueryShell/A.swift", "import FoundationNetworking") == 1)
    let fallback = """
      #if canImport(FoundationEssentials)
        import FoundationEssentials
      #else
        import Foundation
      #endif
      """
    #expect(count("Sources/TagQueryShell/A.swift", fallback) == 0)
    #expect(count("Sources/TagQueryShell/A.swift", fallback + "\nimport Foundation") == 1)
  }

  @Test func onlyTheCommandReadsArguments() {
    #expect(count("Sources/tagq/A.swift", "import ArgumentParser\nimport Foundation") == 0)
    #expect(count("Sources/tagq-server/A.swift", "import ArgumentParser") == 0)
    #expect(count("Sources/TagQueryShell/A.swift", "internal import ArgumentParser") == 1)
    #expect(count("Sources/Another/A.swift", "@preconcurrency import ArgumentParser") == 1)
  }
}

@Suite struct WordCheckTests {
  private func messages(_ text: String) -> [String] {
    WordCheck.findings(in: ProjectFile(path: "a.md", text: text)).map(\.message)
  }

  private func messagesInSwift(_ text: String) -> [String] {
    WordCheck.findingsInSwift(in: ProjectFile(path: "a.swift", text: text)).map(\.message)
  }

  @Test(arguments: ["work", "home", "Users", "root"])
  func reportsFoldersOfOneMachine(folder: String) {
    #expect(messages("see /\(folder)/a").count == 1)
    #expect(messages("`/\(folder)/a`").count == 1)
    #expect(messages("web/\(folder)/a, https://example.org/\(folder)/").isEmpty)
  }

  @Test(arguments: ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
  func reportsNotesToOneself(note: String) {
    #expect(messages("// \(note): later").count == 1)
    #expect(messages("mktemp a.\(note)\(note), \(note.lowercased())").isEmpty)
  }

  @Test(arguments: ["try! a()", "let a = b as! C", #"fatalError("a")"#])
  func reportsACallThatMayCrash(call: String) {
    #expect(messagesInSwift(call).count == 1)
    #expect(messagesInSwift("// It cannot, because.\n\(call)").isEmpty)
    #expect(messagesInSwift("\(call)  // It cannot, because.").isEmpty)
    #expect(messagesInSwift("// Something else.\n\nlet b = 1\n\(call)").count == 1)
    #expect(messagesInSwift("let a = #\"\(call)\"#").isEmpty)
  }

  @Test func reportsAnUncheckedPromise() {
    let promise = "final class A: @unchecked Sendable {}"
    #expect(messagesInSwift(promise).count == 1)
    #expect(messagesInSwift("/// It is shared.\n\(promise)").count == 1)
    #expect(messagesInSwift("/// Locked: therefore `@unchecked Sendable`.\n\(promise)").isEmpty)
    let far = String(repeating: "\n", count: 13)
    #expect(messagesInSwift("/// Locked: @unchecked Sendable." + far + promise).count == 1)
  }
}
