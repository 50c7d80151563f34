extension Analyser {
  /// What a resource is narrowed to by its arguments.
  mutating func analyse(
    _ resource: Resource, name: Name, arguments: [(name: Name, value: ArgumentSyntax)]
  ) -> ResourceQuery {
    var query = ResourceQuery(resource: resource, range: name.range)
    var seen: [String: SourceRange] = [:]
    for (name, value) in arguments {
      guard let argument = resource.arguments.first(where: { $0.name == name.text }) else {
        reportUnknownArgument(name, of: resource)
        continue
      }
      if let first = seen[name.text] {
        report(.redefinedArgument(name, first: first))
        continue
      }
      seen[name.text] = name.range
      switch argument.kind {
      case .image: query.images = imageSelectors(value)
      case .namespace: query.namespaces = nameSelectors(value)
      case .name: query.names = nameSelectors(value)
      case .identifier: query.identifiers = identifiers(value)
      case .region:
        guard let names = regionNames(value) else { continue }
        query.regions = names.map(\.text) == ["all"] ? .all : .named(names.map(\.text))
        query.regionNames = names
      }
    }
    return query
  }

  private mutating func reportUnknownArgument(_ name: Name, of resource: Resource) {
    let known = resource.arguments.map(\.name)
    if resource.slot(named: name.text) != nil {
      report(.fieldAsArgument(name, known: known))
    } else {
      report(
        .unknownArgument(
          name, of: resource.name, nearest: nearestName(to: name.text, among: known),
          known: known))
    }
  }

  /// The single values of an argument, with their places; a parameter's are no globs.
  private mutating func values(
    _ argument: ArgumentSyntax
  ) -> [(text: String, range: SourceRange, allowsGlob: Bool)] {
    switch argument {
    case .word(let text, let range), .string(let text, let range): return [(text, range, true)]
    case .uuid(let identifier, let range): return [(identifier.description, range, false)]
    case .list(let elements, _): return elements.flatMap { values($0) }
    case .invalid: return []
    case .parameter(let name):
      switch meaning(of: name) {
      case .value(.list(let elements), _):
        if elements.isEmpty { report(.emptyArgument(name)) }
        return elements.compactMap { $0.text }.map { ($0, name.range, false) }
      case .value(let value, let type):
        guard type.standsForItsText, let text = value.text else {
          report(.typeMismatch(name.range, expected: "string", found: type.description))
          return []
        }
        return [(text, name.range, false)]
      case .pipeline: report(.notAValue(name))
      case .invalid, nil: break
      }
      return []
    }
  }

  private mutating func imageSelectors(_ argument: ArgumentSyntax) -> [ImageSelector] {
    var selectors: [ImageSelector] = []
    for (text, range, allowsGlob) in values(argument) {
      do throws(ImageSelector.Failure) {
        selectors.append(try ImageSelector(text, range: range, allowsGlob: allowsGlob))
      } catch {
        report(.badArgument(range, error.message))
      }
    }
    return selectors
  }

  private mutating func nameSelectors(_ argument: ArgumentSyntax) -> [NameSelector] {
    var selectors: [NameSelector] = []
    for (text, range, allowsGlob) in values(argument) {
      if let identifier = UniqueIdentifier(text) {
        selectors.append(NameSelector(kind: .identifier(identifier), range: range))
      } else if allowsGlob, Glob.isPattern(text) {
        do throws(Glob.ReversedRange) {
          selectors.append(NameSelector(kind: .glob(try Glob(text)), range: range))
        } catch {
          report(.badPattern(range, error.text))
        }
      } else if text.isEmpty {
        report(.badArgument(range, "a name may not be empty"))
      } else {
        selectors.append(NameSelector(kind: .name(text), range: range))
      }
    }
    return selectors
  }

  private mutating func identifiers(
    _ argument: ArgumentSyntax
  ) -> [(id: UniqueIdentifier, range: SourceRange)] {
    var identifiers: [(id: UniqueIdentifier, range: SourceRange)] = []
    for (text, range, _) in values(argument) {
      if let identifier = UniqueIdentifier(text) {
        identifiers.append((identifier, range))
      } else {
        report(.badConstant(range, text, .uuid, help: "a UUID: 8-4-4-4-12 hexadecimal digits"))
      }
    }
    return identifiers
  }

  /// Regions, of which `all` stands alone.
  mutating func regionNames(_ argument: ArgumentSyntax) -> [Name]? {
    let values = values(argument)
    guard !values.isEmpty else { return nil }
    var names: [Name] = []
    for (text, range, _) in values {
      guard !text.isEmpty, text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == 0x2D })
      else {
        report(.badArgument(range, "'\(text)' is not a region; write fr-par or all"))
        return nil
      }
      if text == "all", values.count > 1 {
        report(.badArgument(range, "'all' stands for every region, so it stands alone"))
        return nil
      }
      if !names.contains(where: { $0.text == text }) {
        names.append(Name(text: text, range: range))
      }
    }
    return names
  }
}
