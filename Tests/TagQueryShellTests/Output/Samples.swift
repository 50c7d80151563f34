import TagQuery

@testable import TagQueryShell

/// Results that the tests write out.
enum Sample {
  static let headings: [ResultColumn] = [
    ResultColumn(name: "name", type: .string),
    ResultColumn(name: "status", type: .status),
    ResultColumn(name: "size", type: .bytes),
    ResultColumn(name: "age", type: .duration),
    ResultColumn(name: "created_at", type: .timestamp),
    ResultColumn(name: "digest", type: .digest),
    ResultColumn(name: "id", type: .uuid),
  ]

  static let rows: [[Value]] = [
    row("v1.10.0-rc.1", .ready, 1_536_000_000, 788_645, 1_769_853_600_250_000_000, 0xAB),
    row("latest", .deleting, 999, 59, 1_769_853_600_000_000_000, 0xCD),
    row("pr-4711-a-branch-with-a-rather-long-name", .error, 0, 0, 0, 0xEF),
    row("日本語のタグ", .locked, 12_345_678, 3_600, 1_735_689_599_999_999_999, 0x12),
    [.string("none"), .null, .null, .null, .null, .null, .null],
  ]

  private static func row(
    _ name: String, _ status: Status, _ size: Int64, _ seconds: Int64, _ created: Int64,
    _ seed: UInt64
  ) -> [Value] {
    let word = seed &* 0x0101_0101_0101_0101
    return [
      .string(name), .status(status), .bytes(size),
      .duration(TimeSpan(nanoseconds: seconds * 1_000_000_000)),
      .timestamp(Timestamp(nanoseconds: created)),
      .digest(.sha256(word, word, word, word)), .uuid(UniqueIdentifier(high: word, low: word)),
    ]
  }

  /// A column of texts that each format has to take care of.
  static let awkward: [String] = [
    "plain", "", "a,b", "say \"hi\"", "two\nlines", "tab\there", "a|b \\| c", "CR\rLF\r\n",
    "\u{1B}[31mred\u{1B}[0m", "\u{202E}gnp.exe", "C1 \u{9B}31m", "NUL\u{0}", "漢字 e\u{301} 👩‍👩‍👧",
    "=1+1", "_a_b_ *c* <b> [l](u) `d` &amp;",
  ]

  static let awkwardHeadings = [
    ResultColumn(name: "n", type: .int), ResultColumn(name: "text", type: .string),
    ResultColumn(name: "tags", type: .list(.string)),
  ]

  static var awkwardRows: [[Value]] {
    awkward.enumerated().map { index, text in
      let list: Value = index == 0 ? .list([.string("x y"), .null, .string("z")]) : .null
      return [.int(Int64(index)), .string(text), list]
    }
  }
}

/// The whole text of a result.
func formatted(
  _ format: OutputFormat, _ headings: [ResultColumn], _ rows: [[Value]],
  options: OutputOptions = OutputOptions()
) -> String {
  var formatter = makeFormatter(format, options: options)
  var text = ""
  formatter.begin(headings, to: &text)
  for row in rows { formatter.row(row, to: &text) }
  formatter.end(to: &text)
  return text
}
