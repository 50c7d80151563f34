@testable import TagQuery

/// A program with all that comes from outside.
struct TestProgram {
  var text: String
  /// Files that `include` and `lines` find.
  var files: [String: String] = [:]
  var parameters: [String: ParameterValue] = [:]
}

/// Files that are held in memory.
struct TestFiles: ProgramFiles {
  let files: [String: String]

  func read(_ path: String, from includer: String?) throws(ProgramFileError) -> ProgramFile {
    guard let text = files[path] else { throw ProgramFileError("no such file") }
    return ProgramFile(name: path, bytes: Array(text.utf8))
  }
}

/// An expression as text, with how loosely it binds.
struct ExpressionText {
  enum Binding: Int {
    case operand, sum, comparison, negation, conjunction, disjunction
  }

  var text: String
  var binding = Binding.operand

  init(_ text: String, _ binding: Binding = .operand) {
    self.text = text
    self.binding = binding
  }

  /// The text where only what binds so tightly may stand.
  func at(_ binding: Binding) -> String {
    self.binding.rawValue > binding.rawValue ? "(\(text))" : text
  }
}

/// The names that a generated expression can use.
struct GeneratedScope {
  var resource: String?
  var types: [String: ValueType] = [:]
  /// The columns that are shown.
  var shown: [(name: String, type: ValueType)] = []

  mutating func define(_ name: String, _ type: ValueType) {
    types[name] = type
    if let index = shown.firstIndex(where: { $0.name == name }) {
      shown[index].type = type
    } else {
      shown.append((name, type))
    }
  }
}

/// What has been generated, by name: shows that a generator reaches all of the language.
struct Coverage {
  private(set) var counts: [String: Int] = [:]

  mutating func note(_ feature: String) { counts[feature, default: 0] += 1 }

  mutating func merge(_ other: Coverage) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  /// Those of the features that were never reached.
  func missing(of features: [String]) -> [String] { features.filter { counts[$0] == nil } }

  /// All that a generator has to reach.
  static let features: [String] =
    StageWord.allCases.map { "stage \($0.rawValue)" }
    + ["limit per", "skip per", "summarize by", "distinct bare", "nulls first", "nulls last"]
    + [
      "=", "==", "!=", "<", "<=", ">", ">=", "~", "!~", "like", "not like", "in", "not in",
      "in $pipeline", "in call", "between", "not between", "is null", "is not null", "and", "or",
      "not", "+", "-", "negative", "ago",
    ].map { "operator \($0)" }
    + BuiltinFunction.names.map { "function \($0)" }
    + ["count", "distinct", "min", "max", "sum", "avg", "first", "last", "list"]
    .map { "aggregate \($0)" }
    + ["param", "let", "def", "include", "set", "explain"].map { "statement \($0)" }
    + ["tags", "images", "namespaces", "$"].map { "source \($0)" }
    + ["image", "namespace", "name", "id", "region"].map { "argument \($0)" }
    + [
      "string", "regex", "integer", "decimal", "size", "duration", "timestamp", "version", "uuid",
      "bool", "null",
    ].map { "literal \($0)" }
}
