import TagJSON
import TagQuery
import Testing

/// The bodies of the Tags API: what one side writes the other reads, and what others write too.
@Suite struct TagsAPITests {
  @Test(arguments: [nil, 0, 2_000]) func pagesAreReadAsTheyWereWritten(total: Int?) throws {
    let tags = RecordPage([Samples.tag, Samples.bareTag], totalCount: total)
    #expect(try TagsAPIReader.tagPage(TagsAPIWriter.body(tags).utf8) == tags)
    let images = RecordPage([Samples.image, Samples.bareImage], totalCount: total)
    #expect(try TagsAPIReader.imagePage(TagsAPIWriter.body(images).utf8) == images)
    let namespaces = RecordPage([Samples.namespace], totalCount: total)
    let body = TagsAPIWriter.body(namespaces, region: "fr-par")
    #expect(try TagsAPIReader.namespacePage(body.utf8) == namespaces)
    #expect(body.contains(#""region":"fr-par""#))
    let none = RecordPage<TagRecord>([], totalCount: total)
    #expect(try TagsAPIReader.tagPage(TagsAPIWriter.body(none).utf8) == none)
  }

  @Test func recordsAreReadAsTheyWereWritten() throws {
    for tag in [Samples.tag, Samples.bareTag] {
      #expect(try TagsAPIReader.tag(TagsAPIWriter.body(tag).utf8) == tag)
    }
    for image in [Samples.image, Samples.bareImage] {
      #expect(try TagsAPIReader.image(TagsAPIWriter.body(image).utf8) == image)
    }
    let body = TagsAPIWriter.body(Samples.namespace, region: "fr-par")
    #expect(try TagsAPIReader.namespace(body.utf8) == Samples.namespace)
  }

  @Test func anImageNamesItsTagsOnlyWhereTheyAreKnown() throws {
    #expect(!TagsAPIWriter.body(Samples.image).contains(#""tags""#))
    let named = TagsAPIWriter.body(Samples.image, tagNames: ["v1", "v2"])
    #expect(named.contains(#""tags":["v1","v2"]"#))
    #expect(try TagsAPIReader.image(named.utf8) == Samples.image)
    var empty = Samples.image
    empty.tagCount = 0
    #expect(TagsAPIWriter.body(empty).contains(#""tags":[]"#))
  }

  @Test func theAPIsOwnImagesTellTheirTags() throws {
    let body = """
      {"images":[{"name":"api","visibility":"inherit","tags":["latest","v1"],"size":12,
      "id":"22222222-2222-2222-2222-222222222222","status_message":null,"region":"fr-par",
      "namespace_id":"33333333-3333-3333-3333-333333333333","status":"ready",
      "created_at":"2024-03-01T09:12:13.123456Z","updated_at":null}],"total_count":1}
      """
    let page = try TagsAPIReader.imagePage(body.utf8)
    #expect(page.totalCount == 1)
    #expect(page.records.first?.tagCount == 2)
    #expect(page.records.first?.size == 12)
  }

  @Test func aListThatIsLeftOutIsEmptyWhereThereIsATotal() throws {
    let empty = RecordPage<TagRecord>([], totalCount: 3)
    #expect(try TagsAPIReader.tagPage(#"{"total_count":3}"#.utf8) == empty)
    #expect(try TagsAPIReader.tagPage(#"{"tags":null,"total_count":3}"#.utf8) == empty)
  }

  @Test(arguments: [
    ("{}", "'tags' is missing"),
    (#"{"images":[]}"#, "'tags' is missing"),
    (#"{"tags":null}"#, "'tags' must be an array, and is null"),
    (#"{"tags":{}}"#, "'tags' must be an array, and is an object"),
    (#"{"tags":[],"total_count":-1}"#, mustBeTotal("the number -1")),
    (#"{"tags":[],"total_count":"1"}"#, mustBeTotal("the text '1'")),
    ("[]", "it must be a JSON object, and is an array"),
    ("<html>", structure),
    ("", "it is empty, and no JSON object"),
    (#"{"tags":[3]}"#, "'tags' at 0: it must be a JSON object, and is the number 3"),
    (#"{"tags":[\#(Samples.line([:])),{"id":3}]}"#, "'tags' at 1: 'id' must be a text, \(is3)"),
  ])
  func aPageThatIsNoneSaysWhy(body: String, message: String) {
    let error = #expect(throws: TagJSONError.self) { try TagsAPIReader.tagPage(body.utf8) }
    #expect(error?.message == message)
  }

  private static let is3 = "and is the number 3"
  private static let structure =
    "it is not JSON: its brackets, braces, commas and colons do not fit together"

  private static func mustBeTotal(_ found: String) -> String {
    "'total_count' must be a whole number, 0 or more, and is \(found)"
  }

  @Test func whatDoesNotStandTogetherInMemoryIsReadToo() throws {
    let body = TagsAPIWriter.body(Samples.tag)
    #expect(try TagsAPIReader.tag(Array(body.utf8).reversed().reversed()) == Samples.tag)
    let pieces = [body.utf8.prefix(20), body.utf8.dropFirst(20)].joined()
    #expect(try TagsAPIReader.tag(pieces) == Samples.tag)
  }
}

/// The bodies of errors.
@Suite struct APIFailureTests {
  @Test func whatIsWrittenIsRead() {
    var failure = APIFailure(type: "precondition_failed", message: "precondition is not respected")
    failure.precondition = "tag_digest_shared"
    failure.helpMessage = "give force"
    failure.resource = "tag"
    failure.resourceID = "11111111-1111-1111-1111-111111111111"
    failure.currentState = "updating"
    failure.method = "api_key"
    failure.reason = "not_found"
    failure.expiredSince = "2026-01-01T00:00:00Z"
    failure.details = [
      APIFailure.Detail(
        argumentName: "page_size", helpMessage: "value must be …", reason: "constraint"),
      APIFailure.Detail(action: "read", resource: "namespace"),
    ]
    #expect(APIFailure(body: TagsAPIWriter.body(failure).utf8) == failure)
    #expect(TagsAPIWriter.body(APIFailure(message: "no")) == #"{"message":"no"}"#)
  }

  @Test func theAPIsOwnErrorsAreRead() {
    let invalid = APIFailure(
      body: """
        {"details":[{"argument_name":"page_size","help_message":"value must be less than 100",
        "reason":"constraint"}],"message":"invalid argument(s)","type":"invalid_arguments"}
        """.utf8)
    #expect(invalid?.type == "invalid_arguments")
    #expect(invalid?.details.first?.argumentName == "page_size")
    #expect(invalid?.details.first?.helpMessage == "value must be less than 100")
    #expect(invalid?.reason == nil)
    let untyped = APIFailure(body: #"{"message":"Namespace was not found"}"#.utf8)
    #expect(untyped == APIFailure(message: "Namespace was not found"))
  }

  @Test(arguments: ["", "upstream connect error", "[]", "null", "{\"message\":", "\"no\""])
  func whatIsNoObjectIsNone(body: String) { #expect(APIFailure(body: body.utf8) == nil) }

  @Test func whatIsNotAsItShouldBeIsMissing() {
    let body = #"{"type":3,"message":null,"details":[1,{"reason":[]},null],"resource":"tag"}"#
    var expected = APIFailure(details: [APIFailure.Detail()])
    expected.resource = "tag"
    #expect(APIFailure(body: body.utf8) == expected)
    #expect(APIFailure(body: #"{"details":{"a":1}}"#.utf8) == APIFailure())
  }
}
