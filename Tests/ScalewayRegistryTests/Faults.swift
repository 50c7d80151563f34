import HTTPTestServer
import RegistryHTTP
import Synchronization

/// Faults that a server makes, the same at every run: which they are depends on the request and on
/// how often it came, not on the order in which requests come.
final class Faults: Sendable {
  enum Fault: CaseIterable {
    case tooMuch, failing, reset, cut, garbage, lostAnswer, slow
  }

  private let kinds: [Fault]
  private let percent: UInt64
  private let seen = Mutex<[String: UInt64]>([:])
  private let waiting = Mutex<[String: AsyncStream<Void>.Continuation]>([:])
  /// How many faults there were.
  let count = Mutex(0)

  init(_ kinds: [Fault], percent: UInt64) {
    self.kinds = kinds
    self.percent = percent
  }

  /// The reply to a request, with or without a fault. The request itself is always carried out.
  func reply(
    to request: TestRequest, _ respond: (TestRequest) async -> TestReply
  ) async -> TestReply {
    let key = "\(request.method) \(request.uri)"
    let time = seen.withLock { seen in
      seen[key, default: 0] += 1
      return seen[key, default: 0]
    }
    let chance = Self.hash("\(key) \(time)")
    // No request fails more often in a row than it is tried.
    guard chance % 100 < percent, time < 5 else { return await respond(request) }
    count.withLock { $0 += 1 }
    switch kinds[Int(chance / 100 % UInt64(kinds.count))] {
    case .tooMuch: return .answer(429, headers: [("X-Envoy-Ratelimited", "true")])
    case .failing: return .answer(503, body: Array("<html>".utf8))
    case .reset: return .reset
    case .cut:
      guard case .answer(_, _, let body) = await respond(request) else { return .close }
      return .cutAnswer(body: Array(body.prefix(body.count / 2)))
    case .garbage: return .answer(200, body: Array("{\"tags\":[{\"id\":1".utf8))
    case .lostAnswer:
      _ = await respond(request)
      return .close
    case .slow:
      waiting.withLock { $0[key] }?.yield()
      return .silence
    }
  }

  /// Comes back when a request is met with silence, or when the task is cancelled.
  func silence(for key: String) async {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    waiting.withLock { $0[key] = continuation }
    for await _ in stream { return }
  }

  /// FNV-1a, and a last stir of it.
  private static func hash(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= hash >> 32
    return (hash &* 0x9E37_79B9_7F4A_7C15) >> 16
  }
}

/// The network, with a time-out that is over as soon as a request is met with silence: no honest
/// answer comes too late for it, however busy the machine is.
struct ImpatientTransport: HTTPTransport {
  let network: NetworkTransport
  let faults: Faults

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
    let outcome = await withTaskGroup(of: Result<HTTPAnswer, TransportError>.self) { group in
      // Registered before the request is sent, since it may be silenced at once.
      group.addTask {
        await faults.silence(for: "\(request.method.rawValue) \(request.target.text)")
        return .failure(TransportError(.timedOut, "silence"))
      }
      group.addTask {
        do throws(TransportError) {
          return .success(try await network.send(request))
        } catch {
          return .failure(error)
        }
      }
      defer { group.cancelAll() }
      return await group.next() ?? .failure(TransportError(.cancelled, "nobody asks"))
    }
    return try outcome.get()
  }
}
