/// A request, as far as it matters here.
struct IncomingRequest: Sendable {
  var method: String
  /// The path and query, as they came.
  var target: String
  var host: String?
  var origin: String?
  var token: String?
  /// The length that its body claims to have; nil where it claims none.
  var bodyLength: Int?
}

/// What is sent.
struct Answer: Sendable, Equatable {
  struct Header: Sendable, Equatable {
    var name: String
    var value: String
  }

  var status: Int
  var headers: [Header] = []
  var body: [UInt8] = []

  /// An answer whose body is JSON.
  static func json(_ text: String, status: Int = 200) -> Answer {
    Answer(
      status: status, headers: [Header(name: "Content-Type", value: "application/json")],
      body: Array(text.utf8))
  }

  static func error(_ error: APIError) -> Answer {
    error == .rateLimited ? rateLimited : json(error.body, status: error.status)
  }

  /// It does not say when to come back.
  static let rateLimited = Answer(
    status: 429, headers: [Header(name: "X-Envoy-Ratelimited", value: "true")])

  subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// How a request ends.
enum Outcome: Sendable, Equatable {
  case answer(Answer)
  /// The connection ends in the middle of the answer.
  case truncated(Answer)
  /// The connection is closed without an answer.
  case lost
  /// The connection is reset.
  case reset
}
