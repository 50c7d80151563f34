// The words of everything that can be wrong with the form of a program. What can be wrong with its
// meaning is in `MeaningCatalogue.swift`. Nothing else in the core words an error of a program.

extension Diagnostic {
  // MARK: Text

  static func sourceTooLarge(_ range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(
      .sourceTooLarge, range, "the program is larger than \(limit) bytes",
      help: "keep long lists in a file of their own and read it with lines(\"file\")")
  }

  static func invalidEncoding(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.invalidEncoding, range, "the text is not valid UTF-8 here")
  }

  static func unexpectedCharacter(
    _ range: SourceRange, _ character: Unicode.Scalar
  ) -> Diagnostic {
    let name = "U+" + padded4(character)
    let shown = character.properties.generalCategory == .control ? name : "'\(character)'"
    var help: String?
    var replacement: String?
    switch character {
    case "\u{A0}", "\u{2007}", "\u{202F}", "\u{3000}":
      help = "this is a special blank (\(name)); use a plain one"
      replacement = " "
    case "“", "”", "„", "«", "»": help = "a string stands in straight quotes: \"…\""
    case "‘", "’", "`": help = "a raw string stands in straight quotes: '…'"
    case "!": (help, replacement) = ("write 'not'", "not")
    case "*", "%": help = "there is no multiplication, division or remainder"
    case "?": help = "a name or text with '?' stands in quotes"
    case "{", "}", "[", "]": help = "lists and groups stand in parentheses"
    case ".": help = "a text with a point stands in quotes; fields have no points"
    case "–", "—", "−": (help, replacement) = ("use a plain hyphen '-'", "-")
    default:
      if character.properties.isAlphabetic {
        help = "names have only ASCII letters; a text stands in quotes"
      }
    }
    return Diagnostic(
      .unexpectedCharacter, range, "\(shown) has no meaning here", help: help,
      replacement: replacement)
  }

  private static func padded4(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  // MARK: Literals

  static func unterminatedString(_ range: SourceRange, quote: Character) -> Diagnostic {
    Diagnostic(
      .unterminatedString, range, "this string has no closing \(quote) on its line",
      help: quote == "\""
        ? "close it with \"; a line break inside is written \\n"
        : "close it with '; a quote inside is written ''")
  }

  static func unknownEscape(_ range: SourceRange, _ text: String) -> Diagnostic {
    Diagnostic(
      .unknownEscape, range, "'\(text)' is not an escape",
      help: "the escapes are \\\" \\\\ \\n \\r \\t \\u{hex}; "
        + "a raw string '…' and a regex /…/ keep backslashes as they are")
  }

  static func controlCharacter(_ range: SourceRange, _ scalar: Unicode.Scalar) -> Diagnostic {
    Diagnostic(
      .controlCharacter, range, "a control character (U+\(padded4(scalar))) stands in this text",
      help: "write it as \"\\u{\(String(scalar.value, radix: 16))}\"")
  }

  static func unterminatedRegex(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unterminatedRegex, range, "this regex has no closing / on its line",
      help: "a slash inside is written \\/")
  }

  static func emptyRegex(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .emptyRegex, range, "a regex may not be empty", help: "a comment starts with #, not //")
  }

  static func slashInClass(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unterminatedRegex, range, "this slash ends the regex inside of '[…]'",
      help: "a slash inside is written \\/", replacement: "\\/")
  }

  static func regexFlag(_ range: SourceRange, _ flag: String) -> Diagnostic {
    Diagnostic(
      .regexFlag, range, "'\(flag)' cannot follow a regex",
      help: "the only flag is i, for case-insensitive; others go inside: /(?s)…/")
  }

  static func numberTooLarge(_ range: SourceRange, _ type: String) -> Diagnostic {
    Diagnostic(.numberTooLarge, range, "this \(type) does not fit in 64 bits")
  }

  static func malformedLiteral(
    _ range: SourceRange, _ text: String, help: String?, replacement: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .malformedLiteral, range, "'\(text)' is not a value", help: help, replacement: replacement)
  }

  static func fractionOfByte(_ range: SourceRange, _ text: String, mend: String) -> Diagnostic {
    malformedLiteral(
      range, text, help: "its last digits are less than a byte: write \(mend)", replacement: mend)
  }

  static func malformedTimestamp(
    _ range: SourceRange, _ text: String, _ problem: Timestamp.Problem
  ) -> Diagnostic {
    switch problem {
    case .shape:
      Diagnostic(
        .malformedTimestamp, range, "'\(text)' is not a timestamp",
        help: "write 2026-01-31, 2026-01-31T10:00:00Z or 2026-01-31T10:00:00+02:00")
    case .impossible:
      Diagnostic(.malformedTimestamp, range, "there is no such date or time as '\(text)'")
    case .outOfRange:
      Diagnostic(
        .malformedTimestamp, range, "'\(text)' is out of range",
        help: "timestamps go from 1677-09-22 to 2262-04-11")
    }
  }

  static func durationOrder(
    _ range: SourceRange, _ text: String, canonical: String?
  ) -> Diagnostic {
    Diagnostic(
      .durationOrder, range, "the units of '\(text)' are not largest first, each once",
      help: canonical.map { "write \($0)" } ?? "the order is w d h m s ms us ns",
      replacement: canonical)
  }

  static func missingParameterName(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .missingParameterName, range, "a name must follow '$'",
      help: "$name stands for a param or a let")
  }

  // MARK: Structure

  static func expected(
    _ range: SourceRange, _ what: String, found: String, help: String?, replacement: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      .expected, range, "expected \(what), found \(found)", help: help, replacement: replacement)
  }

  static func unclosedParenthesis(_ range: SourceRange, opened: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclosedParenthesis, range, "this parenthesis is not closed: expected ')' here",
      notes: [Note(message: "it is opened here", range: opened)])
  }

  static func unknownStage(_ name: Name, nearest: String?, known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownStage, name.range, "'\(name.text)' is not a stage",
      help: nearest.map { "did you mean '\($0)'?" }
        ?? "the stages are \(known.joined(separator: " "))",
      replacement: nearest)
  }

  static func unknownSource(_ name: Name, nearest: String?, known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownSource, name.range, "'\(name.text)' does not start a statement",
      help: nearest.map { "did you mean '\($0)'?" }
        ?? "a query starts with \(known.joined(separator: ", ")) or $name",
      replacement: nearest)
  }

  static func missingBar(_ range: SourceRange, _ stage: String) -> Diagnostic {
    Diagnostic(
      .missingBar, range, "'\(stage)' needs a bar before it", help: "write '| \(stage)'",
      replacement: "| \(stage)")
  }

  static func unquotedText(_ range: SourceRange, _ text: String) -> Diagnostic {
    Diagnostic(
      .unquotedText, range, "'\(text)' must be quoted here", help: "write \"\(text)\"",
      replacement: "\"\(text)\"")
  }

  static func unquotedGlob(_ range: SourceRange, _ text: String) -> Diagnostic {
    Diagnostic(
      .unquotedText, range, "'\(text)' must be quoted here",
      help: "a glob stands in quotes behind 'like', in the place of a '=': like \"\(text)\"")
  }

  static func foreignOperator(
    _ range: SourceRange, _ text: String, _ mend: String
  ) -> Diagnostic {
    Diagnostic(
      .foreignOperator, range, "'\(text)' is not an operator here",
      help: text == "||" ? "write 'or'; texts are joined with '+'" : "write '\(mend)'",
      replacement: mend)
  }

  static func foreignComment(_ range: SourceRange, _ sign: UInt8) -> Diagnostic {
    let text = String(repeating: Character(UnicodeScalar(sign)), count: 2)
    return Diagnostic(
      .foreignOperator, range, "'\(text)' does not start a comment",
      help: "a comment starts with #",
      replacement: "#")
  }

  static func foreignQuotes(_ range: SourceRange, _ text: String) -> Diagnostic {
    Diagnostic(
      .unexpectedCharacter, range, "these quotes have no meaning here",
      help: "a string stands in straight quotes: \"\(text)\"", replacement: "\"\(text)\"")
  }

  static func noArithmetic(_ range: SourceRange, _ text: String) -> Diagnostic {
    Diagnostic(
      .foreignOperator, range, "'\(text)' is not an operator here",
      help: "there is no multiplication, division or remainder")
  }

  static func chainedComparison(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .chainedComparison, range, "comparisons do not chain",
      help: "write 'a < b and b < c', or 'b between a and c' with both ends included")
  }

  static func nestedTooDeeply(_ range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(.nestedTooDeeply, range, "the program is nested deeper than \(limit) levels here")
  }

  /// What a program has too much of.
  enum Surplus: String {
    case elements = "'in' with lines(\"file\") or a list parameter takes long lists"
    case definitions = "what a def stands for counts wherever it is used"
    case statements = "split it into several programs"
  }

  static func tooManyNodes(_ range: SourceRange, limit: Int, _ surplus: Surplus) -> Diagnostic {
    Diagnostic(
      .tooManyNodes, range, "the program has more than \(limit) parts up to here",
      help: surplus.rawValue)
  }

  static func unexpectedWord(_ name: Name, nearest: String?, isComparison: Bool) -> Diagnostic {
    var help = "after it a stage such as where, order by or limit may follow, or the end"
    if let nearest {
      help = "did you mean '\(nearest)'?"
    } else if isComparison {
      help = "a condition needs a stage: where \(name.text) …"
    }
    return Diagnostic(
      .expected, name.range, "'\(name.text)' cannot stand here", help: help, replacement: nearest)
  }

  static func misspeltWord(_ name: Name, nearest: String) -> Diagnostic {
    unexpectedWord(name, nearest: nearest, isComparison: false)
  }

  static func bareList(_ range: SourceRange, _ name: String, _ values: String) -> Diagnostic {
    Diagnostic(
      .expected, range, "several values of '\(name)' stand in a list",
      help: "write \(name)=(\(values))", replacement: "(\(values))")
  }

  static func foreignArgument(_ name: Name, text: String) -> Diagnostic {
    Diagnostic(
      .expected, name.range, "expected '=' behind '\(name.text)'",
      help: "an argument of the source is written \(name.text)=\(text), "
        + "and a condition needs a stage: where \(name.text) …")
  }

  static func countOfDistinct(_ range: SourceRange, _ argument: String) -> Diagnostic {
    Diagnostic(
      .expected, range, "'distinct' cannot stand inside 'count'",
      help: "write distinct(\(argument))", replacement: "distinct(\(argument))")
  }

  static func misplacedKeyword(_ name: Name, _ what: String) -> Diagnostic {
    Diagnostic(
      .expected, name.range, "expected \(what), found the word '\(name.text)'",
      help: name.text == "count"
        ? "the number of rows is count()" : "something is missing before it")
  }
}
