@testable import TagQuery

/// The ways in which a program could be made shorter, the boldest first.
struct ProgramEdits {
  /// Bytes that give way to others.
  struct Edit {
    var range: Range<Int>
    var text = ""
  }

  private(set) var edits: [Edit] = []
  private let source: SourceText
  private let tokens: [Token]

  init(of text: String) {
    source = SourceText(name: "main", text)
    var parser = Parser(
      source: source, file: 0, limits: Limits(), sourceNames: ["tags", "images", "namespaces"],
      diagnostics: DiagnosticList(limit: 100), recordsLayout: true)
    let program = parser.program()
    tokens = parser.layout.tokens
    let starts = parser.layout.statements.sorted().map { tokens[$0].range.lower }
    for (start, end) in zip(starts, starts.dropFirst() + [source.bytes.count]) {
      edits.append(Edit(range: start..<end))
    }
    for statement in program.statements { add(statement) }
    edits.sort { $0.range.count - $0.text.utf8.count > $1.range.count - $1.text.utf8.count }
  }

  static func apply(_ edit: Edit, to text: String) -> String {
    var bytes = Array(text.utf8)
    bytes.replaceSubrange(edit.range, with: Array(edit.text.utf8))
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func add(_ statement: StatementSyntax) {
    switch statement {
    case .binding(let binding):
      switch binding.body {
      case .pipeline(let pipeline): add(pipeline)
      case .expression(let expression): add(expression)
      case .alias: break
      }
    case .definition(let definition): add(definition.body)
    case .pipeline(let pipeline), .explain(let pipeline): add(pipeline)
    case .parameter, .include, .setting: break
    }
  }

  private mutating func add(_ pipeline: PipelineSyntax) {
    if case .resource(_, let arguments) = pipeline.source {
      for (name, value) in arguments {
        edits.append(Edit(range: name.range.lower..<value.range.upper))
      }
    }
    for stage in pipeline.stages {
      // With the bar before it.
      let before = tokens.last { $0.range.upper <= stage.range.lower }
      let start = before?.kind == .symbol(.bar) ? before?.range.lower : nil
      edits.append(Edit(range: (start ?? stage.range.lower)..<stage.range.upper))
      add(stage)
    }
  }

  private mutating func add(_ stage: StageSyntax) {
    switch stage.kind {
    case .filter(let condition): add(condition)
    case .assert(let condition, _): add(condition)
    case .order(let keys): add(list: keys.map(\.value))
    case .limit(let count, let keys), .skip(let count, let keys):
      if !keys.isEmpty { edits.append(Edit(range: count.range.upper..<stage.range.upper)) }
      add(list: keys)
    case .select(let columns): add(list: columns.map(\.value))
    case .extend(let assignments):
      for (_, value) in assignments { add(value) }
    case .summarize(let columns, let keys):
      if let last = columns.last, !keys.isEmpty {
        edits.append(Edit(range: last.value.range.upper..<stage.range.upper))
      }
      add(list: columns.map(\.value))
      add(list: keys.map(\.value))
    case .distinct(let keys): add(list: keys)
    case .count, .except, .union, .into, .delete, .invalid: break
    }
  }

  /// Elements of a list between commas, each with what follows it.
  private mutating func add(list: [ExpressionSyntax]) {
    for (element, next) in zip(list, list.dropFirst()) {
      edits.append(Edit(range: element.range.lower..<next.range.lower))
      edits.append(Edit(range: element.range.upper..<next.range.upper))
    }
    for element in list { add(element) }
  }

  /// Each part of an expression in the place of the whole.
  private mutating func add(_ expression: ExpressionSyntax) {
    let parts = expression.parts
    for part in parts {
      let text = source.text(in: part.range.lower..<part.range.upper)
      edits.append(Edit(range: expression.range.lower..<expression.range.upper, text: text))
    }
    if !parts.isEmpty {
      for text in ["true", "null", "1", "name"] {
        edits.append(Edit(range: expression.range.lower..<expression.range.upper, text: text))
      }
    }
    add(list: parts)
  }
}

extension ExpressionSyntax {
  /// The expressions that this one is made of, in the order of the text.
  var parts: [ExpressionSyntax] {
    switch kind {
    case .literal, .name, .parameter, .invalid: []
    case .call(_, let parts), .and(let parts), .or(let parts): parts
    case .not(let part), .isNull(let part, _), .negative(let part), .ago(let part): [part]
    case .comparison(_, let left, let right): [left, right]
    case .between(let part, _, let low, let high): [part, low, high]
    case .sum(let terms): terms.map(\.operand)
    case .membership(let part, _, .list(let elements)): [part] + elements
    case .membership(let part, _, .call(let call)): [part, call]
    case .membership(let part, _, .parameter): [part]
    }
  }
}
