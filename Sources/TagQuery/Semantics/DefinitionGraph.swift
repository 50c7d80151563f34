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
    // What is nested is kept here rather than on the stack.
    var waiting = [definition.body]
    while let expression = waiting.popLast() {
      if case .call(let name, _) = expression.kind, definitions[name.text] != nil {
        calls.append(name)
      }
      waiting += expression.parts.reversed()
    }
    return calls.reversed()
  }
}

extension ExpressionSyntax {
  /// The expressions that this one is made of.
  fileprivate var parts: [ExpressionSyntax] {
    switch kind {
    case .literal, .name, .parameter, .invalid: []
    case .call(_, let parts), .and(let parts), .or(let parts): parts
    case .not(let part), .isNull(let part, _), .negative(let part), .ago(let part): [part]
    case .comparison(_, let left, let right): [left, right]
    case .between(let part, _, let low, let high): [part, low, high]
    case .sum(let terms): terms.map(\.operand)
    case .membership(let part, _, let membership):
      switch membership {
      case .list(let elements): [part] + elements
      case .call(let call): [part, call]
      case .parameter: [part]
      }
    }
  }
}
