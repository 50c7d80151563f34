import TagQuery

/// Answers requests: everything that a server does but the network.
struct Endpoint: Sendable {
  private let access: AccessCheck
  private let handler: CallHandler
  private let faults: FaultPlan
  private let latency: Duration
  private let headers: [Answer.Header]
  private let ids = RequestIDs()
  private let log: AccessLog

  /// Bodies mean nothing to the calls of the API; larger ones are not read.
  static let largestBody = 65_536

  init(_ registry: any Registry, _ options: ServerOptions) throws(ServerError) {
    var registry = registry
    if options.deletionDelay > .zero {
      registry = LingeringRegistry(
        registry, delay: options.deletionDelay, now: options.uptime)
    }
    var churn: Churn?
    if let interval = options.churn {
      guard let push = options.push else {
        throw ServerError("no tags can be pushed to \(registry.capabilities.name)")
      }
      churn = Churn(every: interval, seed: options.seed, now: options.now, push: push)
    }
    access = AccessCheck(token: options.token)
    log = AccessLog(options)
    handler = CallHandler(registry: registry, churn: churn, report: log.report)
    faults = FaultPlan(options.faults, seed: options.seed)
    latency = options.latency
    let isByBytes = registry.capabilities.tags.nameCollation == .bytes
    headers = isByBytes ? [Answer.Header(name: "X-Tagq-Name-Order", value: "bytes")] : []
  }

  /// What is sent, and told to the log.
  func respond(to request: IncomingRequest) async -> Outcome {
    let id = ids.next()
    let start = log.start()
    let outcome: Outcome
    switch await self.outcome(of: request) {
    case .answer(let answer): outcome = .answer(finished(answer, id, request))
    case .truncated(let answer): outcome = .truncated(finished(answer, id, request))
    case .lost: outcome = .lost
    case .reset: outcome = .reset
    }
    log.write(request, outcome, id: id, since: start)
    return outcome
  }

  private func finished(_ answer: Answer, _ id: String, _ request: IncomingRequest) -> Answer {
    var answer = answer
    answer.headers.append(Answer.Header(name: "X-Request-Id", value: id))
    return answer
  }

  private func outcome(of request: IncomingRequest) async -> Outcome {
    guard let target = RequestTarget(request.target) else {
      return .answer(
        .error(.untyped(status: 400, message: "the path is not percent-encoded UTF-8")))
    }
    if target.segments == ["healthz"] { return .answer(health(request)) }
    do throws(APIError) {
      if let length = request.bodyLength, length > Self.largestBody {
        throw .untyped(status: 413, message: "no call of this API needs such a body")
      }
      try access.check(
        token: request.token, host: request.host, origin: request.origin,
        isChange: request.method == "DELETE")
      guard let route = Route(target.segments) else {
        throw .untyped(
          status: 404, message: "there is no such call; see GET /registry/v1/regions/…")
      }
      guard route.methods.contains(request.method) else {
        return .answer(Self.refusal(of: request.method, route.methods))
      }
      return await outcome(of: request, route, target)
    } catch {
      return .answer(.error(error))
    }
  }

  private static func refusal(of method: String, _ methods: [String]) -> Answer {
    let list = methods.joined(separator: ", ")
    var answer = Answer.error(
      .untyped(status: 405, message: "this has no method \(method): it has \(list)"))
    answer.headers.append(Answer.Header(name: "Allow", value: list))
    return answer
  }

  private func health(_ request: IncomingRequest) -> Answer {
    guard ["GET", "HEAD"].contains(request.method) else {
      return Self.refusal(of: request.method, ["GET", "HEAD"])
    }
    return .json(#"{"status":"ok"}"#)
  }

  private func outcome(
    of request: IncomingRequest, _ route: Route, _ target: RequestTarget
  ) async -> Outcome {
    let outcome = await outcomeAtOnce(of: request, route, target)
    // Afterwards, so that whoever does not wait for the answer has still had the effect.
    if latency > .zero { try? await Task.sleep(for: latency) }
    return outcome
  }

  private func outcomeAtOnce(
    of request: IncomingRequest, _ route: Route, _ target: RequestTarget
  ) async -> Outcome {
    guard let next = faults.next(method: request.method, target: request.target) else {
      return .answer(await answer(to: request, route, target))
    }
    switch next.fault {
    case .status(let status): return .answer(FaultyAnswer.error(status, next.random))
    case .reset: return .reset
    case .garbage:
      return .answer(
        FaultyAnswer.garbage(from: await answer(to: request, route, target), next.random))
    case .truncate: return .truncated(await answer(to: request, route, target))
    case .lost:
      _ = await answer(to: request, route, target)
      return .lost
    }
  }

  private func answer(
    to request: IncomingRequest, _ route: Route, _ target: RequestTarget
  ) async -> Answer {
    var answer: Answer
    do throws(APIError) {
      let call = try TagsCall(
        route, method: request.method, parameters: target.parameters,
        capabilities: handler.registry.capabilities)
      answer = .json(try await handler.answer(call))
    } catch {
      answer = .error(error)
    }
    answer.headers += headers
    return answer
  }
}
