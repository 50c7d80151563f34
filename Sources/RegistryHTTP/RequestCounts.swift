/// What was sent and received so far.
public struct RequestCounts: Sendable, Hashable {
  /// Requests that were sent, each try counted.
  public var requests = 0
  /// Those of them that were tries after the first.
  public var retries = 0
  /// Answers that said it was too much.
  public var throttled = 0
  /// Bytes of bodies, decompressed.
  public var bytes = 0

  /// Nothing yet.
  public init() {}
}

/// Something to tell of a call, as it happens. No secret is in it.
public struct TraceEvent: Sendable, Hashable {
  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// A request is sent.
    case request(method: HTTPRequest.Method, url: String, headers: [HTTPHeader])
    /// It is answered.
    case answer(status: Int, requestID: String?, bytes: Int)
    /// There is no answer, or none that can be read.
    case failure(String)
    /// It will be tried again behind a pause.
    case pause(Duration)
  }

  /// The number of the call, from 1.
  public var call: Int
  /// Which try of it this is, from 1.
  public var attempt: Int
  /// What happened.
  public var kind: Kind
  /// Since the try was sent.
  public var elapsed: Duration
}

extension TraceEvent: CustomStringConvertible {
  /// The event as one line, safe to show on a terminal.
  public var description: String {
    let number = attempt == 1 ? "\(call)" : "\(call).\(attempt)"
    let milliseconds = Int((elapsed.seconds * 1_000).rounded())
    switch kind {
    case .request(let method, let url, let headers):
      let lines = headers.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
      return "→ \(number) \(method.rawValue) \(url)\(lines.isEmpty ? "" : " (\(lines))")"
    case .answer(let status, let requestID, let bytes):
      let name = requestID.map { ", request \($0)" } ?? ""
      return "← \(number) \(status), \(bytes) bytes, \(milliseconds) ms\(name)"
    case .failure(let message):
      return "← \(number) failed after \(milliseconds) ms: \(message)"
    case .pause(let pause):
      return "  \(number) again in \(Int((pause.seconds * 1_000).rounded())) ms"
    }
  }
}
