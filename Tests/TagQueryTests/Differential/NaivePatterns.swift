@testable import TagQuery

/// Globs and version ranges as the description of the language has them.
enum NaivePatterns {
  /// Whether a glob matches a whole text: every way to part the text is tried.
  static func glob(_ pattern: String, matches text: String) -> Bool {
    glob(Array(pattern.unicodeScalars)[...], Array(text.unicodeScalars)[...])
  }

  private static func glob(
    _ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pattern.first else { return text.isEmpty }
    let rest = pattern.dropFirst()
    switch first {
    case "*": return glob(rest, text) || !text.isEmpty && glob(pattern, text.dropFirst())
    case "?": return !text.isEmpty && glob(rest, text.dropFirst())
    case "[":
      let isNegated = rest.first == "!"
      let inner = isNegated ? rest.dropFirst() : rest
      // A bracket right behind the opening is a member of the class.
      guard let end = inner.dropFirst().firstIndex(of: "]") else { break }
      guard let scalar = text.first else { return false }
      let isMember = contains(Array(inner[..<end]), scalar)
      return isMember != isNegated && glob(pattern[(end + 1)...], text.dropFirst())
    default: break
    }
    return text.first == first && glob(rest, text.dropFirst())
  }

  private static func contains(_ members: [Unicode.Scalar], _ scalar: Unicode.Scalar) -> Bool {
    var index = 0
    while index < members.count {
      if index + 2 < members.count, members[index + 1] == "-" {
        if members[index] <= scalar, scalar <= members[index + 2] { return true }
        index += 3
      } else {
        if members[index] == scalar { return true }
        index += 1
      }
    }
    return false
  }

  /// Whether a version fulfils every comparator of a range.
  static func range(_ range: String, contains version: SemanticVersion) -> Bool {
    var comparators: [String] = []
    for part in range.split(separator: " ") {
      // A blank may stand between the signs and the version.
      if let last = comparators.last, last.allSatisfy({ "^~<>=".contains($0) }) {
        comparators[comparators.count - 1] += part
      } else {
        comparators.append(String(part))
      }
    }
    return comparators.allSatisfy { comparator($0, version) }
  }

  private static func comparator(_ text: String, _ version: SemanticVersion) -> Bool {
    let signs = text.prefix { "^~<>=".contains($0) }
    var written = text.dropFirst(signs.count)
    if written.hasPrefix("v") { written = written.dropFirst() }
    let core = written.prefix { $0.isNumber || $0 == "." }
    let numbers = core.split(separator: ".").map { Int64($0) ?? 0 }
    let count = numbers.count
    let (major, minor, patch) = (numbers[0], count > 1 ? numbers[1] : 0, count > 2 ? numbers[2] : 0)
    let start = whole(major, minor, patch)
    let end = SemanticVersion(written) ?? start
    // The first version behind all that begin with what is written.
    let next = count == 1 ? whole(major + 1, 0, 0) : whole(major, minor + 1, 0)
    switch signs {
    case ">=": return version >= end
    case ">": return count < 3 ? version >= next : version > end
    case "<": return end.prerelease == nil ? isBelow(version, start) : version < end
    case "<=": return count < 3 ? isBelow(version, next) : version <= end
    case "~": return version >= end && isBelow(version, next)
    case "^":
      if major > 0 || count == 1 {
        return version >= end && isBelow(version, whole(major + 1, 0, 0))
      }
      if minor > 0 || count == 2 {
        return version >= end && isBelow(version, whole(0, minor + 1, 0))
      }
      return version >= end && isBelow(version, whole(0, 0, patch + 1))
    default: return count < 3 ? version >= start && isBelow(version, next) : version == end
    }
  }

  private static func whole(_ major: Int64, _ minor: Int64, _ patch: Int64) -> SemanticVersion {
    SemanticVersion(major: major, minor: minor, patch: patch)
  }

  /// Below an end whose own pre-releases are excluded too.
  private static func isBelow(_ version: SemanticVersion, _ end: SemanticVersion) -> Bool {
    (version.major, version.minor, version.patch) < (end.major, end.minor, end.patch)
  }
}
