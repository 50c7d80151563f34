/// A duration: a signed number of nanoseconds. A day is 24 hours, a week seven days.
public struct TimeSpan: Sendable, Hashable {
  /// The length in nanoseconds.
  public let nanoseconds: Int64

  /// The duration of so many nanoseconds.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A unit that a duration is written with, and how many nanoseconds it has.
  package struct Unit: Sendable {
    /// Its name in the language.
    package let name: String
    /// Its length.
    package let nanoseconds: Int64
  }

  /// All units, largest first: the order in which a duration is written.
  package static let units: [Unit] = [
    Unit(name: "w", nanoseconds: 604_800_000_000_000),
    Unit(name: "d", nanoseconds: 86_400_000_000_000),
    Unit(name: "h", nanoseconds: 3_600_000_000_000),
    Unit(name: "m", nanoseconds: 60_000_000_000),
    Unit(name: "s", nanoseconds: 1_000_000_000),
    Unit(name: "ms", nanoseconds: 1_000_000),
    Unit(name: "us", nanoseconds: 1_000),
    Unit(name: "ns", nanoseconds: 1),
  ]

  /// Reads a duration as the language writes it, such as `1h30m`; nil where it is none.
  public init?(_ text: String) {
    guard case .duration(let span)? = try? Value.reading(text, as: .duration) else { return nil }
    self = span
  }

  /// Seconds as JSON shows them: an exact decimal without an exponent.
  public var secondsText: String {
    let magnitude = nanoseconds.magnitude
    let whole = "\(nanoseconds < 0 ? "-" : "")\(magnitude / 1_000_000_000)"
    let fraction = magnitude % 1_000_000_000
    guard fraction != 0 else { return whole }
    var digits = padded(fraction, to: 9)
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)"
  }
}

extension TimeSpan: Comparable {
  /// Shorter is less.
  public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension TimeSpan: CustomStringConvertible {
  /// The text as the language writes it, such as `1w2d` or `-1h30m`; `0s` for nothing.
  public var description: String {
    var rest = nanoseconds.magnitude
    guard rest != 0 else { return "0s" }
    var text = nanoseconds < 0 ? "-" : ""
    for unit in Self.units {
      let count = rest / unit.nanoseconds.magnitude
      guard count > 0 else { continue }
      text += "\(count)\(unit.name)"
      rest %= unit.nanoseconds.magnitude
    }
    return text
  }
}

/// A number with zeros before it, so that it has at least `width` digits.
func padded(_ number: some BinaryInteger, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
