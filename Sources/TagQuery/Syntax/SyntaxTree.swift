// The tree of a program as it is spelled. It has names where the checked program has slots, and it
// may mean nothing: that is for the analyser to find out.

/// A whole text.
struct ProgramSyntax {
  var statements: [StatementSyntax]
}

/// One statement.
enum StatementSyntax {
  case parameter(ParameterSyntax)
  case binding(BindingSyntax)
  case definition(DefinitionSyntax)
  case include(path: String, range: SourceRange)
  case setting(name: Name, value: ArgumentSyntax)
  case explain(PipelineSyntax)
  case pipeline(PipelineSyntax)
}

/// `param name: type = default`
struct ParameterSyntax {
  var name: Name
  var type: Name
  var initial: ExpressionSyntax?
}

/// `let name = …`
struct BindingSyntax {
  enum Body {
    case pipeline(PipelineSyntax)
    case expression(ExpressionSyntax)
    /// A lone `$x`: it is what `$x` is.
    case alias(Name)
  }

  var name: Name
  var body: Body
}

/// `def name(a, b) = expression`
struct DefinitionSyntax {
  var name: Name
  var parameters: [Name]
  var body: ExpressionSyntax
}

/// A source and its stages.
struct PipelineSyntax {
  var source: SourceSyntax
  var stages: [StageSyntax]
  var range: SourceRange
}

/// Where rows come from.
enum SourceSyntax {
  case resource(Name, arguments: [(name: Name, value: ArgumentSyntax)])
  case binding(Name)
}

/// The value of a source's argument or of a setting.
indirect enum ArgumentSyntax {
  case word(String, SourceRange)
  case string(String, SourceRange)
  case uuid(UniqueIdentifier, SourceRange)
  case parameter(Name)
  case list([ArgumentSyntax], SourceRange)
  case invalid(SourceRange)

  var range: SourceRange {
    switch self {
    case .word(_, let range), .string(_, let range), .uuid(_, let range), .list(_, let range),
      .invalid(let range):
      range
    case .parameter(let name): name.range
    }
  }
}

/// The words that start a stage.
enum StageWord: String, CaseIterable {
  case `where`, order, limit, skip, select, extend, summarize, distinct, count, except, union
  case assert, into, delete
}

/// One stage, with the place of all of it.
struct StageSyntax {
  var kind: Kind
  var range: SourceRange

  enum Kind {
    case filter(ExpressionSyntax)
    case order([KeySyntax])
    case limit(ExpressionSyntax, per: [ExpressionSyntax])
    case skip(ExpressionSyntax, per: [ExpressionSyntax])
    case select([ColumnSyntax])
    case extend([(name: Name, value: ExpressionSyntax)])
    case summarize([ColumnSyntax], by: [ColumnSyntax])
    case distinct([ExpressionSyntax])
    case count
    case except(Name)
    case union(Name)
    case assert(ExpressionSyntax, message: String?)
    case into(path: String, pathRange: SourceRange)
    case delete(isForced: Bool)
    /// A stage whose mistake has been reported.
    case invalid
  }
}

/// A key of `order by`.
struct KeySyntax {
  var value: ExpressionSyntax
  var isDescending: Bool
  /// Whether nulls come first; nil where nothing is said.
  var nullsFirst: Bool?
}

/// A column of `select` or `summarize`.
struct ColumnSyntax {
  var value: ExpressionSyntax
  var alias: Name?
}

/// An expression with its place.
struct ExpressionSyntax {
  var kind: Kind
  var range: SourceRange

  indirect enum Kind {
    case literal(Literal)
    case name(String)
    case parameter(String)
    case call(Name, [ExpressionSyntax])
    case and([ExpressionSyntax])
    case or([ExpressionSyntax])
    case not(ExpressionSyntax)
    case comparison(ComparisonOperator, ExpressionSyntax, ExpressionSyntax)
    case membership(ExpressionSyntax, isNegated: Bool, MembershipSyntax)
    case between(ExpressionSyntax, isNegated: Bool, low: ExpressionSyntax, high: ExpressionSyntax)
    case isNull(ExpressionSyntax, isNegated: Bool)
    /// Operands with the sign before each; the first one's is plus.
    case sum([(isNegative: Bool, operand: ExpressionSyntax)])
    case negative(ExpressionSyntax)
    case ago(ExpressionSyntax)
    /// Text whose mistake has been reported.
    case invalid
  }
}

/// What stands behind `in`.
enum MembershipSyntax {
  case list([ExpressionSyntax])
  case parameter(Name)
  case call(ExpressionSyntax)
}

/// An operator between two sums.
enum ComparisonOperator: String {
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case matches = "~"
  case matchesNot = "!~"
  case like = "like"
  case notLike = "not like"
}

extension ComparisonOperator {
  /// What a comparison sign means.
  init(_ symbol: Symbol) {
    self = Self(rawValue: symbol == .doubleEqual ? "=" : symbol.rawValue) ?? .equal
  }

  /// What is true where this is false.
  var opposite: ComparisonOperator {
    switch self {
    case .equal: .notEqual
    case .notEqual: .equal
    case .less: .greaterOrEqual
    case .lessOrEqual: .greater
    case .greater: .lessOrEqual
    case .greaterOrEqual: .less
    case .matches: .matchesNot
    case .matchesNot: .matches
    case .like: .notLike
    case .notLike: .like
    }
  }
}
