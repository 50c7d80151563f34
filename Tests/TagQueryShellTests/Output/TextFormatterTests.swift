import TagQuery
import Testing

@testable import TagQueryShell

/// The awkward rows in a format, as lines without their ends.
private func awkward(
  _ format: OutputFormat, isTerminal: Bool = false, lineEnd: String = "\n"
) -> [String] {
  let text = formatted(
    format, Sample.awkwardHeadings, Sample.awkwardRows,
    options: OutputOptions(isTerminal: isTerminal))
  // Swift takes CR LF for one character, which is not a line feed: the pieces are cut by scalars.
  return Array(text.unicodeScalars).split(separator: "\n", omittingEmptySubsequences: false).map {
    String(String.UnicodeScalarView($0))
  }
}

@Suite struct SeparatedFormatterTests {
  @Test func commaSeparatedValuesAreExact() {
    #expect(
      awkward(.csv) == [
        "n,text,tags\r", "0,plain,x y  z\r", "1,\"\",\r", "2,\"a,b\",\r",
        "3,\"say \"\"hi\"\"\",\r", "4,\"two", "lines\",\r", "5,tab\there,\r", "6,a|b \\| c,\r",
        "7,\"CR\rLF\r", "\",\r", "8,\u{1B}[31mred\u{1B}[0m,\r", "9,\u{202E}gnp.exe,\r",
        "10,C1 \u{9B}31m,\r", "11,NUL\u{0},\r", "12,漢字 e\u{301} 👩‍👩‍👧,\r", "13,=1+1,\r",
        "14,_a_b_ *c* <b> [l](u) `d` &amp;,\r", "",
      ])
  }

  @Test func aTerminalGetsNoControls() {
    let commas = awkward(.csv, isTerminal: true)
    #expect(commas[8...9] == ["6,a|b \\| c,\r", "7,\"CR\\rLF\\r"])
    #expect(
      commas[11...14] == [
        "8,\\u{1b}[31mred\\u{1b}[0m,\r", "9,\\u{202e}gnp.exe,\r", "10,C1 \\u{9b}31m,\r",
        "11,NUL\\u{0},\r",
      ])
    #expect(
      awkward(.tsv, isTerminal: true)[8...12] == [
        "7\tCR\\rLF\\r\\n\t", "8\t\\u{1b}[31mred\\u{1b}[0m\t", "9\t\\u{202e}gnp.exe\t",
        "10\tC1 \\u{9b}31m\t", "11\tNUL\\u{0}\t",
      ])
  }

  @Test func tabSeparatedValuesKeepEachRowOnALine() {
    #expect(
      awkward(.tsv) == [
        "n\ttext\ttags", "0\tplain\tx y  z", "1\t\t", "2\ta,b\t", "3\tsay \"hi\"\t",
        "4\ttwo\\nlines\t", "5\ttab\\there\t", "6\ta|b \\\\| c\t", "7\tCR\\rLF\\r\\n\t",
        "8\t\u{1B}[31mred\u{1B}[0m\t", "9\t\u{202E}gnp.exe\t", "10\tC1 \u{9B}31m\t",
        "11\tNUL\u{0}\t", "12\t漢字 e\u{301} 👩‍👩‍👧\t", "13\t=1+1\t",
        "14\t_a_b_ *c* <b> [l](u) `d` &amp;\t", "",
      ])
  }

  @Test func valuesAreExact() {
    let expected =
      "name,status,size,age,created_at,digest,id\r\n"
      + "v1.10.0-rc.1,ready,1536000000,788645,2026-01-31T10:00:00.250Z,"
      + "sha256:\(String(repeating: "ab", count: 32)),abababab-abab-abab-abab-abababababab\r\n"
      + "none,,,,,,\r\n"
    #expect(formatted(.csv, Sample.headings, [Sample.rows[0], Sample.rows[4]]) == expected)
    let spans = Value.list([1_500_000_000, 250].map { .duration(TimeSpan(nanoseconds: $0)) })
    let heading = ResultColumn(name: "a\tb,c", type: .list(.duration))
    #expect(formatted(.csv, [heading], [[spans]]) == "\"a\tb,c\"\r\n1.5 0.00000025\r\n")
    #expect(formatted(.tsv, [heading], [[spans]]) == "a\\tb,c\n1.5 0.00000025\n")
  }

  @Test func noRowIsABlankLineAndNoResultWithoutAHeader() {
    let heading = ResultColumn(name: "os", type: .string)
    #expect(formatted(.csv, [heading], [[.null], [.string("")]]) == "os\r\n\"\"\r\n\"\"\r\n")
    #expect(formatted(.csv, [heading], []) == "os\r\n")
    #expect(formatted(.tsv, [heading], []) == "os\n")
  }
}

@Suite struct JSONFormatterTests {
  @Test func everyRowIsAnObjectOnItsLine() {
    #expect(
      awkward(.ndjson) == [
        #"{"n":0,"text":"plain","tags":["x y",null,"z"]}"#, #"{"n":1,"text":"","tags":null}"#,
        #"{"n":2,"text":"a,b","tags":null}"#, #"{"n":3,"text":"say \"hi\"","tags":null}"#,
        #"{"n":4,"text":"two\nlines","tags":null}"#, #"{"n":5,"text":"tab\there","tags":null}"#,
        #"{"n":6,"text":"a|b \\| c","tags":null}"#, #"{"n":7,"text":"CR\rLF\r\n","tags":null}"#,
        #"{"n":8,"text":"\u001b[31mred\u001b[0m","tags":null}"#,
        #"{"n":9,"text":"\u202egnp.exe","tags":null}"#,
        #"{"n":10,"text":"C1 \u009b31m","tags":null}"#,
        #"{"n":11,"text":"NUL\u0000","tags":null}"#,
        "{\"n\":12,\"text\":\"漢字 e\u{301} 👩‍👩‍👧\",\"tags\":null}",
        #"{"n":13,"text":"=1+1","tags":null}"#,
        #"{"n":14,"text":"_a_b_ *c* <b> [l](u) `d` &amp;","tags":null}"#, "",
      ])
    #expect(awkward(.ndjson, isTerminal: true) == awkward(.ndjson))
  }

  @Test func valuesAreExact() {
    let expected =
      #"{"name":"v1.10.0-rc.1","status":"ready","size":1536000000,"age":788645,"#
      + #""created_at":"2026-01-31T10:00:00.250Z","#
      + "\"digest\":\"sha256:\(String(repeating: "ab", count: 32))\","
      + #""id":"abababab-abab-abab-abab-abababababab"}"# + "\n"
    #expect(formatted(.ndjson, Sample.headings, [Sample.rows[0]]) == expected)
  }

  @Test func anArrayHasARowALine() {
    let heading = ResultColumn(name: "n", type: .int)
    let two = formatted(.json, [heading], [[.int(1)], [.null]])
    #expect(two == "[\n{\"n\":1},\n{\"n\":null}\n]\n")
    #expect(formatted(.json, [heading], [[.int(1)]]) == "[\n{\"n\":1}\n]\n")
    #expect(formatted(.json, [heading], []) == "[]\n")
    #expect(formatted(.ndjson, [heading], []) == "")
  }

  @Test func streamingFormatsHoldNoRowBack() {
    for format in OutputFormat.allCases where format != .table {
      var formatter = makeFormatter(format)
      var text = ""
      formatter.begin([ResultColumn(name: "n", type: .string)], to: &text)
      formatter.row([.string("unmistakable")], to: &text)
      #expect(text.contains("unmistakable"), "\(format)")
    }
  }
}

@Suite struct MarkdownFormatterTests {
  @Test func textsAreNoMarkup() {
    let expected = #"""
      | n | text | tags |
      | ---: | --- | --- |
      | 0 | plain | x y  z |
      | 1 |  |  |
      | 2 | a,b |  |
      | 3 | say "hi" |  |
      | 4 | two\\nlines |  |
      | 5 | tab\\there |  |
      | 6 | a\|b \\\| c |  |
      | 7 | CR\\rLF\\r\\n |  |
      | 8 | \\u{1b}\[31mred\\u{1b}\[0m |  |
      | 9 | \\u{202e}gnp.exe |  |
      | 10 | C1 \\u{9b}31m |  |
      | 11 | NUL\\u{0} |  |
      | 12 | 漢字 é 👩‍👩‍👧 |  |
      | 13 | =1+1 |  |
      | 14 | \_a_b\_ \*c\* \<b> \[l\](u) \`d\` \&amp; |  |

      """#
    #expect(awkward(.markdown).joined(separator: "\n") == expected)
    #expect(awkward(.markdown, isTerminal: true) == awkward(.markdown))
  }

  @Test func valuesReadAsInTheTable() {
    let expected =
      "| name | status | size | age | created_at | digest | id |\n"
      + "| --- | --- | ---: | ---: | --- | --- | --- |\n"
      + "| v1.10.0-rc.1 | ready | 1.5 GB | 1w2d | 2026-01-31 10:00:00Z | "
      + "sha256:\(String(repeating: "ab", count: 32)) | abababab-abab-abab-abab-abababababab |\n"
    #expect(formatted(.markdown, Sample.headings, [Sample.rows[0]]) == expected)
    #expect(
      formatted(.markdown, [ResultColumn(name: "n", type: .int)], []) == "| n |\n| ---: |\n")
  }
}
