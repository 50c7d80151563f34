import TagQuery

import Synchronization

/// Decides which calls go wrong.
///
/// The fate of a call depends on the seed, on its method and target, and on how often that was
/// called before: so it is the same in every run, whatever else is asked at the same time and in
/// whatever order.
final class FaultPlan: Sendable {
  /// A fault, and the chance by which its details are chosen.
  struct Outcome {
    var fault: FaultRates.Fault
    var random: SplitMix64
  }

  private let rates: FaultRates
  private let seed: UInt64
  /// How often each method and target was called, by their hash.
  private let counts = Mutex<[UInt64: UInt64]>([:])

  /// More calls than these are not told apart; then counting begins anew.
  private static let mostTargets = 100_000

  init(_ rates: FaultRates, seed: UInt64) {
    self.rates = rates
    self.seed = seed
  }

  /// What goes wrong with the next call; nil where nothing does.
  func next(method: String, target: String) -> Outcome? {
    guard !rates.isEmpty else { return nil }
    let call = Self.hash(method, target)
    let count = counts.withLock { counts in
      if counts.count >= Self.mostTargets, counts[call] == nil { counts.removeAll() }
      counts[call, default: 0] += 1
      return counts[call, default: 0]
    }
    var random = SplitMix64(seed: seed ^ call)
    random = SplitMix64(seed: random.next() &+ count)
    var rest = random.fraction()
    for rate in rates.rates {
      if rest < rate.share { return Outcome(fault: rate.fault, random: random) }
      rest -= rate.share
    }
    return nil
  }

  /// FNV-1a: unlike Swift's own hash it is the same in every process.
  private static func hash(_ texts: String...) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for text in texts {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01b3
    }
    return hash
  }
}
