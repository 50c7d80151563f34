/// What a pipeline becomes: calls of the registry's API, and what is done here. A plan is made
/// without any request, from the query and the registry's capabilities.
public struct PipelinePlan: Sendable, Hashable {
  /// One part of a plan.
  public struct Step: Sendable, Hashable {
    /// What kind of part it is.
    public enum Kind: String, Sendable, Hashable {
      /// Finds UUIDs by names.
      case resolve
      /// Reads a list.
      case read
      /// Gets rows one by one.
      case get
      /// Uses what another pipeline has read.
      case use
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
    steps.compactMap(\.requests).reduce(RequestBounds(least: 0, most: .fixed(0)), +)
  }
}

/// The least and the most requests that something takes.
public struct RequestBounds: Sendable, Hashable {
  /// An upper bound.
  public enum Most: Sendable, Hashable {
    /// So many.
    case fixed(Int)
    /// So many, and P, the pages of the image.
    case pages(Int)
    /// So many, and the pages of every image or list that the source covers.
    case pagesOfAll(Int)
  }

  /// The least.
  public var least: Int
  /// The most.
  public var most: Most

  /// The bounds of two things that both happen.
  public static func + (left: RequestBounds, right: RequestBounds) -> RequestBounds {
    let least = left.least + right.least
    switch (left.most, right.most) {
    case (.fixed(let one), .fixed(let other)):
      return RequestBounds(least: least, most: .fixed(one + other))
    case (.pages(let one), .fixed(let other)), (.fixed(let one), .pages(let other)):
      return RequestBounds(least: least, most: .pages(one + other))
    default:
      return RequestBounds(least: least, most: .pagesOfAll(left.most.count + right.most.count))
    }
  }
}

extension RequestBounds.Most {
  fileprivate var count: Int {
    switch self {
    case .fixed(let count), .pages(let count), .pagesOfAll(let count): count
    }
  }
}

extension RequestBounds: CustomStringConvertible {
  /// Such as `1`, `2 to 3`, `1 to P`, `3 to P + 2` or `2 to the pages + 1`.
  public var description: String {
    switch most {
    case .fixed(let count): least == count ? "\(count)" : "\(least) to \(count)"
    case .pages(let count): count == 0 ? "\(least) to P" : "\(least) to P + \(count)"
    case .pagesOfAll(let count):
      count == 0 ? "\(least) to the pages" : "\(least) to the pages + \(count)"
    }
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
    switch requests.most {
    case .fixed: ""
    case .pages: "   (P: the pages of the image)"
    case .pagesOfAll: "   (pages: of every list that is read)"
    }
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

  /// The most is `fixed`, and the pages in addition.
  private static func write(_ bounds: RequestBounds, to json: inout JSONText) {
    json.object { json in
      json.member("least", bounds.least)
      json.member("fixed", bounds.most.count)
      let pages =
        switch bounds.most {
        case .fixed: "none"
        case .pages: "of the image"
        case .pagesOfAll: "of every list"
        }
      json.member("pages", pages)
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
