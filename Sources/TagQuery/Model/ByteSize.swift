/// Texts of sizes in bytes, such as `10MB` (powers of 1000) and `1.5GiB` (powers of 1024).
package enum ByteSize {
  /// The units there are, smallest first.
  static let units: [(name: String, bytes: Int64)] = [
    ("kB", 1_000), ("KiB", 1_024), ("MB", 1_000_000), ("MiB", 1_048_576),
    ("GB", 1_000_000_000), ("GiB", 1_073_741_824),
    ("TB", 1_000_000_000_000), ("TiB", 1_099_511_627_776),
  ]

  /// The bytes that a number such as `1.5` of a unit makes; a fraction of a byte is cut off. Nil
  /// where the number has another shape or the result does not fit in 64 bits.
  static func bytes(number: some StringProtocol, unit: Int64) -> Int64? {
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0]), whole >= 0 else { return nil }
    let (scaled, isTooLarge) = whole.multipliedReportingOverflow(by: unit)
    guard !isTooLarge else { return nil }
    guard parts.count == 2 else { return scaled }
    // Digits past the 18th cannot move a byte of the largest unit.
    var numerator: Int64 = 0
    var denominator: Int64 = 1
    for digit in parts[1].utf8.prefix(18) {
      guard isDigit(digit) else { return nil }
      numerator = numerator * 10 + Int64(digit - UInt8(ascii: "0"))
      denominator *= 10
    }
    let product = numerator.multipliedFullWidth(by: unit)
    let fraction = denominator.dividingFullWidth(product).quotient
    let (sum, isTooLargeWithFraction) = scaled.addingReportingOverflow(fraction)
    return isTooLargeWithFraction ? nil : sum
  }

  /// The number without those digits that are less than a byte of any unit so large, such as the
  /// last of `1.0001` kB; nil where there are none. What is left of a byte in `1.1KiB` is none.
  static func withoutSurplus(number: some StringProtocol, unit: Int64) -> String? {
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    var digits = 0
    var rest = unit
    while rest >= 1_000 {
      rest /= 1_000
      digits += 3
    }
    guard parts.count == 2, parts[1].dropFirst(digits).contains(where: { $0 != "0" }) else {
      return nil
    }
    var fraction = parts[1].prefix(digits)
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? String(parts[0]) : "\(parts[0]).\(fraction)"
  }

  /// Reads a size such as `1.5GiB`, or a bare number of bytes.
  static func parse(_ text: some StringProtocol) -> Int64? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard !number.isEmpty, number.first != ".", number.last != "." else { return nil }
    let suffix = text.dropFirst(number.count)
    if suffix.isEmpty { return number.contains(".") ? nil : bytes(number: number, unit: 1) }
    guard let unit = units.first(where: { $0.name == suffix }),
      withoutSurplus(number: number, unit: unit.bytes) == nil
    else { return nil }
    return bytes(number: number, unit: unit.bytes)
  }

  /// A size for people, such as `1.5 GB`: three digits at most, powers of 1000.
  package static func display(_ bytes: Int64) -> String {
    let names = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]
    var value = Double(bytes.magnitude)
    var index = 0
    while value >= 999.5, index < names.count - 1 {
      value /= 1_000
      index += 1
    }
    let tenths = (value * 10).rounded()
    let hasFraction = index > 0 && value < 99.95 && tenths.truncatingRemainder(dividingBy: 10) != 0
    let number = hasFraction ? "\(tenths / 10)" : "\(Int64(value.rounded()))"
    return "\(bytes < 0 ? "-" : "")\(number) \(names[index])"
  }
}
