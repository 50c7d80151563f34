import TagQuery

/// Values as people read them, safe to show on a terminal.
enum CellText {
  /// The text of a value with nothing cut off; empty for null.
  static func text(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .bytes(let count): ByteSize.display(count)
    case .duration(let span): rounded(span).description
    case .timestamp(let moment): seconds(moment)
    case .list(let values): values.map(text).joined(separator: " ")
    case .bool, .int, .decimal, .string, .uuid, .status, .version, .digest:
      TerminalText.sanitized(value.text ?? "")
    }
  }

  /// A moment to the second, such as `2026-01-31 10:00:00Z`.
  static func seconds(_ moment: Timestamp) -> String {
    // RFC 3339 has the date in its first 10 characters and the time from the 12th to the 19th.
    let text = moment.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))Z"
  }

  /// A moment to the minute, such as `2026-01-31 10:00`.
  static func minutes(_ moment: Timestamp) -> String {
    let text = moment.description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))"
  }

  /// A duration rounded to the unit below its largest one: `1w2d3h` to `1w2d`.
  static func rounded(_ span: TimeSpan) -> TimeSpan {
    let magnitude = span.nanoseconds.magnitude
    let units = TimeSpan.units.map(\.nanoseconds.magnitude)
    guard let largest = units.firstIndex(where: { $0 <= magnitude }) else { return span }
    let unit = units[min(largest + 1, units.count - 1)]
    let rest = magnitude % unit
    let floor = magnitude - rest
    let nearest = rest >= unit - rest ? floor + unit : floor
    // The longest durations have no room above them.
    guard let result = Int64(exactly: nearest) else { return span }
    return TimeSpan(nanoseconds: span.nanoseconds < 0 ? -result : result)
  }
}

extension ValueType {
  /// Whether values of this type line up at their right ends: amounts.
  var isAlignedRight: Bool {
    switch self {
    case .int, .decimal, .bytes, .duration: true
    default: false
    }
  }
}
