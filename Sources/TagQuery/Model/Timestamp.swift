/// A moment in UTC: nanoseconds since 1970-01-01T00:00:00Z, from the year 1677 to 2262.
public struct Timestamp: Sendable, Hashable {
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  public let nanoseconds: Int64

  /// The moment so many nanoseconds after 1970-01-01T00:00:00Z.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Why a text is not a timestamp.
  public enum Problem: Sendable, Hashable {
    /// It does not have the shape `2026-01-31` or `2026-01-31T10:00:00Z`.
    case shape
    /// There is no such day, hour, minute, second or offset.
    case impossible
    /// It does not fit in 64 bits of nanoseconds.
    case outOfRange
  }

  /// Reads RFC 3339: a date, or a date, `T`, a time with 0 to 9 fractional digits, and `Z` or an
  /// offset. A bare date is midnight UTC.
  public static func parse(_ text: some StringProtocol) -> Result<Timestamp, ParseFailure> {
    withBytes(of: text) { parse(utf8: $0) }
  }

  /// Reads the same from the bytes of a text.
  package static func parse(
    utf8 bytes: UnsafeBufferPointer<UInt8>
  ) -> Result<Timestamp, ParseFailure> {
    var reader = TimestampReader(bytes: bytes)
    return reader.read()
  }

  /// The error of `parse`.
  public struct ParseFailure: Error, Hashable {
    /// What is wrong.
    public let problem: Problem
  }

  /// Reads what `parse` reads; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard case .success(let value) = Self.parse(text) else { return nil }
    self = value
  }

  /// Year, month and day of the date that is so many days after 1970-01-01 (Gregorian, proleptic).
  static func civilDate(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    // Eras of 400 years that begin on 1 March, so that a leap day ends its year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The days from 1970-01-01 to a date: the inverse of `civilDate`.
  static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Whole days since 1970-01-01 and the nanoseconds into the day.
  var dayAndRest: (day: Int64, rest: Int64) {
    let perDay: Int64 = 86_400_000_000_000
    var day = nanoseconds / perDay
    var rest = nanoseconds % perDay
    if rest < 0 {
      day -= 1
      rest += perDay
    }
    return (day, rest)
  }
}

extension Timestamp: Comparable {
  /// Earlier is less.
  public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC, with the shortest of 0, 3, 6 or 9 fractional digits that loses nothing.
  public var description: String {
    let (day, rest) = dayAndRest
    let date = Self.civilDate(daysSince1970: day)
    let seconds = rest / 1_000_000_000
    let fraction = rest % 1_000_000_000
    return String(unsafeUninitializedCapacity: 30) { buffer in
      var position = 0
      func write(_ value: Int64, digits: Int, behind separator: UInt8? = nil) {
        if let separator {
          buffer[position] = separator
          position += 1
        }
        var value = value
        for place in (position..<position + digits).reversed() {
          buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
          value /= 10
        }
        position += digits
      }
      write(date.year, digits: 4)
      write(date.month, digits: 2, behind: UInt8(ascii: "-"))
      write(date.day, digits: 2, behind: UInt8(ascii: "-"))
      write(seconds / 3600, digits: 2, behind: UInt8(ascii: "T"))
      write(seconds / 60 % 60, digits: 2, behind: UInt8(ascii: ":"))
      write(seconds % 60, digits: 2, behind: UInt8(ascii: ":"))
      if fraction % 1_000 != 0 {
        write(fraction, digits: 9, behind: UInt8(ascii: "."))
      } else if fraction % 1_000_000 != 0 {
        write(fraction / 1_000, digits: 6, behind: UInt8(ascii: "."))
      } else if fraction != 0 {
        write(fraction / 1_000_000, digits: 3, behind: UInt8(ascii: "."))
      }
      buffer[position] = UInt8(ascii: "Z")
      return position + 1
    }
  }
}

/// Reads one timestamp from its bytes.
private struct TimestampReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func read() -> Result<Timestamp, Timestamp.ParseFailure> {
    guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2)
    else { return failure(.shape) }
    guard (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year) else {
      return failure(.impossible)
    }
    var seconds = Timestamp.daysSince1970(year: year, month: month, day: day) * 86_400
    var fraction: Int64 = 0
    if position < bytes.count {
      guard skip("T"), let hour = digits(2), skip(":"), let minute = digits(2), skip(":"),
        let second = digits(2), let digits = fractionalNanoseconds(), let offset = zoneOffset(),
        position == bytes.count
      else { return failure(.shape) }
      // A leap second is read as the last second of its minute's next, as POSIX clocks do.
      guard hour < 24, minute < 60, second < 60 || second == 60 && minute == 59 else {
        return failure(.impossible)
      }
      guard let offset = offset.seconds else { return failure(.impossible) }
      seconds += hour * 3600 + minute * 60 + second - offset
      fraction = digits
    }
    // Before 1970 the seconds are negative and the fraction still counts up; fold it in first, so
    // that the earliest moment that fits does not overflow on the way.
    if seconds < 0, fraction > 0 {
      seconds += 1
      fraction -= 1_000_000_000
    }
    let (scaled, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (total, isTooLargeWithFraction) = scaled.addingReportingOverflow(fraction)
    // The smallest integer stands for a missing timestamp in compact rows.
    guard !isTooLarge, !isTooLargeWithFraction, total != .min else { return failure(.outOfRange) }
    return .success(Timestamp(nanoseconds: total))
  }

  private func failure(
    _ problem: Timestamp.Problem
  ) -> Result<Timestamp, Timestamp.ParseFailure> {
    .failure(Timestamp.ParseFailure(problem: problem))
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  @inline(__always)
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  @inline(__always)
  private mutating func digits(_ count: Int) -> Int64? {
    guard position + count <= bytes.count else { return nil }
    var value: Int64 = 0
    for place in position..<position + count {
      let byte = bytes[place]
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    position += count
    return value
  }

  /// Nanoseconds of an optional `.` with 1 to 9 digits; nil where the shape is wrong.
  private mutating func fractionalNanoseconds() -> Int64? {
    guard skip(".") else { return 0 }
    var value: Int64 = 0
    var count = 0
    while position < bytes.count, isDigit(bytes[position]), count < 9 {
      value = value * 10 + Int64(bytes[position] - UInt8(ascii: "0"))
      position += 1
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<9 { value *= 10 }
    return value
  }

  /// `Z` or `±hh:mm`; nil where the shape is wrong, no seconds where there is no such offset.
  private mutating func zoneOffset() -> (seconds: Int64?, Void)? {
    if skip("Z") { return (0, ()) }
    let isBehind = position < bytes.count && bytes[position] == UInt8(ascii: "-")
    guard skip("+") || skip("-"), let hours = digits(2), skip(":"), let minutes = digits(2) else {
      return nil
    }
    guard hours < 24, minutes < 60 else { return (nil, ()) }
    let seconds = hours * 3600 + minutes * 60
    return (isBehind ? -seconds : seconds, ())
  }
}

/// Whether a byte is an ASCII digit.
func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
