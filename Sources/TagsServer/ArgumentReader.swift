import TagQuery

/// What is wrong with an argument of a call.
struct ArgumentProblem: Equatable {
  /// The reasons that the API knows.
  enum Reason: String {
    case unknown, required, format, constraint
  }

  var argument: String
  var reason: Reason
  /// What it must be.
  var mend: String
}

/// Reads the arguments of a call, and gathers all that is wrong with them.
///
/// The API itself is said to pass over parameters that it does not know. Here they are mistakes: a
/// filter whose name is misspelt would otherwise be no filter at all, and whoever then deletes what
/// is listed deletes everything.
struct ArgumentReader {
  private(set) var problems: [ArgumentProblem] = []
  private var parameters: [String: String] = [:]

  /// Reads parameters, of which these are known.
  init(_ parameters: [RequestTarget.Parameter], known: [String]) {
    for parameter in parameters {
      let name = parameter.name
      guard known.contains(name) else {
        let names = known.isEmpty ? "there are none" : "there are \(known.joined(separator: ", "))"
        add(name, .unknown, "this call has no such parameter: \(names)")
        continue
      }
      guard let value = parameter.value else {
        add(name, .format, "value must be percent-encoded UTF-8")
        continue
      }
      if self.parameters.updateValue(value, forKey: name) != nil {
        add(name, .constraint, "value must be given once")
      }
    }
  }

  private mutating func add(_ name: String, _ reason: ArgumentProblem.Reason, _ mend: String) {
    problems.append(ArgumentProblem(argument: name, reason: reason, mend: mend))
  }

  /// A whole number from 1 to a bound.
  mutating func number(_ name: String, upTo bound: Int, otherwise: Int) -> Int {
    guard let text = parameters[name] else { return otherwise }
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      // A sign is understood only so as to say what is wrong.
      let reason = Int(text) == nil ? ArgumentProblem.Reason.format : .constraint
      add(name, reason, "value must be a whole number from 1 to \(bound)")
      return otherwise
    }
    guard let number = Int(text), (1...bound).contains(number) else {
      add(name, .constraint, "value must be from 1 to \(bound)")
      return otherwise
    }
    return number
  }

  /// A text. An empty one is a text like any other: as a filter it lets nothing through that has a
  /// name, where passing it over would let through everything.
  func text(_ name: String) -> String? { parameters[name] }

  mutating func identifier(_ name: String) -> UniqueIdentifier? {
    guard let text = parameters[name] else { return nil }
    return identifier(name, text)
  }

  /// A UUID that is a part of the path.
  mutating func identifier(_ name: String, _ text: String) -> UniqueIdentifier? {
    if let identifier = UniqueIdentifier(text) { return identifier }
    add(name, .format, "value must be a UUID")
    return nil
  }

  /// True or false, however clients write it.
  mutating func flag(_ name: String) -> Bool {
    guard let text = parameters[name] else { return false }
    switch text {
    case "true", "True", "TRUE", "t", "T", "1": return true
    case "false", "False", "FALSE", "f", "F", "0": return false
    default:
      add(name, .format, "value must be true or false")
      return false
    }
  }

  /// One of these texts.
  mutating func choice(_ name: String, of choices: [String], otherwise: String) -> String {
    guard let text = parameters[name] else { return otherwise }
    if choices.contains(text) { return text }
    add(name, .constraint, "value must be one of \(choices.joined(separator: ", "))")
    return otherwise
  }

  /// Throws what is wrong, if anything is.
  func check() throws(APIError) {
    if !problems.isEmpty { throw APIError.invalidArguments(problems) }
  }
}
