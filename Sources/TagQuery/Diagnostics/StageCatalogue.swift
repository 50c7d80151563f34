// The words of everything that can be wrong with the stages, parameters and files of a program.

extension Diagnostic {
  // MARK: Sources

  static func unknownArgument(
    _ name: Name, of source: String, nearest: String?, known: [String]
  ) -> Diagnostic {
    Diagnostic(
      .unknownArgument, name.range, "'\(source)' has no argument '\(name.text)'",
      help: nearest.map { "did you mean '\($0)'?" }
        ?? "the arguments are \(known.joined(separator: ", "))",
      replacement: nearest)
  }

  static func fieldAsArgument(_ name: Name, known: [String]) -> Diagnostic {
    Diagnostic(
      .unknownArgument, name.range, "'\(name.text)' is a field, not an argument of the source",
      help: "write 'where \(name.text) = …'; the arguments are \(known.joined(separator: ", "))",
      replacement: "where \(name.text)")
  }

  static func redefinedArgument(_ name: Name, first: SourceRange) -> Diagnostic {
    Diagnostic(
      .redefined, name.range, "'\(name.text)' is given twice",
      help: "several values stand in a list: \(name.text)=(a, b)",
      notes: [Note(message: "it is given here first", range: first)])
  }

  static func emptyArgument(_ name: Name) -> Diagnostic {
    Diagnostic(.badArgument, name.range, "'$\(name.text)' is an empty list here")
  }

  static func badArgument(_ range: SourceRange, _ message: String) -> Diagnostic {
    Diagnostic(.badArgument, range, message)
  }

  // MARK: Stages

  static func badCount(_ range: SourceRange, _ stage: String) -> Diagnostic {
    Diagnostic(
      .badCount, range, "'\(stage)' takes a constant whole number, 0 or more",
      help: "write \(stage) 10")
  }

  static func constantKey(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .notConstant, range, "this key is the same for every row, so it orders nothing",
      help: "order by a field, such as created", severity: .warning)
  }

  static func duplicateColumn(
    _ range: SourceRange, _ name: String, first: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .duplicateColumn, range, "two columns have the name '\(name)'",
      help: "name one of them with 'as'",
      notes: [Note(message: "the first one is here", range: first)])
  }

  static func reservedColumn(_ range: SourceRange, _ name: String) -> Diagnostic {
    Diagnostic(
      .reservedColumn, range, "'delete' adds a column '\(name)', and there is one already",
      help: "choose another name for it")
  }

  static func notRows(_ range: SourceRange, _ stage: String) -> Diagnostic {
    Diagnostic(
      .notRows, range, "'\(stage)' works on rows by identity, and these are summaries",
      help: "put it before summarize")
  }

  static func differentRows(
    _ range: SourceRange, _ stage: String, _ left: String, _ right: String
  ) -> Diagnostic {
    Diagnostic(
      .differentRows, range, "'\(stage)' needs rows of one kind: \(right) are not \(left)")
  }

  static func differentColumns(
    _ range: SourceRange, _ name: String, _ left: ValueType, _ right: ValueType
  ) -> Diagnostic {
    Diagnostic(
      .differentRows, range, "the column '\(name)' is \(left) on the left and \(right) here",
      help: "give one of them another name")
  }

  static func oneColumn(_ name: Name, count: Int) -> Diagnostic {
    Diagnostic(
      .oneColumn, name.range, "'in' looks into one column, and '$\(name.text)' has \(count)",
      help: "end it with a stage such as select digest")
  }

  // MARK: Deletion

  static func deleteNotLast(_ range: SourceRange, following: SourceRange) -> Diagnostic {
    Diagnostic(
      .deleteNotLast, range, "'delete' must be the last stage",
      notes: [Note(message: "this stage comes after it", range: following)])
  }

  static func deleteInBinding(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .deleteInBinding, range, "a let only names a pipeline; it cannot delete",
      help: "write $name | delete as a statement of its own")
  }

  static func cannotDelete(_ range: SourceRange, _ resource: String?) -> Diagnostic {
    Diagnostic(
      .notRows, range,
      resource.map { "\($0) cannot be deleted, only tags can" }
        ?? "these rows are summaries, not tags, so there is nothing to delete",
      help: resource == nil ? "delete before summarize, or select the tags again" : nil)
  }

  static func unorderedCut(_ range: SourceRange, deletion: SourceRange) -> Diagnostic {
    Diagnostic(
      .unorderedCut, range, "what this stage keeps is not said: it needs an 'order by' before it",
      help: "put a stage such as order by pushed desc before it",
      notes: [Note(message: "this deletion depends on it", range: deletion)])
  }

  static func readOnly(_ range: SourceRange, _ stage: String) -> Diagnostic {
    Diagnostic(.readOnly, range, "'\(stage)' is not allowed: this session is read-only")
  }

  // MARK: Programs

  static func missingParameter(_ name: Name, _ type: ValueType) -> Diagnostic {
    Diagnostic(
      .missingParameter, name.range, "the parameter '\(name.text)' has no value",
      help: "give one with --param \(name.text)=…, or a default: "
        + "param \(name.text): \(type) = …")
  }

  static func badParameter(
    _ name: Name, _ found: String, _ help: String?, _ type: ValueType
  ) -> Diagnostic {
    Diagnostic(
      .badConstant, name.range, "\(found) was given for '\(name.text)' and is not \(type.phrase)",
      help: help)
  }

  static func notPositive(_ range: SourceRange, _ name: String) -> Diagnostic {
    let least =
      name == "max_deletes" ? "0 or more" : name == "timeout" ? "more than 0s" : "1 or more"
    return Diagnostic(
      .outOfRange, range, "'\(name)' cannot be that small", help: "it is \(least)")
  }

  static func looserSetting(_ name: Name, limit: String) -> Diagnostic {
    Diagnostic(
      .looserSetting, name.range,
      "a script can only tighten '\(name.text)', which is \(limit); this has no effect",
      help: "leave it out, or give the larger bound from outside", severity: .warning)
  }

  // MARK: Files

  static func filesNotAllowed(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.unreadableFile, range, "programs may not read files here")
  }

  static func unreadableFile(
    _ range: SourceRange, _ path: String, _ reason: String
  ) -> Diagnostic {
    Diagnostic(.unreadableFile, range, "'\(path)' cannot be used: \(reason)")
  }

  /// A script that cannot be read, so that no place of it is known.
  public static func unreadableScript(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(
      .unreadableFile, SourceRange(file: 0, lower: 0, upper: 0),
      "'\(path)' cannot be read: \(reason)")
  }

  static func includeNotAllowed(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .includeNotAllowed, range, "an included file holds no queries",
      help: "it may hold param, let, def, set and include; name the query with let")
  }

  static func includeCycle(_ range: SourceRange, _ path: String) -> Diagnostic {
    Diagnostic(.includeCycle, range, "'\(path)' includes itself, here or through others")
  }

  static func tooManyIncludes(_ range: SourceRange, limit: Int) -> Diagnostic {
    Diagnostic(.tooManyIncludes, range, "the program includes more than \(limit) files")
  }

  static func resultsNotAllowed(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.badFile, range, "programs may not write results here")
  }

  static func badFile(_ range: SourceRange, _ message: String) -> Diagnostic {
    Diagnostic(.badFile, range, message)
  }
}
