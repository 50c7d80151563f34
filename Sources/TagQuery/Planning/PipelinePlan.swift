/// What a pipeline becomes: calls of the registry's API, and what is done here. A plan is made
/// without any request, from the query and the registry's capabilities.
public struct PipelinePlan: Sendable, Hashable {
  /// One part of a plan.
  public struct Step: Sendable, Hashable {
    /// What kind of part it is.
    public enum Kind: String, Sendable, Hashable {
      /// Finds UUIDs by names.
      case resolve
      /// Looks for a place in a sorted list.
      case search
      /// Reads a list.
      case read
      /// Asks a list only for its total and its ends.
      case count
      /// Gets rows one by one.
      case get
      /// Uses what another pipeline has read.
      case use
      /// A stage that the calls before it do.
      case pushed
      /// Is done here, without a request.
      case here
      /// Deletes.
      case delete
    }

    /// What kind of part it is.
    public var kind: Kind
    /// The calls, with what is unknown in braces, or the stage.
    public var text: String
    /// The requests it takes; nil for none.
    public var requests: RequestBounds?
    /// Why it is done so.
    public var reason: String?
  }

  /// The parts, in order.
  public var steps: [Step]

  /// The requests of all parts.
  public var requests: RequestBounds {
    steps.compactMap(\.requests).reduce(RequestBounds(0), +)
  }
}

extension PipelinePlan {
  /// The plan for people: a line for the requests, then a line for each part.
  public var text: String {
    var lines = ["requests  \(requests)\(legend)"]
    let width = steps.map { $0.text.count }.max() ?? 0
    for (index, step) in steps.enumerated() {
      var line = "\(index + 1)  " + step.kind.rawValue.padded(to: 8) + " "
      line +=
        step.requests == nil && step.reason == nil
        ? step.text : step.text.padded(to: min(width, 60))
      if let requests = step.requests { line += "  \(requests)" }
      if let reason = step.reason { line += "  # \(reason)" }
      lines.append(line)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var legend: String {
    let bounds = requests
    if bounds.pages == .ofEveryList { return "   (pages: of every list that is read)" }
    return bounds.pages == .ofTheImage || bounds.searches > 0
      ? "   (P: the pages of the image)" : ""
  }

  /// Writes the plan for machines.
  public func write(to json: inout JSONText) {
    json.object { json in
      json.name("requests")
      Self.write(requests, to: &json)
      json.name("steps")
      json.array { json in
        for step in steps {
          json.object { json in
            json.member("kind", step.kind.rawValue)
            json.member("text", step.text)
            json.name("requests")
            if let requests = step.requests {
              Self.write(requests, to: &json)
            } else {
              json.literal("null")
            }
            json.member("reason", step.reason)
          }
        }
      }
    }
  }

  private static func write(_ bounds: RequestBounds, to json: inout JSONText) {
    json.object { json in
      json.member("least", bounds.least)
      json.member("fixed", bounds.fixed)
      json.member("searches", bounds.searches)
      json.member("per_list", bounds.perList)
      json.member("pages", bounds.pages.rawValue)
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
