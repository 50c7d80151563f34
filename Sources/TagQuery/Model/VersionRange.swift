/// A range of semantic versions such as `^1.2 <1.9`: comparators, all of which must hold.
struct VersionRange: Sendable, Hashable {
  /// A text that is no range.
  struct Failure: Error {
    /// What is wrong.
    let message: String
    /// The place in the UTF-8 bytes of the text.
    let range: Range<Int>
  }

  /// A lower end, an upper end, or both.
  private struct Interval: Hashable {
    var lower: SemanticVersion?
    var isLowerIncluded = true
    var upper: SemanticVersion?
    var isUpperIncluded = false
  }

  private let intervals: [Interval]

  init(_ text: String) throws(Failure) {
    var intervals: [Interval] = []
    let bytes = Array(text.utf8)
    var position = 0
    while true {
      while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 {
        position += 1
      }
      guard position < bytes.count else { break }
      let start = position
      let operatorStart = position
      while position < bytes.count, Self.isOperator(bytes[position]) { position += 1 }
      let comparator = String(decoding: bytes[operatorStart..<position], as: UTF8.self)
      while position < bytes.count, bytes[position] == 0x20 { position += 1 }
      let versionStart = position
      while position < bytes.count, bytes[position] != 0x20, bytes[position] != 0x09,
        !Self.isOperator(bytes[position])
      {
        position += 1
      }
      let written = String(decoding: bytes[versionStart..<position], as: UTF8.self)
      let place = start..<max(position, start + 1)
      guard let partial = PartialVersion(written) else {
        throw Failure(
          message: written.isEmpty
            ? "a version is missing after '\(comparator)'" : "'\(written)' is not a version",
          range: place)
      }
      guard let interval = Self.interval(comparator, partial) else {
        throw Failure(message: "'\(comparator)' is not a comparator", range: place)
      }
      intervals.append(interval)
    }
    guard !intervals.isEmpty else {
      throw Failure(message: "the version range is empty", range: 0..<bytes.count)
    }
    self.intervals = intervals
  }

  private static func isOperator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "^") || byte == UInt8(ascii: "~") || byte == UInt8(ascii: ">")
      || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "=")
  }

  /// What a comparator means. Upper ends exclude their own pre-releases: below 1.9 is below the
  /// first pre-release of 1.9.0 there could be.
  private static func interval(_ comparator: String, _ version: PartialVersion) -> Interval? {
    let lower = version.lower
    switch comparator {
    case ">=": return Interval(lower: lower)
    case ">":
      // A partial version stands for all that begin with it, so "greater" starts at the next one.
      if version.isPartial {
        return version.next.map { Interval(lower: $0) } ?? Interval(lower: lower, upper: lower)
      }
      return Interval(lower: lower, isLowerIncluded: false)
    case "<": return Interval(upper: version.isExactPrerelease ? lower : firstPrerelease(lower))
    case "<=":
      if version.isPartial { return Interval(upper: version.next.map(firstPrerelease)) }
      return Interval(upper: lower, isUpperIncluded: true)
    case "=", "==", "":
      if version.isPartial {
        return Interval(lower: lower, upper: version.next.map(firstPrerelease))
      }
      return Interval(lower: lower, upper: lower, isUpperIncluded: true)
    case "~": return Interval(lower: lower, upper: version.nextTilde.map(firstPrerelease))
    case "^": return Interval(lower: lower, upper: version.nextCaret.map(firstPrerelease))
    default: return nil
    }
  }

  private static func firstPrerelease(_ version: SemanticVersion) -> SemanticVersion {
    SemanticVersion(
      major: version.major, minor: version.minor, patch: version.patch, prerelease: "0")
  }

  /// Whether a version is in the range, by precedence.
  func contains(_ version: SemanticVersion) -> Bool {
    intervals.allSatisfy { interval in
      if let lower = interval.lower {
        guard lower < version || interval.isLowerIncluded && lower == version else { return false }
      }
      if let upper = interval.upper {
        guard version < upper || interval.isUpperIncluded && upper == version else { return false }
      }
      return true
    }
  }
}

/// A version of which the last numbers may be missing, such as `1.2` or `v1`.
struct PartialVersion {
  let major: Int64
  let minor: Int64?
  let patch: Int64?
  let prerelease: String?

  init?(_ text: String) {
    if let whole = SemanticVersion(text) {
      major = whole.major
      minor = whole.minor
      patch = whole.patch
      prerelease = whole.prerelease
      return
    }
    let digits = text.hasPrefix("v") ? text.dropFirst() : Substring(text)
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let zeros = String(repeating: ".0", count: max(0, 3 - parts.count))
    guard parts.count < 3, let filled = SemanticVersion("\(digits)\(zeros)"),
      filled.prerelease == nil, filled.build == nil
    else { return nil }
    major = filled.major
    minor = parts.count > 1 ? filled.minor : nil
    patch = nil
    prerelease = nil
  }

  var isPartial: Bool { patch == nil }
  var isExactPrerelease: Bool { prerelease != nil }

  /// The version with zeros for what is missing.
  var lower: SemanticVersion {
    SemanticVersion(major: major, minor: minor ?? 0, patch: patch ?? 0, prerelease: prerelease)
  }

  /// The first version after all that begin with this one; nil past the largest.
  var next: SemanticVersion? {
    if let patch, let minor { return Self.after(major, minor, patch) }
    return nextTilde
  }

  /// The first version that `~` does not allow: the next minor one, or major one without a minor.
  var nextTilde: SemanticVersion? {
    if let minor { return minor == .max ? nil : Self.version(major, minor + 1) }
    return major == .max ? nil : Self.version(major + 1)
  }

  /// The first version that `^` does not allow: where the left-most number that is not zero
  /// changes.
  var nextCaret: SemanticVersion? {
    if major > 0 || minor == nil { return major == .max ? nil : Self.version(major + 1) }
    if let minor, minor > 0 || patch == nil {
      return minor == .max ? nil : Self.version(0, minor + 1)
    }
    return Self.after(0, 0, patch ?? 0)
  }

  private static func version(_ major: Int64, _ minor: Int64 = 0) -> SemanticVersion {
    SemanticVersion(major: major, minor: minor, patch: 0)
  }

  private static func after(_ major: Int64, _ minor: Int64, _ patch: Int64) -> SemanticVersion? {
    patch == .max ? nil : SemanticVersion(major: major, minor: minor, patch: patch + 1)
  }
}
