/// How often a server misbehaves, and how.
///
/// Its text is a list of kinds with how often each of them happens, from 0 to 1:
/// `429=0.1,500=0.05,reset=0.02`. The kinds are
///
/// - a status from 400 to 599: the call is not carried out. 429 has no body and no `Retry-After`;
///   503 has a body of one of several kinds, as gateways give them;
/// - `reset`: the connection is reset, and the call is not carried out;
/// - `truncate`: the call is carried out, and the connection ends in the middle of its answer;
/// - `garbage`: the call is carried out, and its answer is one with status 200 that cannot be read;
/// - `lost`: the call is carried out, and the connection is closed without an answer.
public struct FaultRates: Sendable, Hashable {
  /// One way to misbehave.
  enum Fault: Sendable, Hashable {
    case status(Int)
    case reset, truncate, garbage, lost

    init?(_ text: Substring) {
      switch text {
      case "reset": self = .reset
      case "truncate": self = .truncate
      case "garbage": self = .garbage
      case "lost": self = .lost
      default:
        guard text.utf8.count == 3, let status = Int(text), (400...599).contains(status) else {
          return nil
        }
        self = .status(status)
      }
    }
  }

  private(set) var rates: [Rate] = []

  struct Rate: Sendable, Hashable {
    var fault: Fault
    var share: Double
  }

  /// A server that does not misbehave.
  public init() {}

  /// The rates that a text says. Throws what is wrong with it, as a sentence for people.
  public init(_ text: String) throws(ServerError) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2 else {
        throw ServerError("'\(part)' is no fault: write it as 429=0.1 or reset=0.02")
      }
      guard let fault = Fault(sides[0]) else {
        throw ServerError(
          """
          '\(sides[0])' is no kind of fault: there are the statuses 400 to 599, reset, truncate, \
          garbage and lost
          """)
      }
      guard !rates.contains(where: { $0.fault == fault }) else {
        throw ServerError("the fault '\(sides[0])' is given twice")
      }
      guard let share = Double(sides[1]), share >= 0, share <= 1 else {
        throw ServerError("'\(sides[1])' is not how often a fault happens: that is from 0 to 1")
      }
      rates.append(Rate(fault: fault, share: share))
    }
    // A sum of decimals may be a little more than what it is on paper.
    guard rates.reduce(0, { $0 + $1.share }) <= 1 + 1e-9 else {
      throw ServerError("the faults happen more often than always: together they may be 1 at most")
    }
  }

  var isEmpty: Bool { rates.allSatisfy { $0.share == 0 } }
}
