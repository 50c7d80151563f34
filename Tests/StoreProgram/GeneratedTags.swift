import TagQuery

/// Entries that are made up: one namespace, one large image and as many of 2,000 tags as it takes.
/// The same series and count always give the same; other series share no UUID.
struct GeneratedTags {
  static let region = "fr-par"

  let series: UInt64
  let count: Int
  /// How many tags the first image has; the others have 2,000.
  let largest: Int

  init(series: UInt64, count: Int) {
    self.series = series
    self.count = count
    largest = min(count, max(count / 10, 1_000))
  }

  var imageCount: Int { 1 + (count - largest + 1_999) / 2_000 }

  /// The large image.
  var largestImage: UniqueIdentifier { id(1, 0) }

  func forEach(_ body: (RegistryEntry) throws -> Void) rethrows {
    let namespace = NamespaceRecord(id: id(0, 0), name: "series-\(series)")
    try body(.namespace(namespace, region: Self.region))
    for image in 0..<imageCount {
      let record = ImageRecord(
        id: id(1, UInt64(image)), name: "image-\(image)", namespaceID: namespace.id)
      try body(.image(record, region: Self.region))
    }
    for number in 0..<count { try body(.tag(tag(number), region: Self.region)) }
  }

  func tag(_ number: Int) -> TagRecord {
    let image = number < largest ? 0 : 1 + (number - largest) / 2_000
    let mixed = Self.mixed(series << 32 | UInt64(number))
    let time = Timestamp(nanoseconds: 1_700_000_000_000_000_000 + Int64(mixed % 1 << 50))
    return TagRecord(
      id: id(2 + mixed, UInt64(number)), name: "ci-\(number)-\(String(mixed, radix: 16))",
      imageID: id(1, UInt64(image)), status: number % 20 == 0 ? .error : .ready,
      digest: .sha256(mixed, series, UInt64(number), 1), createdAt: time, updatedAt: time)
  }

  private func id(_ high: UInt64, _ low: UInt64) -> UniqueIdentifier {
    UniqueIdentifier(high: high, low: series << 40 | low)
  }

  /// Scatters numbers (SplitMix64).
  private static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return (mixed ^ (mixed >> 31)) >> 8
  }
}
