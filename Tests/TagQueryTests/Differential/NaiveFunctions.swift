@testable import TagQuery

extension NaiveEvaluator {
  static let aggregates: Set<String> = [
    "count", "distinct", "min", "max", "sum", "avg", "first", "last", "list",
  ]

  /// The place inside a `def`: the same row, other names.
  func inside(
    _ definition: DefinitionSyntax, _ arguments: [ExpressionSyntax], _ place: NaivePlace
  ) -> NaivePlace {
    var inner = place
    inner.arguments = [:]
    for (parameter, argument) in zip(definition.parameters, arguments) {
      inner.arguments[parameter.text] = .argument(argument, place)
    }
    return inner
  }

  func call(
    _ name: String, _ arguments: [ExpressionSyntax], _ place: NaivePlace
  ) throws -> Value {
    if let definition = definitions[name] {
      return try value(definition.body, inside(definition, arguments, place))
    }
    if Self.aggregates.contains(name) { return try aggregate(name, arguments.first, place) }
    switch name {
    case "now": return .timestamp(now)
    case "coalesce": return try chosen(arguments, place).first { !$0.isNull } ?? .null
    case "if":
      let values = try chosen(Array(arguments.dropFirst()), place)
      return try truth(arguments[0], place) == true ? values[0] : values[1]
    case "capture":
      let expression = try regex(arguments[1], place)
      var group = expression.groupCount > 0 ? 1 : 0
      if arguments.count > 2, case .int(let number) = try value(arguments[2], place) {
        group = Int(number)
      }
      guard let text = Self.text(try value(arguments[0], place)) else { return .null }
      return expression.capture(in: text, group: group).map(Value.string) ?? .null
    case "replace":
      guard let text = Self.text(try value(arguments[0], place)),
        let rewrite = Self.text(try value(arguments[2], place)),
        let result = try regex(arguments[1], place)
          .replacingMatches(in: text, with: rewrite, limit: 65_536)
      else { return .null }
      return .string(result)
    case "lines":
      guard let path = Self.text(try value(arguments[0], place)), let text = files[path] else {
        throw NaiveFailure.impossible("there is no such file")
      }
      return .list(text.split(whereSeparator: \.isNewline).map { .string(String($0)) })
    default:
      let values = try arguments.map { try value($0, place) }
      return values.contains { $0.isNull } ? .null : try Self.function(name, values)
    }
  }

  private static func function(_ name: String, _ values: [Value]) throws -> Value {
    switch (name, values[0]) {
    case ("major", .version(let version)): return .int(version.major)
    case ("minor", .version(let version)): return .int(version.minor)
    case ("patch", .version(let version)): return .int(version.patch)
    case ("prerelease", .version(let version)):
      return version.prerelease.map(Value.string) ?? .null
    case ("day", .timestamp(let time)): return midnight(String(time.description.prefix(10)))
    case ("month", .timestamp(let time)):
      return midnight(time.description.prefix(7) + "-01")
    case ("week", .timestamp(let time)): return monday(before: time)
    default: break
    }
    guard let text = text(values[0]) else {
      throw NaiveFailure.impossible("'\(name)' of \(values[0].type)")
    }
    let bytes = Array(text.utf8)
    switch name {
    case "lower": return .string(text.lowercased())
    case "upper": return .string(text.uppercased())
    case "length": return .int(Int64(text.unicodeScalars.count))
    case "semver": return SemanticVersion(text).map(Value.version) ?? .null
    default: break
    }
    let part = Array((self.text(values[1]) ?? "").utf8)
    switch name {
    case "starts_with":
      return .bool(bytes.count >= part.count && Array(bytes.prefix(part.count)) == part)
    case "ends_with":
      return .bool(bytes.count >= part.count && Array(bytes.suffix(part.count)) == part)
    default:
      let places = 0..<max(0, bytes.count - part.count + 1)
      return .bool(places.contains { Array(bytes[$0..<$0 + part.count]) == part })
    }
  }

  private static func midnight(_ date: String) -> Value {
    Timestamp(date).map(Value.timestamp) ?? .null
  }

  /// The Monday on or before a day, found by walking back; 2026-01-05 was one.
  private static func monday(before time: Timestamp) -> Value {
    let day: Int64 = 86_400_000_000_000
    guard case .timestamp(let known)? = Optional(midnight("2026-01-05")) else { return .null }
    var monday = known.nanoseconds
    while monday > time.nanoseconds { monday -= 7 * day }
    while monday + 7 * day <= time.nanoseconds { monday += 7 * day }
    return .timestamp(Timestamp(nanoseconds: monday))
  }

  // MARK: Aggregates

  private func aggregate(
    _ name: String, _ argument: ExpressionSyntax?, _ place: NaivePlace
  ) throws -> Value {
    let rows = place.group ?? []
    let values: [Value] = try rows.map { row in
      guard let argument else { return .bool(true) }
      var inner = place
      inner.row = row
      inner.group = nil
      return try value(argument, inner)
    }
    let known = values.filter { !$0.isNull }
    // Of values that compare as equal, such as versions with other builds, the first one counts.
    func end(_ sign: Int) -> Value? {
      known.first { value in known.allSatisfy { sign * Value.order(value, $0) >= 0 } }
    }
    switch name {
    case "count":
      return .int(Int64(known.count { if case .bool(true) = $0 { true } else { false } }))
    case "distinct":
      var different: [[Value]] = []
      for (row, value) in zip(rows, values) where !value.isNull {
        guard let argument else { continue }
        var inner = place
        inner.row = row
        inner.group = nil
        let identity = try identity(argument, inner)
        let isKnown = different.contains { other in
          zip(other, identity).allSatisfy { Value.order($0, $1) == 0 }
        }
        if !isKnown { different.append(identity) }
      }
      return .int(Int64(different.count))
    case "min": return end(-1) ?? .null
    case "max": return end(1) ?? .null
    case "first": return known.first ?? .null
    case "last": return known.last ?? .null
    case "list": return .list(known)
    default:
      guard let argument else { return .null }
      return Self.total(known, isAverage: name == "avg", try type(argument, inRows(place)))
    }
  }

  private static func total(_ values: [Value], isAverage: Bool, _ type: ValueType) -> Value {
    guard !values.isEmpty else { return .null }
    let wholes = values.map { value -> Int128 in
      switch value {
      case .int(let number), .bytes(let number): Int128(number)
      case .duration(let span): Int128(span.nanoseconds)
      default: 0
      }
    }
    let sum = wholes.reduce(0, +)
    if type == .decimal || isAverage && type == .int {
      let decimal =
        type == .int ? Double(sum) : values.reduce(0) { $0 + (double($1) ?? 0) }
      let result = isAverage ? decimal / Double(values.count) : decimal
      return result.isFinite ? .decimal(result) : .null
    }
    let count = Int128(values.count)
    var result = sum
    if isAverage {
      // Down, and not towards zero.
      result = sum / count
      if result * count > sum { result -= 1 }
    }
    guard let fitting = Int64(exactly: result) else { return .null }
    switch type {
    case .bytes: return .bytes(fitting)
    case .duration: return .duration(TimeSpan(nanoseconds: fitting))
    default: return .int(fitting)
    }
  }
}
