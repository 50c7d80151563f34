@testable import TagQuery

/// A registry with one image of many tags, for what grows with their number.
struct LargeImage {
  /// How the times of creation are spread.
  enum Spread: Sendable, CaseIterable {
    /// Roughly evenly.
    case even
    /// Nearly all within one hour, long after the first and long before the last.
    case bunched
    /// At three moments only.
    case equal
  }

  static let image = UniqueIdentifier(high: 0x4000, low: 0x8000_0000_0000_0000)
  static let namespace = UniqueIdentifier(high: 0x4000, low: 0x8000_0000_0000_0001)
  static let now = Timestamp(nanoseconds: 1_796_126_400_000_000_000)
  /// Between two tags that are spread evenly.
  static let step: Int64 = 3_600_000_000_000

  private(set) var tags: [TagRecord]

  init(_ count: Int, spread: Spread = .even) {
    tags = (0..<count).map { number in
      let created = Self.created(number, of: count, spread)
      return TagRecord(
        id: Self.identifier(number), name: Self.name(number), imageID: Self.image,
        status: number % 20 == 7 ? .error : .ready,
        digest: .sha256(UInt64(number / 2), 1, 2, 3), createdAt: created, updatedAt: created)
    }
  }

  static func identifier(_ number: Int) -> UniqueIdentifier {
    // In no order with anything else.
    UniqueIdentifier(
      high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15 & ~0xF000 | 0x4000,
      low: 0x8000_0000_0000_0000 | UInt64(number))
  }

  /// 300 of 10,000 begin with `v1.2.`.
  static func name(_ number: Int) -> String {
    let hash = number &* 7919 % 10_007
    return hash < 300 ? "v1.2.\(hash)" : hash < 5_000 ? "build-\(hash)" : "w\(hash)"
  }

  /// The time of a tag that is spread evenly, give or take a little.
  static func time(_ number: Int, of count: Int) -> Timestamp {
    let jitter = Int64(number &* 7919 % 31) * (step / 40)
    return Timestamp(nanoseconds: now.nanoseconds - Int64(count - number + 1) * step + jitter)
  }

  private static func created(_ number: Int, of count: Int, _ spread: Spread) -> Timestamp {
    switch spread {
    case .even: return time(number, of: count)
    case .bunched:
      let start = now.nanoseconds - Int64(count) * step / 2
      if number == 0 { return Timestamp(nanoseconds: 0) }
      if number == count - 1 { return Timestamp(nanoseconds: now.nanoseconds - 1) }
      return Timestamp(nanoseconds: start + Int64(number) * 1_000_000)
    case .equal:
      return Timestamp(
        nanoseconds: now.nanoseconds - Int64(3 - number * 3 / max(1, count)) * 1_000 * step)
    }
  }

  /// Gives half of the names capital letters.
  mutating func capitalise() {
    for index in tags.indices where index % 2 == 0 {
      tags[index].name = tags[index].name.uppercased()
    }
  }

  /// Gives every tag this name.
  mutating func rename(_ name: String) {
    for index in tags.indices { tags[index].name = name }
  }

  /// Takes the times from some of the tags.
  mutating func forgetTimes(every period: Int) {
    for index in stride(from: 0, to: tags.count, by: period) { tags[index].createdAt = nil }
  }

  var contents: RegistryContents {
    var namespace = NamespaceRecord(id: Self.namespace, name: "web")
    namespace.endpoint = "rg.example/web"
    var image = ImageRecord(id: Self.image, name: "api", namespaceID: Self.namespace)
    image.createdAt = Timestamp(nanoseconds: 0)
    return RegistryContents(regions: [
      RegionContents("fr-par", namespaces: [namespace], images: [image], tags: tags)
    ])
  }

  /// What a program refers to the image by, so that no name has to be resolved.
  static let source = "tags image=\(image)"
}
