import TagJSON
import TagQuery
import Testing

/// A line is what its entry is, and a line that is none says why.
@Suite struct SnapshotLineTests {
  private let format = SnapshotLine()

  @Test(arguments: Samples.entries)
  func aLineIsReadAsWhatWasWritten(entry: RegistryEntry) throws {
    let line = format.text(of: entry)
    #expect(!line.contains("\n"))
    #expect(try format.entry(of: line) == entry)
  }

  @Test func aLineLooksLikeThis() {
    #expect(
      format.text(of: .tag(Samples.tag, region: "fr-par")) == """
        {"type":"tag","region":"fr-par","id":"11111111-1111-1111-1111-111111111111",\
        "name":"v1.2.0","image_id":"22222222-2222-2222-2222-222222222222","status":"ready",\
        "digest":"sha256:\(String(repeating: "ab", count: 32))",\
        "created_at":"2026-01-31T10:00:00.123456789Z","updated_at":"2026-02-01T00:00:00Z"}
        """)
  }

  @Test func keysComeInAnyOrderAndUnknownOnesArePassedOver() throws {
    let line = """
      { "new":[{"deep":{"name":"other"}}] , "status" : "quarantined","name":"a",\t"digest":null,
      "image_id":"22222222-2222-2222-2222-222222222222","more":1e300,"region":"fr-par",
      "id":"11111111-1111-1111-1111-111111111111","type":"tag" }
      """
    guard case .tag(let tag, let region) = try format.entry(of: line) else {
      Issue.record("it is no tag")
      return
    }
    #expect(region == "fr-par")
    #expect(tag.name == "a")
    #expect(tag.status == .other("quarantined"))
    #expect(tag.digest == nil && tag.createdAt == nil && tag.updatedAt == nil)
  }

  @Test(arguments: [
    ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
    ("2026-01-31T10:00:00.5Z", "2026-01-31T10:00:00.500Z"),
    ("2026-01-31T10:00:00.123456Z", "2026-01-31T10:00:00.123456Z"),
    ("2026-01-31T10:00:00.123456789Z", "2026-01-31T10:00:00.123456789Z"),
    ("2026-01-31T11:00:00+01:00", "2026-01-31T10:00:00Z"),
  ])
  func timesHaveUpToNineDigits(text: String, expected: String) throws {
    let line = Samples.line(["created_at": "\"\(text)\""])
    guard case .tag(let tag, _) = try format.entry(of: line) else {
      Issue.record("it is no tag")
      return
    }
    #expect(tag.createdAt?.description == expected)
  }

  @Test func ofMembersWithTheSameKeyTheLastCounts() throws {
    let line = #"{"name":"first","name":3,"# + Samples.line(["name": #""last""#]).dropFirst()
    guard case .tag(let tag, _) = try format.entry(of: line) else {
      Issue.record("it is no tag")
      return
    }
    #expect(tag.name == "last")
  }

  @Test func keysAndTextsMayBeEscaped() throws {
    let line = Samples.line(["name": #""a\u00e9\ud83d\ude00\/\"\\\n""#])
      .replacing("\"image_id\"", with: #""\u0069mage_id""#)
    guard case .tag(let tag, _) = try format.entry(of: line) else {
      Issue.record("it is no tag")
      return
    }
    #expect(tag.name == "aé😀/\"\\\n")
  }

  @Test(arguments: [
    ("type", "3", "'type' must be a text, and is the number 3"),
    ("type", #""layer""#, "'type' must be tag, image or namespace, and is the text 'layer'"),
    ("type", nil, "'type' is missing"),
    ("region", "null", "'region' is null"),
    ("id", #""1""#, "'id' must be a UUID, and is the text '1'"),
    ("id", nil, "'id' is missing"),
    ("name", "[1]", "'name' must be a text, and is an array"),
    ("name", "{}", "'name' must be a text, and is an object"),
    ("name", "true", "'name' must be a text, and is true"),
    ("name", "1.5", "'name' must be a text, and is the number 1.5"),
    ("name", "null", "'name' is null"),
    ("image_id", #""""#, "'image_id' must be a UUID, and is the text ''"),
    ("status", "false", "'status' must be a text, and is false"),
    (
      "created_at", #""yesterday\u001b[2J""#,
      "'created_at' must be a time such as 2026-01-31T10:00:00Z, "
        + "and is the text 'yesterday\\u{1b}[2J'"
    ),
    (
      "created_at", #""2026-02-30""#,
      "'created_at' must be a time that there is, and is the text '2026-02-30'"
    ),
    (
      "updated_at", #""9999-01-01""#,
      "'updated_at' must be a time from the year 1678 to 2261, and is the text '9999-01-01'"
    ),
  ])
  func aMistakeNamesTheKeyAndWhatWasFound(key: String, value: String?, message: String) {
    let error = #expect(throws: TagJSONError.self) {
      try format.entry(of: Samples.line([key: value]))
    }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    ("size", "-1", "'size' must be a whole number, 0 or more, and is the number -1"),
    ("size", "1.5", "'size' must be a whole number, and is the number 1.5"),
    (
      "size", "18446744073709551615",
      "'size' must be a whole number, and is the number 1.8446744073709552e+19"
    ),
    ("tag_count", #""3""#, "'tag_count' must be a whole number, and is the text '3'"),
    ("tags", "3", "'tags' must be an array of texts, and is the number 3"),
    ("tags", #"["a",null]"#, "'tags' must be an array of texts, and has null"),
    ("namespace_id", nil, "'namespace_id' is missing"),
  ])
  func soItIsWithImages(key: String, value: String?, message: String) {
    let line = Samples.line(
      ["type": #""image""#, "namespace_id": #""22222222-2222-2222-2222-222222222222""#]
        .merging([key: value]) { $1 })
    let error = #expect(throws: TagJSONError.self) { try format.entry(of: line) }
    #expect(error?.message == message)
  }

  @Test func aNamespaceIsPublicOrNot() {
    let line = Samples.line(["type": #""namespace""#, "is_public": "1"])
    let error = #expect(throws: TagJSONError.self) { try format.entry(of: line) }
    #expect(error?.message == "'is_public' must be true or false, and is the number 1")
  }

  @Test(arguments: [
    ("", "it is empty, and no JSON object"),
    ("  ", "it is empty, and no JSON object"),
    ("[]", "it must be a JSON object, and is an array"),
    ("null", "it must be a JSON object, and is null"),
    (#""a""#, "it must be a JSON object, and is the text 'a'"),
    ("{", "it is not JSON: its brackets, braces, commas and colons do not fit together"),
    ("{}{}", "it is not JSON: its brackets, braces, commas and colons do not fit together"),
    (#"{"a" 1}"#, "it is not JSON: its brackets, braces, commas and colons do not fit together"),
    (#"{"a":tru}"#, "it is not JSON: a word in it is neither true, false nor null"),
    (#"{"a":01}"#, "it is not JSON: a number in it is malformed or too large"),
    (#"{"a":1e999}"#, "it is not JSON: a number in it is malformed or too large"),
    (#"{"a"#, "it is not JSON: a text in it does not end, or holds what has to be escaped"),
    (
      #"{"a":"\udc00"}"#,
      "it is not JSON: a text in it does not end, or holds what has to be escaped"
    ),
    (#"{"a":"\x"}"#, "it is not JSON: a text in it does not end, or holds what has to be escaped"),
  ])
  func whatIsNoObjectSaysWhy(line: String, message: String) {
    let error = #expect(throws: TagJSONError.self) { try format.entry(of: line) }
    #expect(error?.message == message)
  }

  @Test func whatIsNoTextSaysWhy() {
    let bytes: [UInt8] = Array(#"{"a":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
    let error = #expect(throws: TagJSONError.self) {
      try bytes.withUnsafeBytes { try format.entry(of: $0) }
    }
    #expect(error?.message == "it is not JSON: it is not UTF-8")
  }

  @Test(arguments: ["[", "{\"a\":", "[{\"a\":["])
  func nestingIsBounded(opening: String) {
    let error = #expect(throws: TagJSONError.self) {
      try format.entry(of: String(repeating: opening, count: 100_000))
    }
    #expect(error != nil)
    let deep = String(repeating: "[", count: 2_000) + String(repeating: "]", count: 2_000)
    let message = #expect(throws: TagJSONError.self) { try format.entry(of: deep) }?.message
    #expect(message == "it is nested too deeply")
  }
}
