/// The chance by which the demo registry is made up, the same at every start.
struct DemoRandom {
  private var source: SplitMix64

  init(seed: UInt64) { source = SplitMix64(seed: seed) }

  mutating func next() -> UInt64 { source.next() }

  /// A number from 0 to below `bound`. It leans to small ones by less than anybody could notice.
  mutating func below(_ bound: Int64) -> Int64 {
    Int64(next() >> 1) % bound
  }

  mutating func isTrue(percent: Int64) -> Bool { below(100) < percent }

  /// Positions in a collection of `total`, ascending and distinct; as many as it has if `count` is
  /// more (Knuth, "The Art of Computer Programming" 3.4.2, algorithm S).
  mutating func positions(_ count: Int, of total: Int) -> [Int] {
    var positions: [Int] = []
    for position in 0..<total {
      let isChosen = below(Int64(total - position)) < Int64(count - positions.count)
      if isChosen { positions.append(position) }
    }
    return positions
  }

  mutating func identifier() -> UniqueIdentifier { source.identifier() }

  mutating func digest() -> Digest { .sha256(next(), next(), next(), next()) }

  /// Seven hexadecimal digits, as Git shortens a commit.
  mutating func commit() -> String {
    let digits = String(below(1 << 28), radix: 16)
    return String(repeating: "0", count: 7 - digits.utf8.count) + digits
  }

  /// Nanoseconds of which half have 6 significant digits and half 9, as registries send both.
  mutating func fraction() -> Int64 {
    let microseconds = below(1_000_000) * 1_000
    return isTrue(percent: 50) ? microseconds : microseconds + 1 + below(999)
  }
}
