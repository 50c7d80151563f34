/// Which `def`s call which: recursion is an error, used or not.
struct DefinitionGraph {
  let definitions: [String: DefinitionSyntax]

  /// A call that closes a circle, once for each circle that is found.
  var recursiveCalls: [Name] {
    var found: [Name] = []
    var finished: Set<String> = []
    for name in definitions.keys.sorted() where !finished.contains(name) {
      search(from: name, finished: &finished, found: &found)
    }
    return found
  }

  /// A depth-first search that keeps its own stack: the chain of calls may be long.
  private func search(from start: String, finished: inout Set<String>, found: inout [Name]) {
    var stack: [(name: String, calls: [Name])] = [(start, calls(in: start))]
    var onStack: Set<String> = [start]
    while var top = stack.last {
      guard let call = top.calls.popLast() else {
        finished.insert(top.name)
        onStack.remove(top.name)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1] = top
      if onStack.contains(call.text) {
        found.append(call)
      } else if !finished.contains(call.text) {
        onStack.insert(call.text)
        stack.append((call.text, calls(in: call.text)))
      }
    }
  }

  private func calls(in name: String) -> [Name] {
    guard let definition = definitions[name] else { return [] }
    var calls: [Name] = []
    collect(definition.body, into: &calls)
    return calls.reversed()
  }

  private func collect(_ expression: ExpressionSyntax, into calls: inout [Name]) {
    switch expression.kind {
    case .literal, .name, .parameter, .invalid: break
    case .call(let name, let arguments):
      if definitions[name.text] != nil { calls.append(name) }
      for argument in arguments { collect(argument, into: &calls) }
    case .and(let parts), .or(let parts): for part in parts { collect(part, into: &calls) }
    case .not(let part), .isNull(let part, _), .negative(let part), .ago(let part):
      collect(part, into: &calls)
    case .comparison(_, let left, let right):
      collect(left, into: &calls)
      collect(right, into: &calls)
    case .between(let part, _, let low, let high):
      for part in [part, low, high] { collect(part, into: &calls) }
    case .sum(let terms): for term in terms { collect(term.operand, into: &calls) }
    case .membership(let part, _, let membership):
      collect(part, into: &calls)
      switch membership {
      case .list(let elements): for element in elements { collect(element, into: &calls) }
      case .call(let call): collect(call, into: &calls)
      case .parameter: break
      }
    }
  }
}
