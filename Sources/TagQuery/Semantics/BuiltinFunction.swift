/// A function of one or more values that needs nothing else. What takes a pattern, a condition or a
/// file is checked by the analyser itself.
enum BuiltinFunction: String, CaseIterable, Sendable {
  case lower, upper, length
  case startsWith = "starts_with"
  case endsWith = "ends_with"
  case contains, semver, major, minor, patch, prerelease, day, week, month
  /// The later of two timestamps: the field `pushed`. Queries cannot name it.
  case later = "(later)"

  /// The types of the arguments.
  var parameters: [ValueType] {
    switch self {
    case .lower, .upper, .length, .semver: [.string]
    case .startsWith, .endsWith, .contains: [.string, .string]
    case .major, .minor, .patch, .prerelease: [.version]
    case .day, .week, .month: [.timestamp]
    case .later: [.timestamp, .timestamp]
    }
  }

  /// The type of the result.
  var result: ValueType {
    switch self {
    case .lower, .upper, .prerelease: .string
    case .length, .major, .minor, .patch: .int
    case .startsWith, .endsWith, .contains: .bool
    case .semver: .version
    case .day, .week, .month, .later: .timestamp
    }
  }

  /// The names that a query can use, those that the analyser checks itself among them.
  static let names: [String] =
    allCases.filter { $0 != .later }.map(\.rawValue)
    + ["now", "capture", "replace", "coalesce", "if", "lines"]

  /// The result for one argument that is not null and has the type of the parameter.
  func apply(_ value: Value) -> Value {
    switch (self, value) {
    case (.lower, .string(let text)): .string(text.lowercased())
    case (.upper, .string(let text)): .string(text.uppercased())
    case (.length, .string(let text)): .int(Int64(text.unicodeScalars.count))
    case (.semver, .string(let text)): SemanticVersion(text).map(Value.version) ?? .null
    case (.major, .version(let version)): .int(version.major)
    case (.minor, .version(let version)): .int(version.minor)
    case (.patch, .version(let version)): .int(version.patch)
    case (.prerelease, .version(let version)): version.prerelease.map(Value.string) ?? .null
    case (.day, .timestamp(let time)): Self.truncated(time) { $0 }
    // 1970-01-01 was a Thursday, three days after a Monday.
    case (.week, .timestamp(let time)):
      Self.truncated(time) { day in day - ((day + 3) % 7 + 7) % 7 }
    case (.month, .timestamp(let time)):
      Self.truncated(time) { day in
        let date = Timestamp.civilDate(daysSince1970: day)
        return Timestamp.daysSince1970(year: date.year, month: date.month, day: 1)
      }
    default: .null
    }
  }

  /// The result for two arguments that are not null and have the types of the parameters.
  func apply(_ first: Value, _ second: Value) -> Value {
    switch (self, first, second) {
    case (.startsWith, .string(let text), .string(let part)):
      .bool(text.utf8.starts(with: part.utf8))
    case (.endsWith, .string(let text), .string(let part)):
      .bool(text.utf8.reversed().starts(with: part.utf8.reversed()))
    case (.contains, .string(let text), .string(let part)): .bool(Self.contains(text, part))
    case (.later, .timestamp(let first), .timestamp(let second)): .timestamp(max(first, second))
    default: .null
    }
  }

  /// The midnight UTC of another day than the time's own, which `day` tells.
  private static func truncated(_ time: Timestamp, day: (Int64) -> Int64) -> Value {
    let (nanoseconds, isTooLarge) = day(time.dayAndRest.day)
      .multipliedReportingOverflow(by: 86_400_000_000_000)
    return isTooLarge ? .null : .timestamp(Timestamp(nanoseconds: nanoseconds))
  }

  /// Whether the bytes of one text stand inside another's.
  private static func contains(_ text: String, _ part: String) -> Bool {
    var text = text
    var part = part
    return text.withUTF8 { text in
      part.withUTF8 { part in
        guard let first = part.first else { return true }
        guard part.count <= text.count else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
          var index = 1
          while index < part.count, text[start + index] == part[index] { index += 1 }
          if index == part.count { return true }
        }
        return false
      }
    }
  }
}
