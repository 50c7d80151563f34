// The words of everything that can be wrong with regular expressions, globs and version ranges.

extension Diagnostic {
  /// Where a mistake in a pattern is: `character` counts in the pattern's text where that is not
  /// what stands in the program.
  struct PatternPlace {
    var range: SourceRange
    var character: (number: Int, text: String)?

    fileprivate var notes: [Note] {
      guard let (number, text) = character else { return [] }
      let shown = text.unicodeScalars.prefix(80)
      let isWhole = shown.endIndex == text.unicodeScalars.endIndex
      let pattern = "'\(String(Substring(shown)))\(isWhole ? "" : "…")'"
      return [Note(message: "the pattern is \(pattern), wrong at character \(number)", range: nil)]
    }
  }

  static func badRegex(_ place: PatternPlace, _ message: String) -> Diagnostic {
    guard !message.hasPrefix("pattern too large") else {
      return Diagnostic(
        .badRegex, place.range, "this regular expression takes more memory than it may",
        help: "smaller repetitions take less")
    }
    return Diagnostic(
      .badRegex, place.range, "this is not a regular expression: \(message)",
      help: "the syntax is RE2's: no backreferences, no look-around", notes: place.notes)
  }

  static func misplacedRegex(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badPattern, range, "a regex cannot stand here",
      help: "it stands behind '~' and '!~', and in capture and replace")
  }

  static func regexBehindLike(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badPattern, range, "'like' takes a glob in quotes, not a regex",
      help: "write '~' for a regex")
  }

  static func badPattern(_ range: SourceRange, _ part: String) -> Diagnostic {
    Diagnostic(.badPattern, range, "the range '\(part)' in this pattern runs backwards")
  }

  static func badVersionRange(_ place: PatternPlace, _ message: String) -> Diagnostic {
    Diagnostic(
      .badPattern, place.range, "this is not a version range: \(message)",
      help: "write comparators such as \"^1.2 <1.9\"; a text is matched with /…/",
      notes: place.notes)
  }

  static func tooManyRegexes(_ range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(.tooManyRegexes, range, "the program has more than \(limit) regular expressions")
  }

  static func badGroup(_ range: SourceRange, count: Int) -> Diagnostic {
    Diagnostic(
      .outOfRange, range, "the regex has no such group",
      help: count == 0
        ? "it has no groups: 0 is all of the match" : "its groups are 0 (all) to \(count)")
  }

  static func badReplacement(_ range: SourceRange, _ problem: String) -> Diagnostic {
    Diagnostic(
      .badPattern, range, "this replacement does not fit the regex: \(problem)",
      help: "\\1 to \\9 stand for groups, \\0 for the match, \\\\ for a backslash")
  }
}
