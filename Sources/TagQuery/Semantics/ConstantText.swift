extension Value {
  /// Why a text is no value of a type.
  struct ReadingFailure: Error {
    /// What would be one, where that helps.
    let help: String?
  }

  /// Reads a text as a value of a type: a string constant beside one, or a parameter from outside.
  static func reading(_ text: String, as type: ValueType) throws(ReadingFailure) -> Value {
    switch type {
    case .string: return .string(text)
    case .bool:
      if text == "true" { return .bool(true) }
      if text == "false" { return .bool(false) }
      throw ReadingFailure(help: "true or false")
    case .int:
      if let value = Int64(text) { return .int(value) }
      throw ReadingFailure(help: "a whole number such as 42")
    case .decimal:
      if let value = Double(text), value.isFinite { return .decimal(value) }
      throw ReadingFailure(help: "a number such as 1.5")
    case .bytes:
      if let value = ByteSize.parse(text) { return .bytes(value) }
      throw ReadingFailure(help: "a size such as 10MB or 1.5GiB")
    case .duration: return try readingDuration(text)
    case .timestamp:
      switch Timestamp.parse(text) {
      case .success(let value): return .timestamp(value)
      case .failure(let failure): throw ReadingFailure(help: help(for: failure.problem))
      }
    case .version:
      if let value = SemanticVersion(text) { return .version(value) }
      let partial = PartialVersion(text)
      throw ReadingFailure(help: partial?.lower.description ?? "a version such as 1.2.3")
    case .uuid:
      if let value = UniqueIdentifier(text) { return .uuid(value) }
      throw ReadingFailure(help: "a UUID: 8-4-4-4-12 hexadecimal digits")
    case .digest:
      if let value = Digest(wellFormed: text) { return .digest(value) }
      throw ReadingFailure(help: "sha256: and 64 lower-case hexadecimal digits")
    case .status: return .status(Status(text: text))
    case .list, .null: throw ReadingFailure(help: nil)
    }
  }

  private static func readingDuration(_ text: String) throws(ReadingFailure) -> Value {
    let isNegative = text.hasPrefix("-")
    switch TimeSpan.parse(isNegative ? text.dropFirst() : Substring(text)) {
    case .value(let span):
      return .duration(
        TimeSpan(nanoseconds: isNegative ? -span.nanoseconds : span.nanoseconds))
    case .disordered(let canonical?): throw ReadingFailure(help: canonical)
    case .disordered, .tooLarge, .malformed:
      throw ReadingFailure(help: "a duration such as 30d or 1h30m")
    }
  }

  private static func help(for problem: Timestamp.Problem) -> String {
    switch problem {
    case .shape: "2026-01-31 or 2026-01-31T10:00:00Z"
    case .impossible: "a day and time that exist"
    case .outOfRange: "a time from 1677-09-22 to 2262-04-11"
    }
  }

  /// The value that a literal stands for; nil for a regex.
  init?(_ literal: Literal) {
    switch literal {
    case .string(let value): self = .string(value)
    case .regex: return nil
    case .int(let value): self = .int(value)
    case .decimal(let value): self = .decimal(value)
    case .size(let value): self = .bytes(value)
    case .duration(let value): self = .duration(value)
    case .timestamp(let value): self = .timestamp(value)
    case .version(let value): self = .version(value)
    case .uuid(let value): self = .uuid(value)
    case .bool(let value): self = .bool(value)
    case .null: self = .null
    }
  }
}
