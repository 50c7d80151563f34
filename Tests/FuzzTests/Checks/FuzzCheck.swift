/// What has to be true of any bytes. `make fuzz` looks for bytes of which it is not, and the tests
/// try those that it has kept.
enum FuzzCheck: String, CaseIterable, Sendable {
  /// The tokens of a text.
  case lexer
  /// Its syntax tree.
  case parser
  /// Its meaning, and the mistakes in it.
  case analyser
  /// Its layout.
  case formatter
  /// Its rows, on a small registry.
  case evaluator
  /// A snapshot.
  case snapshot
  /// A page, a record or an error of the Tags API.
  case page

  /// What is wrong; nil where all is as it must be. A crash, too much time and too much memory are
  /// for the caller to see.
  func problem(with bytes: [UInt8]) -> String? {
    switch self {
    case .lexer: LanguageChecks.lexer(bytes)
    case .parser: LanguageChecks.parser(bytes)
    case .analyser: LanguageChecks.analyser(bytes)
    case .formatter: LanguageChecks.formatter(bytes)
    case .evaluator: LanguageChecks.evaluator(bytes)
    case .snapshot: DataChecks.snapshot(bytes)
    case .page: DataChecks.page(bytes)
    }
  }
}
