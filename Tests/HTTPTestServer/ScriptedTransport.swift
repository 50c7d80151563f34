public import RegistryHTTP
import Synchronization

/// A transport that gives what a test has written down, one after another, and the last for ever.
public final class ScriptedTransport: HTTPTransport {
  /// What becomes of a request.
  public enum Step: Sendable {
    /// It is answered.
    case answer(HTTPAnswer)
    /// It is not.
    case failure(TransportError)
  }

  private let state: Mutex<(steps: [Step], requests: [HTTPRequest])>

  /// A transport with a script.
  public init(_ steps: Step...) { state = Mutex((steps, [])) }

  /// What was asked.
  public var requests: [HTTPRequest] { state.withLock { $0.requests } }

  /// Gives the next step.
  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
    let step = state.withLock { state in
      state.requests.append(request)
      return state.steps.count > 1 ? state.steps.removeFirst() : state.steps[0]
    }
    switch step {
    case .answer(let answer): return answer
    case .failure(let error): throw error
    }
  }
}

extension ScriptedTransport.Step {
  /// An answer with a body of text.
  public static func answer(
    _ status: Int, _ body: String = "", headers: [HTTPHeader] = []
  ) -> Self {
    .answer(HTTPAnswer(status: status, headers: headers, body: Array(body.utf8)))
  }
}
