import TagJSON
import TagQuery
import Testing

/// Whatever the bytes are, they are read or refused.
@Suite struct GarbageTests {
  private let format = SnapshotLine()

  private func readAsAnything(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { try? format.entry(of: $0) }
    _ = try? TagsAPIReader.tagPage(bytes)
    _ = try? TagsAPIReader.imagePage(bytes)
    _ = try? TagsAPIReader.namespacePage(bytes)
    _ = APIFailure(body: bytes)
  }

  private static let good: [String] =
    Samples.entries.map { SnapshotLine().text(of: $0) } + [
      TagsAPIWriter.body(RecordPage([Samples.tag, Samples.bareTag], totalCount: 2)),
      TagsAPIWriter.body(RecordPage([Samples.image], totalCount: 1)),
      TagsAPIWriter.body(RecordPage([Samples.namespace], totalCount: 1), region: "fr-par"),
    ]

  /// A text that is cut is never taken for the whole.
  @Test(arguments: good) func cutTextsAreRefused(text: String) {
    let bytes = Array(text.utf8)
    for count in bytes.indices {
      let part = Array(bytes[..<count])
      readAsAnything(part)
      #expect(throws: TagJSONError.self) {
        try part.withUnsafeBytes { try format.entry(of: $0) }
      }
    }
  }

  @Test(arguments: good) func changedBytesCrashNothing(text: String) {
    var random = SplitMix(state: UInt64(text.utf8.count))
    let bytes = Array(text.utf8)
    for _ in 0..<2_000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: changed.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: changed[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: changed.remove(at: place)
        default:
          changed.insert(Array("{}[]\",:\\0-e".utf8).randomElement(using: &random)!, at: place)
        }
      }
      readAsAnything(changed)
    }
  }

  @Test func noiseCrashesNothing() {
    var random = SplitMix(state: 1)
    for count in 0..<2_000 {
      readAsAnything((0..<count % 200).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
