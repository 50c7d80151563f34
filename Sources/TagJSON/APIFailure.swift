/// What the Tags API says where it does not do what it was asked: the body of an error, with or
/// without a `type`.
///
/// All texts are as the server said them, so none is safe to show on a terminal. Which error it is
/// tells the HTTP status first; a body may say less, or nothing.
public struct APIFailure: Sendable, Hashable {
  /// One part of what is wrong: an argument, or a permission that is lacking.
  public struct Detail: Sendable, Hashable {
    /// The argument that is to blame, such as `page_size`.
    public var argumentName: String?
    /// What is wrong with the argument, in words.
    public var helpMessage: String?
    /// `unknown`, `required`, `format` or `constraint`.
    public var reason: String?
    /// The action that is not allowed, such as `read`.
    public var action: String?
    /// What it is not allowed on, such as `namespace`.
    public var resource: String?

    /// What is wrong with an argument.
    public init(
      argumentName: String? = nil, helpMessage: String? = nil, reason: String? = nil,
      action: String? = nil, resource: String? = nil
    ) {
      self.argumentName = argumentName
      self.helpMessage = helpMessage
      self.reason = reason
      self.action = action
      self.resource = resource
    }
  }

  /// The kind, such as `not_found`; nil where the body is untyped.
  public var type: String?
  /// A sentence for people.
  public var message: String?
  /// Of `not_found` and others: the kind of thing, such as `tag`.
  public var resource: String?
  /// Of `not_found` and others: its UUID.
  public var resourceID: String?
  /// Of `precondition_failed`: what has to be so, such as `tag_digest_shared`.
  public var precondition: String?
  /// Of `precondition_failed`: what to do.
  public var helpMessage: String?
  /// Of `transient_state`: the state that the thing is in.
  public var currentState: String?
  /// Of `denied_authentication`: how it was tried, such as `api_key`.
  public var method: String?
  /// Of `denied_authentication`: why not, such as `expired`.
  public var reason: String?
  /// Of `expired` and `resource_expired`: since when, as the server wrote it.
  public var expiredSince: String?
  /// Of `invalid_arguments` and `permissions_denied`: the parts.
  public var details: [Detail]

  /// A failure; everything else can be set.
  public init(type: String? = nil, message: String? = nil, details: [Detail] = []) {
    self.type = type
    self.message = message
    self.details = details
  }

  /// Reads the body of an error; nil where it is no JSON object. Whatever in it is not what it
  /// should be counts as missing.
  public init?(body: some Collection<UInt8>) {
    let read = try? JSONParser().read(body) { root throws(TagJSONError) -> APIFailure? in
      guard root.isObject else { return nil }
      let members = JSONMembers<FailureKey>()
      members.find(in: root)
      var failure = APIFailure(type: members[.type].text, message: members[.message].text)
      failure.resource = members[.resource].text
      failure.resourceID = members[.resourceID].text
      failure.precondition = members[.precondition].text
      failure.helpMessage = members[.helpMessage].text
      failure.currentState = members[.currentState].text
      failure.method = members[.method].text
      failure.reason = members[.reason].text
      failure.expiredSince = members[.expiredSince].text
      let details = members[.details]
      try details.forEach { element throws(TagJSONError) in
        guard element.isObject else { return }
        members.find(in: element)
        failure.details.append(
          Detail(
            argumentName: members[.argumentName].text, helpMessage: members[.helpMessage].text,
            reason: members[.reason].text, action: members[.action].text,
            resource: members[.resource].text))
      }
      return failure
    }
    guard let failure = read ?? nil else { return nil }
    self = failure
  }
}

/// The keys of the body of an error and of its details.
enum FailureKey: Int, MemberKey {
  case type, message, resource, resourceID, precondition, helpMessage, currentState, method, reason
  case expiredSince, details, argumentName, action

  var text: String {
    switch self {
    case .type: "type"
    case .message: "message"
    case .resource: "resource"
    case .resourceID: "resource_id"
    case .precondition: "precondition"
    case .helpMessage: "help_message"
    case .currentState: "current_state"
    case .method: "method"
    case .reason: "reason"
    case .expiredSince: "expired_since"
    case .details: "details"
    case .argumentName: "argument_name"
    case .action: "action"
    }
  }
}
