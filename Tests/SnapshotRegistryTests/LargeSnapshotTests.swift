import Foundation
import SnapshotRegistry
import TagJSON
import TagQuery
import TagQueryShell
import Testing

/// Snapshots of several blocks, which are read side by side: they are what their lines are, and
/// what is wrong has its line wherever it stands.
@Suite struct LargeSnapshotTests {
  /// Some 4 MB, a namespace and two images among the tags.
  private static let lines: [String] = {
    let format = SnapshotLine()
    let namespace = NamespaceRecord(id: identifier(1, 0), name: "web")
    var lines = [format.text(of: .namespace(namespace, region: "fr-par"))]
    for number in 0..<2 {
      let image = ImageRecord(
        id: identifier(2, number), name: "image\(number)", namespaceID: namespace.id)
      lines.append(format.text(of: .image(image, region: "fr-par")))
    }
    for number in 0..<12_000 {
      let moment = Timestamp(nanoseconds: Int64(number * 7_919 % 12_000) * 1_000_000_000)
      let tag = TagRecord(
        id: identifier(3, number * 7_919 % 12_000), name: "tag\(number)",
        imageID: identifier(2, number / 5 % 2),
        status: number % 9 == 0 ? .other("aging\(number % 4)") : .ready,
        digest: number % 10 == 0 ? .other("md5:\(number)") : .sha256(1, 2, 3, UInt64(number)),
        createdAt: number % 11 == 0 ? nil : moment, updatedAt: moment)
      lines.append(format.text(of: .tag(tag, region: "fr-par")))
    }
    return lines
  }()

  private static func identifier(_ high: UInt64, _ low: Int) -> UniqueIdentifier {
    UniqueIdentifier(high: high, low: UInt64(low))
  }

  private let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("tagq-\(UUID().uuidString).ndjson").path

  private func registry(_ lines: [String], lineEnd: String = "\n") throws -> SnapshotRegistry {
    try Data((lines.joined(separator: lineEnd) + lineEnd).utf8)
      .write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try SnapshotRegistry(path: path)
  }

  private func entries(_ registry: any Registry) async throws -> [RegistryEntry] {
    var entries: [RegistryEntry] = []
    try await RegistryExport(registry).run { (entry: RegistryEntry) throws(RunError) in
      entries.append(entry)
      return true
    }
    return entries
  }

  @Test(arguments: ["\n", "\r\n", "\n\n  \r\n"]) func itHoldsWhatItsLinesSay(
    lineEnd: String
  ) async throws {
    let format = SnapshotLine()
    var contents = RegionContents("fr-par")
    for line in Self.lines {
      switch try format.entry(of: line) {
      case .namespace(let namespace, _): contents.namespaces.append(namespace)
      case .image(let image, _): contents.images.append(image)
      case .tag(let tag, _): contents.tags.append(tag)
      }
    }
    let memory = MemoryRegistry(RegistryContents(regions: [contents]))
    let registry = try registry(["\u{FEFF}" + Self.lines[0]] + Self.lines[1...], lineEnd: lineEnd)
    #expect(try await entries(registry) == entries(memory))
    for order in ListOrder.allCases {
      for page in [1, 3] {
        let request = ListRequest(
          .tags(image: Self.identifier(2, 1)), region: "fr-par", order: order, page: page,
          pageSize: 100)
        let (found, expected) = try await (registry.list(request), memory.list(request))
        #expect(found.totalCount == expected.totalCount)
        let same = (0..<100).allSatisfy { found.rows.tag(at: $0) == expected.rows.tag(at: $0) }
        #expect(same, "\(order), page \(page)")
      }
    }
    for number in [0, 1, 11_999] {
      let request = GetRequest(.tag, id: Self.identifier(3, number), region: "fr-par")
      let (found, expected) = try await (registry.get(request), memory.get(request))
      #expect(found.tag(at: 0) == expected.tag(at: 0))
    }
    await #expect(throws: RegistryError.self) {
      _ = try await registry.get(
        GetRequest(.tag, id: Self.identifier(3, 12_000), region: "fr-par"))
    }
  }

  @Test(arguments: [1, 4, 5_000, 12_003]) func aBadLineHasItsNumber(line: Int) {
    var lines = Self.lines
    lines[line - 1] = "{\"type\":1}"
    let error = #expect(throws: SnapshotError.self) { _ = try registry(lines) }
    #expect(error?.line == line)
    #expect(error?.message == "'type' must be a text, and is the number 1")
  }

  @Test func ofSeveralBadLinesTheFirstIsTold() {
    var lines = Self.lines
    for line in [11_000, 4_000, 8_000] { lines[line - 1] = "[" }
    #expect(#expect(throws: SnapshotError.self) { _ = try registry(lines) }?.line == 4_000)
  }

  @Test(arguments: [(10, 9_000), (11_999, 12_000), (3_000, 3_001)])
  func aTagThatComesTwiceHasBothLines(first: Int, later: Int) throws {
    var lines = Self.lines
    lines[later - 1] = lines[first - 1]
    let error = #expect(throws: SnapshotError.self) { _ = try registry(lines) }
    #expect(error?.line == later)
    // It has the UUID and the name of the first; the one is told.
    #expect(error?.message.contains("line \(first)") == true)
  }

  @Test(arguments: [(10, 9_000), (10, 11)]) func aNameThatComesTwiceHasBothLines(
    first: Int, later: Int
  ) throws {
    var lines = Self.lines
    let format = SnapshotLine()
    guard case .tag(let original, _) = try format.entry(of: lines[first - 1]) else { return }
    var tag = original
    tag.id = UniqueIdentifier(high: 9, low: 9)
    lines[later - 1] = format.text(of: .tag(tag, region: "fr-par"))
    let error = #expect(throws: SnapshotError.self) { _ = try registry(lines) }
    #expect(error?.line == later)
    #expect(
      error?.message
        == "the tag '\(tag.name)' has the name of line \(first), in the same image")
  }

  @Test func aLineThatIsTooLongHasItsNumber() {
    var lines = Self.lines
    lines[6_000] = "{\"type\":\"" + String(repeating: "x", count: 3 << 20) + "\"}"
    let error = #expect(throws: SnapshotError.self) { _ = try registry(lines) }
    #expect(error?.line == 6_001)
    #expect(error?.message == "the line is longer than 1 MiB")
  }

  @Test func aTagWithoutItsImageHasItsNumber() throws {
    var lines = Self.lines
    lines.remove(at: 2)
    let error = #expect(throws: SnapshotError.self) { _ = try registry(lines) }
    // The first tag of the image that is gone.
    #expect(error?.line == 8)
  }
}
