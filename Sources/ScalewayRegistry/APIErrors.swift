import RegistryHTTP
import TagJSON
import TagQuery

// What each failure of a call means to people: what happened, to which resource, what to do.

extension RegistryError {
  init(_ failure: CallFailure, of call: APICall, on connection: RegistryConnection) {
    let wording = FailureWording(failure: failure, call: call, connection: connection)
    self = wording.error
    requestID = failure.requestID.map(connection.shown)
    if let requestID { message += " (request \(requestID))" }
  }
}

/// Puts a failure into words.
private struct FailureWording {
  let failure: CallFailure
  let call: APICall
  let connection: RegistryConnection

  private var place: String { "\(call.subject) in \(connection.shown(call.region))" }

  /// How often it was tried, where that was more than once.
  private var effort: String {
    switch failure.end {
    case .timeUsed: " within the time that it has"
    case _ where failure.tries > 1: " in \(failure.tries) tries"
    case .final, .triesUsed: ""
    }
  }

  var error: RegistryError {
    switch failure.cause {
    case .cancelled: RegistryError(.cancelled, "the run was cancelled")
    case .transport(let error): self.error(of: error)
    case .unreadable(let answer, _):
      RegistryError(
        .unavailable,
        "the answer about \(place) cannot be read\(effort): \(connection.shown(answer.reason)); "
          + "see whether \(connection.endpoint) is the address of the API")
    case .status(let answer): self.error(of: answer)
    }
  }

  // MARK: No answer

  private func error(of error: TransportError) -> RegistryError {
    let mend =
      switch error.kind {
      case .unreachable: "see whether the network and the address are right, or run tagq doctor"
      case .timedOut, .connectionLost: "try again, with more time if it is slow"
      case .unreadable: "see whether \(connection.endpoint) is the address of the API"
      case .bodyTooLarge: "ask for smaller pages"
      case .certificate(.untrusted):
        "if an authority of your own has signed it, name its file in SSL_CERT_FILE"
      case .certificate(.wrongName): "see whether the address is right"
      case .certificate(.expired): "whoever runs the server has to renew it"
      case .certificate(.notYetValid): "see whether the clock of this machine is right"
      case .tls: "see whether the address and its port are right"
      case .proxy: "see HTTPS_PROXY, HTTP_PROXY and NO_PROXY"
      case .notAllowed, .cancelled: ""
      }
    let what = connection.shown(error.message)
    guard error.kind != .notAllowed else { return RegistryError(.invalidRequest, what) }
    return RegistryError(
      .unavailable, "\(place) could not be asked for\(effort): \(what); \(mend)")
  }

  // MARK: An answer

  private func error(of answer: HTTPAnswer) -> RegistryError {
    let said = APIFailure(body: answer.body)
    switch answer.status {
    case 300..<400:
      return RegistryError(
        .unavailable,
        "\(connection.endpoint) sends the request about \(place) elsewhere (\(answer.status)), "
          + "where it does not go since the secret key would go with it; set the address of the "
          + "API itself")
    case 400: return invalid(said)
    case 401: return unknownKey(said)
    case 403: return forbidden(said)
    case 404: return missing(said)
    case 408, 409: return transient(said, answer.status)
    case 410:
      let since = said?.expiredSince.map { " since \(shown($0))" } ?? ""
      return RegistryError(.gone, "\(place) is gone\(since)\(words(said)); leave it out")
    case 412: return refused(said)
    case 423:
      return RegistryError(
        .locked,
        "\(resource(said)) is locked\(words(said)); wait until the registry has unlocked it, or "
          + "ask its support")
    case 429:
      return RegistryError(
        .rateLimited,
        "\(connection.endpoint) had too many requests to answer about \(place)\(effort); try "
          + "later, or send fewer at once (--concurrency, --rps)")
    case 500...:
      return RegistryError(
        .unavailable,
        "\(connection.endpoint) failed (\(answer.status)) when asked about \(place)\(effort)"
          + "\(words(said)); try again later")
    default:
      return RegistryError(
        .invalidRequest,
        "\(connection.endpoint) did not accept the request about \(place) (\(answer.status))"
          + "\(words(said)); see whether it is the address of the API")
    }
  }

  private func invalid(_ said: APIFailure?) -> RegistryError {
    let details = said?.details ?? []
    let argument = details.lazy.compactMap(\.argumentName).first
    guard let argument else {
      return RegistryError(
        .invalidRequest,
        "\(connection.endpoint) did not accept the request about \(place)\(words(said)); see "
          + "whether the region and the address are right")
    }
    let parts = details.map { detail in
      let name = detail.argumentName.map { "'\(shown($0))' " } ?? ""
      return name + shown(detail.helpMessage ?? detail.reason ?? "is not accepted")
    }
    let mend =
      switch argument {
      case "region": "see whether the region is right"
      case "order_by": "sort the rows here instead"
      default: "ask otherwise, or see whether there is a newer tagq"
      }
    return RegistryError(
      .invalidRequest,
      "\(connection.endpoint) did not accept the request about \(place): "
        + "\(parts.joined(separator: ", ")); \(mend)",
      argument: shown(argument))
  }

  private func unknownKey(_ said: APIFailure?) -> RegistryError {
    guard connection.hasCredential else {
      return RegistryError(
        .denied,
        "\(connection.endpoint) wants a secret key to tell about \(place), and none is set; run "
          + "scw init, or set SCW_SECRET_KEY (TAGQ_TOKEN for another address)")
    }
    let why =
      switch said?.reason {
      case "expired": "the secret key has expired; make a new API key"
      case "not_found": "the secret key is not known; see whether it was deleted or mistyped"
      default: "the secret key is not accepted\(words(said)); see whether it is right"
      }
    return RegistryError(
      .denied,
      "\(connection.endpoint) denies access to \(place): \(why) (tagq doctor tells whence it is)"
    )
  }

  private func forbidden(_ said: APIFailure?) -> RegistryError {
    let lacking = (said?.details ?? []).map { detail in
      [detail.action, detail.resource].compactMap { $0.map(shown) }.joined(separator: " ")
    }.filter { !$0.isEmpty }
    let what = lacking.isEmpty ? words(said) : ": it lacks '\(lacking.joined(separator: "', '"))'"
    let permission =
      call.method == .delete ? "ContainerRegistryFullAccess" : "ContainerRegistryReadOnly"
    return RegistryError(
      .denied,
      "the API key has no access to \(place)\(what); give its owner the permission \(permission) "
        + "for the project")
  }

  private func missing(_ said: APIFailure?) -> RegistryError {
    RegistryError(
      .notFound,
      "\(place) was not found\(resourceNote(said)); it may be gone, in another region, or of a "
        + "project that the API key does not see")
  }

  /// What was not found, where that is something else than what was asked for.
  private func resourceNote(_ said: APIFailure?) -> String {
    guard let said else { return "" }
    if let resource = said.resource, !call.subject.contains(resource) {
      return ": there is no \(shown(resource)) \(shown(said.resourceID ?? ""))"
    }
    return said.type == nil ? words(said) : ""
  }

  private func transient(_ said: APIFailure?, _ status: Int) -> RegistryError {
    guard status == 409 else {
      return RegistryError(
        .unavailable,
        "\(connection.endpoint) has not had the request about \(place) in time\(effort); try again")
    }
    let state = said?.currentState.map { " (\(shown($0)))" } ?? ""
    return RegistryError(
      .transient,
      "\(resource(said)) is being changed\(state)\(effort); try again when that is over")
  }

  private func refused(_ said: APIFailure?) -> RegistryError {
    if said?.precondition == "tag_digest_shared" {
      return RegistryError(
        .precondition,
        "\(place) has a digest that other tags of its image have too; delete them with it, or use "
          + "delete force")
    }
    let help = said?.helpMessage.map { ": \(shown($0))" } ?? words(said)
    let name = said?.precondition.map { " (\(shown($0)))" } ?? ""
    return RegistryError(
      .precondition,
      "the registry refuses it for \(place) in the present state\(name)\(help); mend that first")
  }

  // MARK: Parts

  private func resource(_ said: APIFailure?) -> String {
    guard let resource = said?.resource, let id = said?.resourceID else { return place }
    return "\(shown(resource)) \(shown(id)) in \(shown(call.region))"
  }

  /// What the server says itself, where it says something.
  private func words(_ said: APIFailure?) -> String {
    guard let message = said?.message ?? said?.type, !message.isEmpty else { return "" }
    return ": \(shown(message))"
  }

  /// A text of the server's, safe and not too long.
  private func shown(_ text: String) -> String {
    let shown = connection.shown(text)
    return shown.unicodeScalars.count > 200
      ? String(String.UnicodeScalarView(shown.unicodeScalars.prefix(200))) + "…" : shown
  }
}
