import TagQuery
import Testing

@testable import TagQueryShell

/// The table of the sample, or of other rows.
private func table(
  width: Int?, isColored: Bool = false, headings: [ResultColumn] = Sample.headings,
  rows: [[Value]] = Sample.rows
) -> String {
  formatted(
    .table, headings, rows,
    options: OutputOptions(width: width, isColored: isColored, isTerminal: true))
}

/// The cells of the widest line.
private func widestLine(_ text: String) -> Int {
  text.split(separator: "\n").map { DisplayWidth.cells(of: String($0)) }.max() ?? 0
}

@Suite struct TableFormatterTests {
  @Test func nothingIsShortenedWithoutAWidth() {
    let headings = [0, 5, 6].map { Sample.headings[$0] }
    let rows = [0, 3, 4].map { row in [0, 5, 6].map { Sample.rows[row][$0] } }
    let expected = """
      name          digest                                                                   \
      id
      ────────────  ───────────────────────────────────────────────────────────────────────  \
      ────────────────────────────────────
      v1.10.0-rc.1  sha256:abababababababababababababababababababababababababababababababab  \
      abababab-abab-abab-abab-abababababab
      日本語のタグ  sha256:1212121212121212121212121212121212121212121212121212121212121212  \
      12121212-1212-1212-1212-121212121212
      none

      """
    #expect(table(width: nil, headings: headings, rows: rows) == expected)
    #expect(table(width: nil).contains("2026-01-31 10:00:00Z"))
  }

  @Test func digestsAreShortenedFirst() {
    let text = table(width: 160)
    #expect(text.contains(" sha256:abababababab…  abababab-abab-abab-abab-abababababab\n"))
    #expect(widestLine(text) == 147)
    // One cell more than the natural width, and one less.
    #expect(widestLine(table(width: 199)) == 198)
    #expect(widestLine(table(width: 198)) == 198)
    #expect(widestLine(table(width: 197)) == 147)
  }

  @Test func identifiersComeNext() {
    let expected = """
      name                                      status       size   age  created_at            \
      digest                id
      ────────────────────────────────────────  ────────  ───────  ────  ────────────────────  \
      ────────────────────  ─────────
      v1.10.0-rc.1                              ready      1.5 GB  1w2d  2026-01-31 10:00:00Z  \
      sha256:abababababab…  abababab…
      latest                                    deleting    999 B   59s  2026-01-31 10:00:00Z  \
      sha256:cdcdcdcdcdcd…  cdcdcdcd…
      pr-4711-a-branch-with-a-rather-long-name  error         0 B    0s  1970-01-01 00:00:00Z  \
      sha256:efefefefefef…  efefefef…
      日本語のタグ                              locked    12.3 MB    1h  2024-12-31 23:59:59Z  \
      sha256:121212121212…  12121212…
      none

      """
    #expect(table(width: 120) == expected)
  }

  @Test func momentsThenTextsThenDigestsGiveWay() {
    let expected = """
      name        status       size   age  created_at        digest          id
      ──────────  ────────  ───────  ────  ────────────────  ──────────────  ─────────
      v1.10.0-r…  ready      1.5 GB  1w2d  2026-01-31 10:00  sha256:ababab…  abababab…
      latest      deleting    999 B   59s  2026-01-31 10:00  sha256:cdcdcd…  cdcdcdcd…
      pr-4711-a…  error         0 B    0s  1970-01-01 00:00  sha256:efefef…  efefefef…
      日本語の…   locked    12.3 MB    1h  2024-12-31 23:59  sha256:121212…  12121212…
      none

      """
    #expect(table(width: 80) == expected)
    #expect(table(width: 116).contains("pr-4711-a-branch-with-a-rather-long-name"))
    #expect(table(width: 100).contains("pr-4711-a-branch-with-a…  error"))
    #expect(table(width: 100).contains("sha256:abababababab…"))
  }

  @Test func aNarrowTerminalGetsLinesThatWrap() {
    let expected = """
      name    status       size   age  created_at        digest          id
      ──────  ────────  ───────  ────  ────────────────  ──────────────  ─────────
      v1.10…  ready      1.5 GB  1w2d  2026-01-31 10:00  sha256:ababab…  abababab…
      latest  deleting    999 B   59s  2026-01-31 10:00  sha256:cdcdcd…  cdcdcdcd…
      pr-47…  error         0 B    0s  1970-01-01 00:00  sha256:efefef…  efefefef…
      日本…   locked    12.3 MB    1h  2024-12-31 23:59  sha256:121212…  12121212…
      none

      """
    #expect(table(width: 40) == expected)
    #expect(table(width: 1) == expected)
    #expect(table(width: 0) == expected)
  }

  @Test(arguments: 76...200) func linesFitWhereverTheyCan(width: Int) {
    #expect(widestLine(table(width: width)) <= width)
  }

  @Test func awkwardTextsAreShownAsEscapes() {
    let expected = #"""
       n  text                          tags
      ──  ────────────────────────────  ──────
       0  plain                         x y  z
       1
       2  a,b
       3  say "hi"
       4  two\nlines
       5  tab\there
       6  a|b \| c
       7  CR\rLF\r\n
       8  \u{1b}[31mred\u{1b}[0m
       9  \u{202e}gnp.exe
      10  C1 \u{9b}31m
      11  NUL\u{0}
      12  漢字 é 👩‍👩‍👧
      13  =1+1
      14  _a_b_ *c* <b> [l](u) `d` &a…

      """#
    // The literal has a composed é; the two are equal, as Swift compares.
    let text = table(width: 40, headings: Sample.awkwardHeadings, rows: Sample.awkwardRows)
    #expect(text == expected)
  }

  @Test func statusesAndHeadingsAreColored() {
    let statuses: [Status] = [.ready, .error, .deleting, .locked, .unknown, .other("new\u{7}")]
    let headings = [
      ResultColumn(name: "status", type: .status), ResultColumn(name: "n", type: .int),
    ]
    let rows = statuses.map { [Value.status($0), .int(7)] } + [[.null, .int(10)]]
    let text = table(width: 80, isColored: true, headings: headings, rows: rows)
    let expected = """
      ^[1mstatus^[0m     ^[1mn^[0m
      ────────  ──
      ^[32mready^[0m      7
      ^[31merror^[0m      7
      ^[33mdeleting^[0m   7
      ^[35mlocked^[0m     7
      ^[2munknown^[0m    7
      new\\u{7}   7
                10

      """
    #expect(text.replacing("\u{1B}", with: "^") == expected)
  }

  @Test func anEmptyResultHasItsHeading() {
    let headings = [
      ResultColumn(name: "name", type: .string), ResultColumn(name: "n", type: .int),
    ]
    #expect(table(width: 80, headings: headings, rows: []) == "name  n\n────  ─\n")
    #expect(formatted(.table, headings, []) == "name  n\n----  -\n")
    #expect(formatted(.table, [], []) == "\n\n")
  }

  @Test func aHeadingGivesWayAsTextsDo() {
    let headings = [
      ResultColumn(name: "name", type: .string),
      ResultColumn(name: "a_rather_long_heading", type: .int),
    ]
    let text = table(width: 20, headings: headings, rows: [[.string("twelve-chars"), .int(12345)]])
    let expected = """
      name       a_rather…
      ─────────  ─────────
      twelve-c…      12345

      """
    #expect(text == expected)
  }

  @Test func rowsStreamOnceTheWidthsAreKnown() {
    var formatter = makeFormatter(.table, options: OutputOptions(width: 20, isTerminal: true))
    let headings = [
      ResultColumn(name: "name", type: .string), ResultColumn(name: "n", type: .int),
    ]
    var text = ""
    formatter.begin(headings, to: &text)
    for number in 1..<TableFormatter.bufferedRows {
      formatter.row([.string("v\(number)"), .int(Int64(number))], to: &text)
    }
    #expect(text.isEmpty)
    formatter.row([.string("v"), .int(0)], to: &text)
    #expect(text.hasPrefix("name    n\n────  ───\nv1      1\n"))
    #expect(text.hasSuffix("v999  999\nv       0\n"))
    text = ""
    // It takes the cells that the line has to spare, and no more.
    formatter.row([.string("longer"), .int(1)], to: &text)
    formatter.row([.string("much-longer-than-that"), .int(123_456)], to: &text)
    formatter.end(to: &text)
    #expect(text == "longer    1\nmuch-longer-th…  123456\n")
  }

  @Test func aFewLargeRowsAreNotHeldBackEither() {
    var formatter = makeFormatter(.table)
    var text = ""
    formatter.begin([ResultColumn(name: "text", type: .string)], to: &text)
    let large = Value.list([.string(String(repeating: "x", count: TableFormatter.bufferedBytes))])
    formatter.row([large], to: &text)
    #expect(text.utf8.count > TableFormatter.bufferedBytes)
  }
}

@Suite struct CellTextTests {
  @Test(arguments: [
    (0, "0s"), (1, "1ns"), (999, "999ns"), (1_500, "1us500ns"), (59_000_000_000, "59s"),
    (3_661_000_000_000, "1h1m"), (3_599_999_999_999, "1h"), (90_000_000_000_000, "1d1h"),
    (788_645_000_000_000, "1w2d"), (1_209_599_000_000_000, "2w"), (-5_430_000_000_000, "-1h31m"),
    (604_800_000_000_000 + 3_600_000_000_000, "1w"),
  ])
  func durationsAreRoundedToTwoUnits(nanoseconds: Int64, expected: String) {
    #expect(CellText.text(.duration(TimeSpan(nanoseconds: nanoseconds))) == expected)
  }

  @Test func theLongestDurationsDoNotOverflow() {
    for nanoseconds in [Int64.max, .min, .min + 1] {
      #expect(CellText.text(.duration(TimeSpan(nanoseconds: nanoseconds))).contains("15250w"))
    }
  }
}
