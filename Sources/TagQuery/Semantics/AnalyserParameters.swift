extension Analyser {
  // "param" NAME ":" type [ "=" … ]
  mutating func analyse(_ parameter: ParameterSyntax) {
    let name = parameter.name
    if let first = nameRanges[name.text] { return report(.redefined(name, first: first)) }
    nameRanges[name.text] = name.range
    let outside = given.removeValue(forKey: name.text)
    guard let type = type(parameter.type) else {
      names[name.text] = .invalid
      return
    }
    let initial = parameter.initial.map { defaultValue($0, type: type) }
    let isDefaultWrong = initial.map { $0 == nil } ?? false
    let value: (value: Value, type: ValueType)?
    if let outside {
      value = self.value(outside, for: name, type: initial.flatMap { $0?.type } ?? type)
    } else if let initial {
      value = initial
    } else if environment.assumesParameters {
      value = (Self.assumedValue(type), type)
    } else {
      report(.missingParameter(name, type))
      value = nil
    }
    guard let value, !isDefaultWrong else {
      names[name.text] = .invalid
      return
    }
    names[name.text] = .value(value.value, value.type)
    program.parameters.append((name.text, value.type, value.value))
  }

  /// A value that stands for whatever a script will be given.
  private static func assumedValue(_ type: ValueType) -> Value {
    switch type {
    case .bool: .bool(true)
    case .int: .int(1)
    case .decimal: .decimal(1)
    case .bytes: .bytes(1)
    case .duration: .duration(TimeSpan(nanoseconds: 86_400_000_000_000))
    case .timestamp: .timestamp(Timestamp(nanoseconds: 0))
    case .version: .version(SemanticVersion(major: 1, minor: 0, patch: 0))
    case .uuid: .uuid(UniqueIdentifier(high: 0, low: 0))
    case .digest: .digest(.sha256(0, 0, 0, 0))
    case .status: .status(.ready)
    case .list(let element): .list([assumedValue(element)])
    case .string, .null: .string("x")
    }
  }

  private mutating func type(_ name: Name) -> ValueType? {
    guard !name.text.isEmpty else { return nil }
    if let type = ValueType.named.first(where: { $0.name == name.text })?.type { return type }
    let known = ValueType.named.map(\.name)
    report(.unknownType(name, nearest: nearestName(to: name.text, among: known), known: known))
    return nil
  }

  /// The default of a parameter.
  private mutating func defaultValue(
    _ syntax: ExpressionSyntax, type: ValueType
  ) -> (value: Value, type: ValueType)? {
    let place = ExpressionPlace(constantOnly: "a parameter's default")
    if case .call(let name, let elements) = syntax.kind, name.text.isEmpty {
      guard case .list = type else {
        report(.typeMismatch(syntax.range, expected: type.description, found: "a list"))
        return nil
      }
      guard let items = unify(elements, place, purpose: .list) else {
        return nil
      }
      let values = items.items.compactMap(\.constant)
      guard values.count == items.items.count else {
        report(.notConstant(syntax.range, "a parameter's default"))
        return nil
      }
      return (.list(values), .list(items.type))
    }
    if case .name(let word) = syntax.kind {
      report(.notLiteral(syntax.range, quoted: "\"\(word)\""))
      return nil
    }
    guard let typed = analyse(syntax, place) else { return nil }
    guard let constant = typed.constant, syntax.isLiteral else {
      report(.notLiteral(typed.range))
      return nil
    }
    if typed.type == type || constant.isNull { return (constant, type) }
    switch (constant, type) {
    case (.string(let text), _) where type.isReadFromString:
      guard let value = read(text, as: type, range: typed.range) else { return nil }
      return (value, type)
    case (.int(let value), .decimal): return (.decimal(Double(value)), type)
    case (.int(let value), .bytes): return (.bytes(value), type)
    case (_, .version) where typed.type.isNumber:
      report(.partialVersion(typed.range, sources.text(of: typed.range)))
    case (_, .string):
      report(.unquotedLiteral(typed.range, sources.text(of: typed.range), typed.type))
    default:
      report(
        .typeMismatch(
          typed.range, expected: type.description, found: typed.type.description))
    }
    return nil
  }

  /// Reads a string constant as a value of another type; nil after a complaint.
  mutating func read(_ text: String, as type: ValueType, range: SourceRange) -> Value? {
    do throws(Value.ReadingFailure) {
      return try Value.reading(text, as: type)
    } catch {
      report(.badConstant(range, text, type, help: error.help))
      return nil
    }
  }

  /// A parameter's value from outside.
  private mutating func value(
    _ given: ParameterValue, for name: Name, type: ValueType
  ) -> (value: Value, type: ValueType)? {
    switch given {
    case .value(let value):
      if value.isNull || value.type == type { return (value, type) }
      if case .list = value, case .list = type { return (value, .list(value.elementType)) }
      report(
        .badParameter(name, value.type.description, "it must be of type \(type)", type))
      return nil
    case .text(let text):
      if case .list(let element) = type { return list(text, of: element, for: name) }
      do throws(Value.ReadingFailure) {
        return (try Value.reading(text, as: type), type)
      } catch {
        report(.badParameter(name, "'\(text)'", error.help.map { "write \($0)" }, type))
        return nil
      }
    }
  }

  /// `a,b`, or the lines of `@file`.
  private mutating func list(
    _ text: String, of element: ValueType, for name: Name
  ) -> (value: Value, type: ValueType)? {
    var parts: [String]
    if text.hasPrefix("@") {
      guard let lines = lines(of: String(text.dropFirst()), range: name.range, from: nil) else {
        return nil
      }
      parts = lines
    } else {
      // A blank beside a comma is no part of a name that is to be kept.
      parts = text.split(separator: ",").map { String($0.withoutBlanksAround) }
        .filter { !$0.isEmpty }
    }
    var values: [Value] = []
    for part in parts {
      do throws(Value.ReadingFailure) {
        values.append(try Value.reading(part, as: element))
      } catch {
        report(.badParameter(name, "'\(part)'", error.help.map { "write \($0)" }, element))
        return nil
      }
    }
    return (.list(values), .list(element))
  }

  /// The lines of a file that are not empty; a file without any is a mistake, so that a list of
  /// what to keep fails closed.
  mutating func lines(of path: String, range: SourceRange, from includer: Int?) -> [String]? {
    guard let files = environment.files else {
      report(.filesNotAllowed(range))
      return nil
    }
    let file: ProgramFile
    do throws(ProgramFileError) {
      file = try files.read(path, from: includer.map { sources.files[$0].name })
    } catch {
      report(.unreadableFile(range, path, error.reason))
      return nil
    }
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
      report(.unreadableFile(range, path, "it is not valid UTF-8"))
      return nil
    }
    // A byte-order mark is no part of the first line.
    let content =
      text.utf8.starts(with: [0xEF, 0xBB, 0xBF]) ? text.utf8.dropFirst(3) : text.utf8[...]
    let lines = content.split(separator: 0x0A).compactMap { line -> String? in
      let line = line.last == 0x0D ? line.dropLast() : line
      return line.isEmpty ? nil : String(Substring(line))
    }
    if lines.isEmpty {
      report(.unreadableFile(range, path, "it has no lines"))
      return nil
    }
    return lines
  }
}

extension Value {
  /// The type of a list's elements.
  fileprivate var elementType: ValueType {
    if case .list(let element) = type, element != .null { element } else { .string }
  }
}

extension Substring {
  fileprivate var withoutBlanksAround: Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension ExpressionSyntax {
  /// Whether it is a literal, with a minus sign at most.
  fileprivate var isLiteral: Bool {
    switch kind {
    case .literal: true
    case .negative(let part): if case .literal = part.kind { true } else { false }
    default: false
    }
  }
}
