extension Lexer {
  /// A literal that starts with a digit. The longest match wins, tried as UUID, timestamp, version,
  /// size, duration, decimal, integer.
  mutating func number() -> Token {
    let start = position
    if let end = uniqueIdentifierEnd(from: start) ?? timestampEnd(from: start)
      ?? versionEnd(from: start)
    {
      return literal(from: start, to: end)
    }
    position = digitsEnd(from: start)
    if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "."),
      isDigit(bytes[position + 1])
    {
      position = digitsEnd(from: position + 1)
    }
    let numberEnd = position
    // Units are letters; a duration has several numbers, so digits belong to it too.
    while position < bytes.count, isLetter(bytes[position]) || isDigit(bytes[position]) {
      position += 1
    }
    return literal(from: start, to: position, numberEnd: numberEnd)
  }

  /// The literal between two places, unless text follows that cannot.
  mutating func literal(from start: Int, to end: Int, numberEnd: Int? = nil) -> Token {
    position = end
    if position < bytes.count, Self.isNameByte(bytes[position]) || bytes[position] == 0x2E {
      while position < bytes.count, Self.isNameByte(bytes[position]) || bytes[position] == 0x2E {
        position += 1
      }
      // A text such as `10.0.0.1/web` or `2026-01-31t10:00` goes on.
      if position < bytes.count, "/:@*".utf8.contains(bytes[position]) {
        position = wordEnd(from: position)
      }
      let text = string(from: start)
      problem = .malformed(range(from: start), text)
      return token(.invalid, from: start)
    }
    let text = string(from: start)
    if let numberEnd {
      guard numberEnd < end else { return plainNumber(text, from: start) }
      return withUnit(text, numberLength: numberEnd - start, from: start)
    }
    if let identifier = UniqueIdentifier(text) {
      return token(.literal(.uuid(identifier)), from: start)
    }
    if let version = SemanticVersion(text) {
      return token(.literal(.version(version)), from: start)
    }
    switch Timestamp.parse(text) {
    case .success(let timestamp): return token(.literal(.timestamp(timestamp)), from: start)
    case .failure(let failure):
      // What has the shape of a version and is none has a number with a leading zero.
      let isVersion = !text.contains("T") && text.contains(".")
      problem =
        isVersion
        ? .malformed(range(from: start), text)
        : .malformedTimestamp(range(from: start), text, failure.problem)
      return token(.invalid, from: start)
    }
  }

  private mutating func plainNumber(_ text: String, from start: Int) -> Token {
    if !text.contains(".") {
      if let value = Int64(text) { return token(.literal(.int(value)), from: start) }
      // The parser sees whether the sign stands before it with which it fits.
      if UInt64(text) == Int64.min.magnitude { return token(.literal(.int(.min)), from: start) }
      problem = .numberTooLarge(range(from: start), "integer")
      return token(.invalid, from: start)
    }
    if let value = Double(text), value.isFinite {
      return token(.literal(.decimal(value)), from: start)
    }
    problem = .numberTooLarge(range(from: start), "decimal")
    return token(.invalid, from: start)
  }

  private mutating func withUnit(_ text: String, numberLength: Int, from start: Int) -> Token {
    let number = text.prefix(numberLength)
    let unit = text.dropFirst(numberLength)
    if let size = ByteSize.units.first(where: { $0.name == unit }) {
      if let whole = ByteSize.withoutSurplus(number: number, unit: size.bytes) {
        problem = .fractionOfByte(range(from: start), text, mend: whole + unit)
        return token(.invalid, from: start)
      }
      if let bytes = ByteSize.bytes(number: number, unit: size.bytes) {
        return token(.literal(.size(bytes)), from: start)
      }
      problem = .numberTooLarge(range(from: start), "size")
      return token(.invalid, from: start)
    }
    switch TimeSpan.parse(text) {
    case .value(let span): return token(.literal(.duration(span)), from: start)
    case .tooLarge: problem = .numberTooLarge(range(from: start), "duration")
    case .disordered(let canonical):
      problem = .durationOrder(range(from: start), text, canonical: canonical)
    case .malformed: problem = .malformed(range(from: start), text)
    }
    return token(.invalid, from: start)
  }

  // MARK: Shapes

  private func digitsEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count, isDigit(bytes[end]) { end += 1 }
    return end
  }

  private func byte(_ place: Int, is character: Unicode.Scalar) -> Bool {
    place < bytes.count && bytes[place] == UInt8(ascii: character)
  }

  /// The end of a UUID; nil where there is none.
  func uniqueIdentifierEnd(from start: Int) -> Int? {
    guard byte(start + 8, is: "-"), start + 36 <= bytes.count else { return nil }
    let text = String(decoding: bytes[start..<start + 36], as: UTF8.self)
    return UniqueIdentifier(text) == nil ? nil : start + 36
  }

  /// The end of what has the shape of a timestamp: a date, and with a `T` all that can belong to
  /// it.
  private func timestampEnd(from start: Int) -> Int? {
    guard digitsEnd(from: start) == start + 4, byte(start + 4, is: "-"),
      digitsEnd(from: start + 5) == start + 7, byte(start + 7, is: "-"),
      digitsEnd(from: start + 8) == start + 10
    else { return nil }
    guard byte(start + 10, is: "T") else { return start + 10 }
    var end = start + 11
    while end < bytes.count, isDigit(bytes[end]) || bytes[end] == UInt8(ascii: ":") { end += 1 }
    if byte(end, is: "."), end + 1 < bytes.count, isDigit(bytes[end + 1]) {
      end = digitsEnd(from: end + 1)
    }
    if byte(end, is: "Z") { return end + 1 }
    if byte(end, is: "+") || byte(end, is: "-") {
      end += 1
      while end < bytes.count, isDigit(bytes[end]) || bytes[end] == UInt8(ascii: ":") { end += 1 }
    }
    return end
  }

  /// The end of what has the shape of a version: three numbers, then a pre-release and a build.
  func versionEnd(from start: Int) -> Int? {
    var end = byte(start, is: "v") ? start + 1 : start
    for number in 0..<3 {
      if number > 0 {
        guard byte(end, is: ".") else { return nil }
        end += 1
      }
      let next = digitsEnd(from: end)
      guard next > end else { return nil }
      end = next
    }
    for mark: Unicode.Scalar in ["-", "+"] where byte(end, is: mark) {
      let next = identifiersEnd(from: end + 1)
      if next > end + 1 { end = next }
    }
    return end
  }

  /// The end of dot-separated identifiers, each of at least one letter, digit or hyphen.
  private func identifiersEnd(from start: Int) -> Int {
    var end = start
    while end < bytes.count {
      let isPoint = bytes[end] == UInt8(ascii: ".")
      let follows = isPoint ? end + 1 : end
      guard follows < bytes.count,
        isLetter(bytes[follows]) || isDigit(bytes[follows]) || byte(follows, is: "-"),
        !isPoint || end > start
      else { break }
      end = follows + 1
    }
    return end
  }

  /// A name with a point behind it, such as `v1.2` or `rg.example/web/api`.
  mutating func malformedName(from start: Int) -> Token {
    position = wordEnd(from: start)
    let text = string(from: start)
    problem = .malformed(range(from: start), text)
    return token(.invalid, from: start)
  }
}

extension TimeSpan {
  /// The outcome of reading a duration.
  enum Parsed {
    case value(TimeSpan)
    case tooLarge
    /// The units are not largest first, each once; the text in the right order, if it fits.
    case disordered(String?)
    case malformed
  }

  /// Reads one or more numbers with units, such as `1h30m`.
  static func parse(_ text: some StringProtocol) -> Parsed {
    var rest = Substring(text)
    var total: Int64 = 0
    var lastUnit = -1
    var isOrdered = true
    guard !rest.isEmpty else { return .malformed }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let unit = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
      guard !digits.isEmpty, let index = units.firstIndex(where: { $0.name == unit }) else {
        return .malformed
      }
      guard let count = Int64(digits) else { return .tooLarge }
      let (scaled, isTooLarge) = count.multipliedReportingOverflow(by: units[index].nanoseconds)
      let (sum, isSumTooLarge) = total.addingReportingOverflow(scaled)
      guard !isTooLarge, !isSumTooLarge else { return .tooLarge }
      total = sum
      isOrdered = isOrdered && index > lastUnit
      lastUnit = index
      rest = rest.dropFirst(digits.count + unit.count)
    }
    let span = TimeSpan(nanoseconds: total)
    return isOrdered ? .value(span) : .disordered(span.description)
  }
}

extension TimeSpan {
  /// A duration whose last number lacks its unit, such as `1h30`, with the next smaller one; nil
  /// where the text is something else.
  fileprivate static func completed(_ text: String) -> String? {
    let digits = text.reversed().prefix { $0.isASCII && $0.isNumber }.count
    let head = text.dropLast(digits)
    guard digits > 0, case .value = parse(head),
      let last = units.lastIndex(where: { unit in
        head.hasSuffix(unit.name) && head.dropLast(unit.name.count).last?.isNumber == true
      }), last + 1 < units.count
    else { return nil }
    let whole = text + units[last + 1].name
    if case .value = parse(whole) { return whole }
    return nil
  }
}

extension Diagnostic {
  /// A literal with text behind it that cannot follow, with the help that fits its shape.
  static func malformed(_ range: SourceRange, _ text: String) -> Diagnostic {
    let bare = text.hasPrefix("v") ? text.dropFirst() : Substring(text)
    let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
    if text.hasPrefix("v") || parts.count > 2, let partial = PartialVersion(text), partial.isPartial
    {
      let whole = partial.lower.description
      return malformedLiteral(
        range, text, help: "a version has three numbers: \(whole)", replacement: whole)
    }
    if parts.count > 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) }) {
      let isLong = parts.count > 3
      return malformedLiteral(
        range, text,
        help: isLong
          ? "a version has three numbers; as text it is \"\(text)\""
          : "the numbers of a version have no leading zeros; as text it is \"\(text)\"")
    }
    if text.contains("*") { return unquotedGlob(range, text) }
    guard let first = text.utf8.first, isDigit(first) else {
      return malformedLiteral(
        range, text, help: "as text it is \"\(text)\"", replacement: "\"\(text)\"")
    }
    return malformedNumber(range, text)
  }

  private static func malformedNumber(_ range: SourceRange, _ text: String) -> Diagnostic {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count)
    if case .success = Timestamp.parse(text.uppercased()) {
      let upper = text.uppercased()
      return malformedLiteral(range, text, help: "write \(upper)", replacement: upper)
    }
    if let whole = TimeSpan.completed(text) {
      return malformedLiteral(
        range, text, help: "every number of a duration has a unit: write \(whole)",
        replacement: whole)
    }
    if number.split(separator: ".", omittingEmptySubsequences: false).count > 2 {
      let whole = String(number.last == "." ? number.dropLast() : number)
      guard unit.isEmpty, SemanticVersion(whole) != nil else {
        return malformedLiteral(range, text, help: "as text it is \"\(text)\"")
      }
      return malformedLiteral(range, text, help: "write \(whole)", replacement: whole)
    }
    if unit.contains("_"), let whole = Int64(text.filter { $0 != "_" }) {
      return malformedLiteral(
        range, text, help: "digits stand together: \(whole)", replacement: "\(whole)")
    }
    if unit.count > 3 || !unit.allSatisfy(\.isLetter) {
      return malformedLiteral(
        range, text, help: "as text it is \"\(text)\"; a name does not start with a digit")
    }
    let spans = TimeSpan.units.map(\.name)
    let sizes = ByteSize.units.map(\.name)
    if number.contains("."), spans.contains(String(unit)) {
      return malformedLiteral(
        range, text, help: "durations are whole: write 1h30m for one and a half hours")
    }
    if unit.isEmpty {
      return malformedLiteral(range, text, help: "a decimal has digits on both sides: 1.0")
    }
    if let size = sizes.first(where: { $0.lowercased() == unit.lowercased() }) {
      return malformedLiteral(
        range, text, help: "write \(number)\(size)", replacement: "\(number)\(size)")
    }
    return malformedLiteral(
      range, text,
      help: "units of time are \(spans.joined(separator: " ")), "
        + "of size \(sizes.joined(separator: " "))")
  }
}
