/// Chance that is the same for the same seed, with every compiler: SplitMix64 (Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators").
///
/// The standard library's `random(in:using:)` may draw otherwise in a later version.
package struct SplitMix64: Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// From 0 to below 1.
  package mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// From 0 to below `bound`, which is small: nobody could notice by how much it leans.
  package mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % max(bound, 1) }

  /// A UUID of version 4.
  package mutating func identifier() -> UniqueIdentifier {
    UniqueIdentifier(
      high: next() & ~0xF000 | 0x4000, low: next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
  }
}
