import TagQuery

/// Why an answer of success is none: its body is not what it should be.
public struct UnreadableAnswer: Error, Sendable, Hashable {
  /// What is wrong with the body, in lower case and without a full stop.
  public let reason: String

  /// A body that is not what it should be.
  public init(_ reason: String) { self.reason = reason }
}

/// Why a call was not answered with success.
public struct CallFailure: Error, Sendable {
  /// What the last try came to.
  public enum Cause: Error, Sendable {
    /// An answer that is no success.
    case status(HTTPAnswer)
    /// An answer of success that cannot be read.
    case unreadable(UnreadableAnswer, HTTPAnswer)
    /// No answer.
    case transport(TransportError)
    /// The task was cancelled.
    case cancelled
  }

  /// Why it was not tried again.
  public enum End: Sendable, Hashable {
    /// That would not have helped.
    case final
    /// It was tried as often as is allowed.
    case triesUsed
    /// The time of the call is over, or would be before the next try.
    case timeUsed
  }

  /// What the last try came to.
  public let cause: Cause
  /// Why it was not tried again.
  public let end: End
  /// How often it was tried.
  public let tries: Int
  /// Whether a try before the last one may have been carried out, its answer lost. What a deletion
  /// does not find then is what it has deleted itself.
  public let mayBeDone: Bool

  /// A failure.
  public init(cause: Cause, end: End, tries: Int, mayBeDone: Bool) {
    self.cause = cause
    self.end = end
    self.tries = tries
    self.mayBeDone = mayBeDone
  }

  /// The name that the server gave to the last try.
  public var requestID: String? {
    switch cause {
    case .status(let answer), .unreadable(_, let answer): answer.requestID
    case .transport, .cancelled: nil
    }
  }
}

extension CallFailure.Cause {
  /// Whether another try may fare better: too much, a time-out, a passing state (409), or a server
  /// that fails.
  var isPassing: Bool {
    switch self {
    case .status(let answer): [408, 409, 429].contains(answer.status) || answer.status >= 500
    case .unreadable: true
    case .transport(let error): error.isPassing
    case .cancelled: false
    }
  }

  /// Whether the server may have done what it was asked. 503 is among the answers that do not say:
  /// it may be those of a gateway.
  var mayBeDone: Bool {
    switch self {
    case .status(let answer): answer.status >= 500
    case .unreadable: true
    case .transport(let error): error.mayBeDone
    case .cancelled: true
    }
  }

  /// How long the server asks to be left alone (RFC 9110, 10.2.3), at most a day.
  var pauseAsked: Duration? {
    guard case .status(let answer) = self, let text = answer.header("Retry-After") else {
      return nil
    }
    let longest: Int64 = 86_400
    if let seconds = Int64(text) { return .seconds(min(max(seconds, 0), longest)) }
    // Measured by the server's own clock, since the one here may be wrong.
    guard let time = HTTPDate.parse(text),
      let now = answer.header("Date").flatMap(HTTPDate.parse)
    else { return nil }
    let seconds = (time.nanoseconds / 1_000_000_000) - (now.nanoseconds / 1_000_000_000)
    return .seconds(min(max(seconds, 0), longest))
  }
}

extension HTTPAnswer {
  /// The name that the server gave to the request.
  public var requestID: String? { header("X-Request-Id") }
}
