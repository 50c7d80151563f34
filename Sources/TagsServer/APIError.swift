import TagJSON
import TagQuery

/// What the API answers instead of what it was asked for.
enum APIError: Error, Equatable {
  case invalidArguments([ArgumentProblem])
  /// The credentials are missing, or are not those that are wanted.
  case denied(reason: String)
  /// The credentials do not suffice; in words that people are shown.
  case forbidden(action: String, resource: String, message: String)
  case notFound(resource: String, id: String)
  case gone(resource: String, id: String)
  case precondition(String, mend: String)
  case locked(resource: String, id: String)
  case transient(resource: String, id: String)
  /// Such an answer has no body.
  case rateLimited
  /// An answer whose body has no type, as gateways give them.
  case untyped(status: Int, message: String)

  /// What a registry's refusal is on the wire.
  init(_ error: RegistryError, resource: String, id: String, action: String) {
    self =
      switch error.kind {
      case .notFound: .notFound(resource: resource, id: id)
      case .gone: .gone(resource: resource, id: id)
      case .locked: .locked(resource: resource, id: id)
      case .precondition: .precondition("tag_digest_shared", mend: error.message)
      case .invalidRequest:
        .invalidArguments([
          ArgumentProblem(
            argument: error.argument ?? resource, reason: .constraint, mend: error.message)
        ])
      case .transient: .transient(resource: resource, id: id)
      case .rateLimited: .rateLimited
      case .denied: .forbidden(action: action, resource: resource, message: error.message)
      case .unavailable, .cancelled: .untyped(status: 503, message: error.message)
      }
  }

  var status: Int {
    switch self {
    case .invalidArguments: 400
    case .denied: 401
    case .forbidden: 403
    case .notFound: 404
    case .transient: 409
    case .gone: 410
    case .precondition: 412
    case .locked: 423
    case .rateLimited: 429
    case .untyped(let status, _): status
    }
  }

  /// Empty where there is none.
  var body: String { self == .rateLimited ? "" : TagsAPIWriter.body(failure) }

  private var failure: APIFailure {
    switch self {
    case .invalidArguments(let problems):
      return APIFailure(
        type: "invalid_arguments", message: "invalid argument(s)",
        details: problems.map { problem in
          APIFailure.Detail(
            argumentName: problem.argument, helpMessage: problem.mend,
            reason: problem.reason.rawValue)
        })
    case .denied(let reason):
      var failure = APIFailure(
        type: "denied_authentication", message: "authentication is denied")
      failure.method = "api_key"
      failure.reason = reason
      return failure
    case .forbidden(let action, let resource, let message):
      return APIFailure(
        type: "permissions_denied", message: message,
        details: [APIFailure.Detail(action: action, resource: resource)])
    case .notFound(let resource, let id):
      return Self.failure("not_found", "resource is not found", resource, id)
    case .gone(let resource, let id):
      return Self.failure("resource_expired", "resource is gone", resource, id)
    case .locked(let resource, let id):
      return Self.failure("locked", "resource is locked", resource, id)
    case .precondition(let precondition, let mend):
      var failure = APIFailure(
        type: "precondition_failed", message: "precondition is not respected")
      failure.precondition = precondition
      failure.helpMessage = mend
      return failure
    case .transient(let resource, let id):
      var failure = Self.failure(
        "transient_state", "resource is in a transient state", resource, id)
      failure.currentState = "updating"
      return failure
    case .rateLimited: return APIFailure()
    case .untyped(_, let message): return APIFailure(message: message)
    }
  }

  private static func failure(
    _ type: String, _ message: String, _ resource: String, _ id: String
  ) -> APIFailure {
    var failure = APIFailure(type: type, message: message)
    failure.resource = resource
    failure.resourceID = id
    return failure
  }
}
