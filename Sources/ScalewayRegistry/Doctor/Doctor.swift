public import RegistryHTTP
import TagJSON
public import TagQuery

/// Finds out why the API cannot be used, or that it can: what is set where, and what comes of
/// trying it.
public struct Doctor: Sendable {
  /// Makes the way to an endpoint.
  public typealias TransportMaker =
    @Sendable (Endpoint, NetworkOptions) throws(TransportError) -> any HTTPTransport

  private let settings: ConnectionSettings
  private let now: @Sendable () -> Timestamp
  private let makeTransport: TransportMaker

  /// A doctor with a wall clock and a way to make connections.
  public init(
    settings: ConnectionSettings = ConnectionSettings(), now: @escaping @Sendable () -> Timestamp,
    makeTransport: @escaping TransportMaker = { (endpoint, options) throws(TransportError) in
      try NetworkTransport(endpoint: endpoint, options: options)
    }
  ) {
    var settings = settings
    // Whoever waits for a diagnosis wants it soon.
    settings.retry.tries = min(settings.retry.tries, 2)
    settings.retry.timeout = min(settings.retry.timeout, .seconds(15))
    self.settings = settings
    self.now = now
    self.makeTransport = makeTransport
  }

  /// Looks at a configuration and tries it: at most one request a region, and another one each
  /// where it is answered so that this may help.
  public func examine(_ configuration: ScalewayConfiguration) async -> [Finding] {
    configuration.findings + (await trial(of: configuration))
  }

  /// What to say where there is no configuration.
  public func finding(_ error: ScalewayConfigurationError) -> Finding {
    Finding(.bad, "configuration", error.message)
  }

  // MARK: Trying it

  private func trial(of configuration: ScalewayConfiguration) async -> [Finding] {
    let endpoint = configuration.endpoint.value
    let transport: any HTTPTransport
    do throws(TransportError) {
      transport = try makeTransport(endpoint, configuration.networkOptions)
    } catch {
      return [Finding(.bad, "connection", shown(error.message))]
    }
    let connection = RegistryConnection(
      endpoint: endpoint, credential: configuration.credential, transport: transport,
      settings: settings)
    let region = configuration.region.value
    let visit = await visit(region, on: connection)
    var findings = visit.findings(on: connection, now: now())
    guard case .success(let count, _, _) = visit.outcome, count == 0 else { return findings }
    for other in ScalewayRegistry.knownRegions where other != region {
      let there = await self.visit(other, on: connection)
      guard case .success(let count?, _, _) = there.outcome, count > 0 else { continue }
      findings.append(
        Finding(
          .warning, "region", "\(region) has no namespace, and \(other) has \(count)",
          mend: "use --region \(other), or set default_region (SCW_DEFAULT_REGION)"))
    }
    return findings
  }

  private func visit(_ region: String, on connection: RegistryConnection) async -> Visit {
    let call = APICall.list(ListRequest(.namespaces, region: region, pageSize: 1))
    let start = settings.clock.now
    do throws(CallFailure) {
      let target = try call.target()
      let (page, answer) = try await connection.call(.get, target) {
        (answer) throws(UnreadableAnswer) in (try readNamespaces(answer), answer)
      }
      return Visit(
        call: call, region: region,
        outcome: .success(page.totalCount, answer, elapsed: settings.clock.now - start))
    } catch {
      return Visit(call: call, region: region, outcome: .failure(error))
    }
  }
}

/// What came of asking one region for its namespaces.
private struct Visit {
  enum Outcome {
    case success(Int?, HTTPAnswer, elapsed: Duration)
    case failure(CallFailure)
  }

  let call: APICall
  let region: String
  let outcome: Outcome

  func findings(on connection: RegistryConnection, now: Timestamp) -> [Finding] {
    let clock = clock(now).map { [$0] } ?? []
    switch outcome {
    case .success(let count, let answer, let elapsed):
      let milliseconds =
        elapsed.components.seconds * 1_000
        + elapsed.components.attoseconds / 1_000_000_000_000_000
      let number = count.map { "\($0) namespace\($0 == 1 ? "" : "s")" } ?? "namespaces"
      let order = answer.header(ScalewayRegistry.nameOrderHeader) == "bytes"
      return [
        Finding(.good, "connection", "\(connection.endpoint) answers in \(milliseconds) ms"),
        Finding(.good, "access", "\(region) shows \(number)"),
        Finding(
          .good, "capabilities",
          "pages of 100, deletes tags, names ordered \(order ? "by bytes" : "in a way not told")"),
        Finding(
          .good, "limits", "none is told; the client slows down when the API says it is too much"),
      ] + clock
    case .failure(let failure):
      let error = RegistryError(failure, of: call, on: connection)
      var findings: [Finding] = []
      if case .status = failure.cause {
        findings.append(Finding(.good, "connection", "\(connection.endpoint) answers"))
      }
      findings.append(Finding(.bad, failure.subject, error.message))
      return findings + clock
    }
  }

  /// What the server's clock says of the one here. Certificates and keys are valid for a time.
  private func clock(_ now: Timestamp) -> Finding? {
    let answer: HTTPAnswer? =
      switch outcome {
      case .success(_, let answer, _): answer
      case .failure(let failure):
        switch failure.cause {
        case .status(let answer), .unreadable(_, let answer): answer
        case .transport, .cancelled: nil
        }
      }
    guard let theirs = answer?.header("Date").flatMap(HTTPDate.parse) else { return nil }
    let second: Int64 = 1_000_000_000
    let seconds = now.nanoseconds / second - theirs.nanoseconds / second
    guard abs(seconds) > 60 else { return Finding(.good, "clock", "agrees with the server's") }
    return Finding(
      .warning, "clock",
      "is \(abs(seconds)) s \(seconds > 0 ? "ahead of" : "behind") the server's",
      mend: "set the clock of this machine: ages and certificates are judged by it")
  }
}

extension CallFailure {
  /// What it is about, in a word or two.
  fileprivate var subject: String {
    switch cause {
    case .status(let answer) where [401, 403].contains(answer.status): "access"
    case .status(let answer) where [400, 404].contains(answer.status): "region"
    case .status, .unreadable: "answer"
    case .transport(let error):
      switch error.kind {
      case .certificate: "certificate"
      case .proxy: "proxy"
      default: "connection"
      }
    case .cancelled: "connection"
    }
  }
}
