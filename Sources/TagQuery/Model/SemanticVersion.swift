/// A semantic version (Semantic Versioning 2.0.0). Numbers are at most 2⁶³ − 1.
public struct SemanticVersion: Sendable {
  /// The first number.
  public let major: Int64
  /// The second number.
  public let minor: Int64
  /// The third number.
  public let patch: Int64
  /// What follows the `-`, without it; nil without one.
  public let prerelease: String?
  /// What follows the `+`, without it; nil without one. It has no part in precedence.
  public let build: String?

  /// The version with these parts.
  public init(
    major: Int64, minor: Int64, patch: Int64, prerelease: String? = nil, build: String? = nil
  ) {
    self.major = major
    self.minor = minor
    self.patch = patch
    self.prerelease = prerelease
    self.build = build
  }

  /// Reads `1.2.3-rc.1+build`, a leading `v` allowed; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    let parsed = text.withUTF8 { Self(bytes: $0) }
    guard let parsed else { return nil }
    self = parsed
  }

  /// Reads a version from bytes in one pass: most names that are none end at their first byte.
  init?(bytes: UnsafeBufferPointer<UInt8>) {
    var position = bytes.first == UInt8(ascii: "v") ? 1 : 0
    guard let major = Self.number(bytes, &position), Self.skipPoint(bytes, &position),
      let minor = Self.number(bytes, &position), Self.skipPoint(bytes, &position),
      let patch = Self.number(bytes, &position)
    else { return nil }
    var prerelease: String?
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "+")) ?? bytes.count
      let part = bytes[(position + 1)..<end]
      guard Self.areIdentifiers(part, allowLeadingZeros: false) else { return nil }
      prerelease = String(decoding: part, as: UTF8.self)
      position = end
    }
    var build: String?
    if position < bytes.count {
      guard bytes[position] == UInt8(ascii: "+"),
        Self.areIdentifiers(bytes[(position + 1)...], allowLeadingZeros: true)
      else { return nil }
      build = String(decoding: bytes[(position + 1)...], as: UTF8.self)
    }
    self.init(major: major, minor: minor, patch: patch, prerelease: prerelease, build: build)
  }

  private static func skipPoint(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool
  {
    guard position < bytes.count, bytes[position] == UInt8(ascii: ".") else { return false }
    position += 1
    return true
  }

  /// Digits without a leading zero.
  private static func number(
    _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) -> Int64? {
    let start = position
    var value: Int64 = 0
    while position < bytes.count, isDigit(bytes[position]) {
      let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isSumTooLarge) = scaled.addingReportingOverflow(
        Int64(bytes[position] - UInt8(ascii: "0")))
      guard !isTooLarge, !isSumTooLarge else { return nil }
      value = sum
      position += 1
    }
    guard position > start, position - start == 1 || bytes[start] != UInt8(ascii: "0") else {
      return nil
    }
    return value
  }

  /// Dot-separated identifiers of letters, digits and hyphens.
  private static func areIdentifiers(
    _ bytes: Slice<UnsafeBufferPointer<UInt8>>, allowLeadingZeros: Bool
  ) -> Bool {
    bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      part in
      guard !part.isEmpty, part.allSatisfy({ isLetter($0) || isDigit($0) || $0 == 0x2D }) else {
        return false
      }
      let isZeroLed = part.count > 1 && part.first == UInt8(ascii: "0")
      return allowLeadingZeros || !(isZeroLed && part.allSatisfy(isDigit))
    }
  }
}

extension SemanticVersion: Comparable, Hashable {
  /// Precedence (Semantic Versioning 2.0.0, section 11): build metadata does not count.
  public static func < (left: Self, right: Self) -> Bool { left.precedence(to: right) < 0 }

  /// Of equal precedence; build metadata does not count.
  public static func == (left: Self, right: Self) -> Bool { left.precedence(to: right) == 0 }

  /// Hashes what precedence looks at.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(major)
    hasher.combine(minor)
    hasher.combine(patch)
    hasher.combine(prerelease)
  }

  /// Less than, equal to or greater than zero, as this version comes before, with or after `other`.
  func precedence(to other: SemanticVersion) -> Int {
    if major != other.major { return major < other.major ? -1 : 1 }
    if minor != other.minor { return minor < other.minor ? -1 : 1 }
    if patch != other.patch { return patch < other.patch ? -1 : 1 }
    switch (prerelease, other.prerelease) {
    case (nil, nil): return 0
    case (nil, _): return 1
    case (_, nil): return -1
    case (let left?, let right?): return Self.compare(prerelease: left, with: right)
    }
  }

  private static func compare(prerelease left: String, with right: String) -> Int {
    let leftParts = left.utf8.split(separator: UInt8(ascii: "."))
    let rightParts = right.utf8.split(separator: UInt8(ascii: "."))
    for (left, right) in zip(leftParts, rightParts) {
      switch (left.allSatisfy(isDigit), right.allSatisfy(isDigit)) {
      case (true, false): return -1
      case (false, true): return 1
      case (true, true) where left.count != right.count:
        // Without leading zeros the longer number is the greater one, however long.
        return left.count < right.count ? -1 : 1
      default:
        let order = compareBytes(left, right)
        if order != 0 { return order }
      }
    }
    return leftParts.count - rightParts.count
  }
}

extension SemanticVersion: CustomStringConvertible {
  /// The version without a leading `v`.
  public var description: String {
    var text = "\(major).\(minor).\(patch)"
    if let prerelease { text += "-\(prerelease)" }
    if let build { text += "+\(build)" }
    return text
  }
}

/// Whether a byte is an ASCII letter.
func isLetter(_ byte: UInt8) -> Bool {
  let lower = byte | 0x20
  return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
}

/// The order of two texts by their bytes: below, at or above zero.
func compareBytes(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Int {
  for (left, right) in zip(left, right) where left != right { return left < right ? -1 : 1 }
  return left.count - right.count
}
