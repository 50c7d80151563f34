/// A pattern over a whole text: `*` any run, `?` one character, `[a-z]` one of a class, `[!a-z]`
/// one outside it. There are no escapes; a `[` without its `]` stands for itself.
package struct Glob: Sendable, Hashable {
  /// One part of a pattern.
  private enum Part: Hashable {
    case run
    case any
    case scalar(Unicode.Scalar)
    case oneOf(Set, isNegated: Bool)
  }

  private struct Set: Hashable {
    let ranges: [ClosedRange<Unicode.Scalar>]
  }

  /// A pattern that cannot be: the range in a class runs backwards.
  package struct ReversedRange: Error {
    /// The range as it is written, such as `z-a`.
    let text: String
  }

  /// The pattern's text.
  let text: String
  private let parts: [Part]

  package init(_ text: String) throws(ReversedRange) {
    self.text = text
    let scalars = Array(text.unicodeScalars)
    var parts: [Part] = []
    var index = 0
    while index < scalars.count {
      switch scalars[index] {
      case "*": if parts.last != .run { parts.append(.run) }
      case "?": parts.append(.any)
      case "[":
        if let (part, end) = try Self.characterClass(in: scalars, at: index) {
          parts.append(part)
          index = end
        } else {
          parts.append(.scalar("["))
        }
      case let scalar: parts.append(.scalar(scalar))
      }
      index += 1
    }
    self.parts = parts
  }

  /// Whether a text has a character that makes it a pattern.
  static func isPattern(_ text: some StringProtocol) -> Bool {
    text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == 0x5B }
  }

  /// The class that starts at a `[`, and the place of its `]`; nil where there is none. A `]` right
  /// after the opening is a member.
  private static func characterClass(
    in scalars: [Unicode.Scalar], at start: Int
  ) throws(ReversedRange) -> (Part, Int)? {
    var index = start + 1
    let isNegated = index < scalars.count && scalars[index] == "!"
    if isNegated { index += 1 }
    let first = index
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while index < scalars.count {
      if scalars[index] == "]", index > first { break }
      if index + 2 < scalars.count, scalars[index + 1] == "-", scalars[index + 2] != "]" {
        let (low, high) = (scalars[index], scalars[index + 2])
        // Only a class that is closed is one; look for its end before calling the range wrong.
        guard scalars[(index + 3)...].contains("]") else { return nil }
        guard low <= high else { throw ReversedRange(text: "\(low)-\(high)") }
        ranges.append(low...high)
        index += 3
      } else {
        ranges.append(scalars[index]...scalars[index])
        index += 1
      }
    }
    guard index < scalars.count else { return nil }
    return (.oneOf(Set(ranges: ranges), isNegated: isNegated), index)
  }

  /// Whether the whole text matches, in time proportional to text × pattern at worst.
  package func matches(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    var position = scalars.startIndex
    var part = 0
    // Where to go on after the last run, should what follows it not fit.
    var retry: (part: Int, position: String.UnicodeScalarView.Index)?
    while position < scalars.endIndex {
      if part < parts.count, parts[part] == .run {
        retry = (part + 1, position)
        part += 1
      } else if part < parts.count, Self.matches(parts[part], scalars[position]) {
        part += 1
        position = scalars.index(after: position)
      } else if let last = retry {
        position = scalars.index(after: last.position)
        part = last.part
        retry = (last.part, position)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .run }
  }

  private static func matches(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    switch part {
    case .run: false
    case .any: true
    case .scalar(let wanted): scalar == wanted
    case .oneOf(let set, let isNegated):
      set.ranges.contains { $0.contains(scalar) } != isNegated
    }
  }
}
