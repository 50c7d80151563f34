import TagQuery

/// What a server answers that misbehaves.
enum FaultyAnswer {
  /// An error that the API's own servers, or the gateway before them, answer with.
  static func error(_ status: Int, _ random: SplitMix64) -> Answer {
    var random = random
    switch status {
    case 429: return .rateLimited
    case 503:
      switch random.below(3) {
      case 0:
        return .json(
          #"{"resource":"registry","type":"out_of_stock"}"#, status: 503)
      case 1: return .error(.untyped(status: 503, message: "service unavailable"))
      default: return text("upstream connect error or disconnect/reset before headers", 503)
      }
    default: return .error(.untyped(status: status, message: "made to fail, as was asked for"))
    }
  }

  /// An answer with status 200 that is not what it claims to be.
  static func garbage(from answer: Answer, _ random: SplitMix64) -> Answer {
    var random = random
    var body: [UInt8]
    switch random.below(4) {
    case 0: body = []
    case 1: body = Array("<html><body>It works!</body></html>".utf8)
    case 2: body = Array(answer.body.prefix(answer.body.count / 2))
    default: body = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }
    // What is cut in half, or drawn, might by chance be JSON.
    if body == answer.body || body.first.map({ (0x30...0x39).contains($0) }) ?? false {
      body = Array("}".utf8)
    }
    var garbage = Answer.json("")
    garbage.body = body
    return garbage
  }

  private static func text(_ text: String, _ status: Int) -> Answer {
    Answer(
      status: status, headers: [Answer.Header(name: "Content-Type", value: "text/plain")],
      body: Array(text.utf8))
  }
}
