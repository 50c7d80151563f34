import Testing

@Suite struct SizeCheckTests {
  private func messages(_ text: String) -> [String] {
    SizeCheck.findings(in: ProjectFile(path: "a.swift", text: text)).map(\.description)
  }

  /// A declaration whose body makes it so many lines long.
  private func declaration(_ head: String, lines: Int) -> String {
    "\(head) {\n" + String(repeating: "  a()\n", count: lines - 2) + "}\n"
  }

  @Test func reportsAFileOf400Lines() {
    #expect(messages(String(repeating: "a\n", count: 399)).isEmpty)
    #expect(
      messages(String(repeating: "a\n", count: 400)) == [
        "a.swift:400: the file has 400 lines; keep it under 400"
      ])
  }

  @Test func reportsALineOf101Columns() {
    #expect(messages(String(repeating: "é", count: 100)).isEmpty)
    #expect(
      messages("a\n" + String(repeating: "é", count: 101)) == [
        "a.swift:2: the line has 101 columns; keep it to 100"
      ])
  }

  @Test(arguments: [
    "func f() async throws(E) -> [Int]", "init?(a: Int = { 1 }())", "deinit",
    "subscript<T>(a: T) -> Int", "var f: [String: (Int) -> Int]", "static func < (a: A, b: A)",
    "func f<T>(\n    _ a: T\n  ) where T: P",
  ])
  func reportsADeclarationOf70Lines(head: String) {
    let added = head.split(separator: "\n").count - 1
    #expect(messages(declaration(head, lines: 69 - added)).isEmpty)
    let found = messages("let a = 1\n" + declaration(head, lines: 70 - added))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("a.swift:2: ") == true)
    #expect(found.first?.hasSuffix(" has 70 lines; keep it under 70") == true)
  }

  @Test func reportsAFunctionInsideATypeWithBracesInItsStrings() {
    let text = "struct A {\n" + declaration(#"func f(a: String = "}") "#, lines: 70) + "}\n"
    #expect(messages(text) == ["a.swift:2: f has 70 lines; keep it under 70"])
  }

  @Test func countsNoTypeAndNoRequirementAsAFunction() {
    #expect(messages(declaration("struct A", lines: 100)).isEmpty)
    #expect(messages("protocol P { func f() }\n" + declaration("struct A", lines: 100)).isEmpty)
    #expect(messages("var a = 1\n" + declaration("if b", lines: 100)).isEmpty)
    #expect(messages("let a = B.init()\n" + declaration("if b", lines: 100)).isEmpty)
  }
}
