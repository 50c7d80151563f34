/// Lays a program out in the canonical way: a statement begins on a line of its own; a pipeline
/// that does not fit on a line has each stage on its own; blanks are where they belong and nowhere
/// else.
///
/// It works on the tokens, so nothing is lost and nothing changes its meaning: only white space,
/// the optional bars and semicolons, and `==` for `=` are rewritten.
struct Formatter {
  private let source: SourceText
  private let layout: Layout
  /// What stands before each token: comments and blank lines. One more for the end of the text.
  private let gaps: [Gap]

  /// A pipeline that fits here stands on one line.
  static let lineWidth = 80
  /// A stage that is longer is broken at its `and`s and `or`s.
  static let stageWidth = 100

  static func format(
    _ source: SourceText, environment: QueryEnvironment
  ) throws(QueryError) -> String {
    var diagnostics = DiagnosticList(limit: environment.limits.reportedErrors)
    let whole = SourceRange(file: 0, lower: 0, upper: 0)
    if source.bytes.count > environment.limits.sourceBytes {
      diagnostics.add(.sourceTooLarge(whole, limit: environment.limits.sourceBytes))
    } else if let place = firstInvalidByte(in: source.bytes) {
      diagnostics.add(.invalidEncoding(SourceRange(file: 0, lower: place, upper: place + 1)))
    }
    var parser = Parser(
      source: diagnostics.hasErrors ? SourceText(name: source.name, "") : source, file: 0,
      limits: environment.limits, sourceNames: environment.resources.map(\.name),
      diagnostics: diagnostics, recordsLayout: true)
    _ = parser.program()
    guard !parser.diagnostics.hasErrors else {
      throw QueryError(
        diagnostics: parser.diagnostics.sorted, omittedErrors: parser.diagnostics.omittedErrors,
        sources: SourceMap(source))
    }
    return Formatter(source: source, layout: parser.layout).text()
  }

  private init(source: SourceText, layout: Layout) {
    self.source = source
    self.layout = layout
    var gaps: [Gap] = []
    var end = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for token in layout.tokens {
      if token.kind == .symbol(.semicolon) {
        // It goes, and what stands before it belongs to what follows.
        gaps.append(Gap(source, end..<end))
        continue
      }
      gaps.append(Gap(source, end..<token.range.lower))
      end = token.range.upper
    }
    gaps.append(Gap(source, end..<source.bytes.count))
    self.gaps = gaps
  }

  // MARK: Statements

  private func text() -> String {
    var lines: [String] = []
    var start = 0
    while start < layout.tokens.count {
      var end = start + 1
      while end < layout.tokens.count, !layout.statements.contains(end) { end += 1 }
      addStatement(start..<end, to: &lines)
      start = end
    }
    add(gaps[layout.tokens.count], to: &lines, isLast: true)
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  /// Comments and at most one blank line between statements.
  private func add(_ gap: Gap, to lines: inout [String], isLast: Bool) {
    for (index, comment) in gap.comments.enumerated() {
      if index == 0, !comment.isOnOwnLine, !lines.isEmpty {
        lines[lines.count - 1] += "  \(comment.text)"
        continue
      }
      if comment.hasBlankLineBefore, !lines.isEmpty { lines.append("") }
      lines.append(comment.text)
    }
    if gap.endsWithBlankLine, !lines.isEmpty, !isLast { lines.append("") }
  }

  private func addStatement(_ range: Range<Int>, to lines: inout [String]) {
    add(gaps[range.lowerBound], to: &lines, isLast: false)
    let segments = segments(of: range)
    guard !segments.isEmpty else { return }
    let hasComments = hasComments(inside: segments)
    if !hasComments {
      let line = segments.map { spaced($0) }.joined(separator: " | ")
      if line.count <= Self.lineWidth || segments.count == 1 && line.count <= Self.stageWidth {
        lines.append(line)
        return
      }
    }
    for (index, segment) in segments.enumerated() {
      if index > 0 { addComments(before: segment, after: segments[index - 1], to: &lines) }
      lines += broken(segment, prefix: index == 0 ? "" : "  | ")
    }
  }

  /// The source and each stage, as tokens; bars and semicolons are left out.
  private func segments(of range: Range<Int>) -> [[Int]] {
    var segments: [[Int]] = [[]]
    for index in range {
      if layout.stages.contains(index) { segments.append([]) }
      let kind = layout.tokens[index].kind
      if kind == .symbol(.bar) || kind == .symbol(.semicolon) { continue }
      segments[segments.count - 1].append(index)
    }
    return segments.filter { !$0.isEmpty }
  }

  /// Whether a comment stands between the first and the last token.
  private func hasComments(inside segments: [[Int]]) -> Bool {
    guard let first = segments.first?.first, let last = segments.last?.last else { return false }
    return first < last && gaps[(first + 1)...last].contains { !$0.comments.isEmpty }
  }

  /// The comments between two segments: before the bar and behind it.
  private func addComments(before segment: [Int], after previous: [Int], to lines: inout [String]) {
    let between = gaps[(previous[previous.count - 1] + 1)...segment[0]].flatMap(\.comments)
    for (index, comment) in between.enumerated() {
      if index == 0, !comment.isOnOwnLine {
        lines[lines.count - 1] += "  \(comment.text)"
      } else {
        lines.append("  \(comment.text)")
      }
    }
  }

  // MARK: Segments

  private func spaced(_ tokens: some Collection<Int>) -> String {
    layout.text(of: tokens, in: source)
  }

  /// A segment on one line, or broken at its comments and, where it is long, at its conditions.
  private func broken(_ tokens: [Int], prefix: String) -> [String] {
    var lines: [String] = []
    var current: [Int] = []
    let isLong = (prefix + spaced(tokens)).count > Self.stageWidth
    let indent = prefix.isEmpty ? "    " : "      "
    func flush() {
      guard !current.isEmpty else { return }
      lines.append((lines.isEmpty ? prefix : indent) + spaced(current))
      current = []
    }
    for (position, index) in tokens.enumerated() {
      if position > 0 {
        let comments = gaps[index].comments
        if !comments.isEmpty {
          flush()
          for (number, comment) in comments.enumerated() {
            if number == 0, !comment.isOnOwnLine {
              lines[lines.count - 1] += "  \(comment.text)"
            } else {
              lines.append(indent + comment.text)
            }
          }
        } else if isLong, layout.conditions.contains(index) {
          flush()
        }
      }
      current.append(index)
    }
    flush()
    return lines
  }
}

/// What stands between two tokens.
private struct Gap {
  struct Comment {
    var text: String
    /// Whether a line break stands before it.
    var isOnOwnLine: Bool
    var hasBlankLineBefore: Bool
  }

  var comments: [Comment] = []
  /// Whether a blank line stands behind the last comment, or in all of it where there is none.
  var endsWithBlankLine = false

  init(_ source: SourceText, _ range: Range<Int>) {
    var lineBreaks = range.lowerBound == 0 ? 1 : 0
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = source.bytes[index]
      if byte == UInt8(ascii: "\n") {
        lineBreaks += 1
        index += 1
      } else if byte == UInt8(ascii: "#") {
        var end = index
        while end < range.upperBound, source.bytes[end] != UInt8(ascii: "\n") { end += 1 }
        var text = source.text(in: index..<end)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        comments.append(
          Comment(
            text: text, isOnOwnLine: lineBreaks > 0,
            hasBlankLineBefore: lineBreaks > 1))
        lineBreaks = 0
        index = end
      } else {
        index += 1
      }
    }
    endsWithBlankLine = lineBreaks > 1
  }
}
