/// Why a server cannot be what was asked for.
public struct ServerError: Error, Sendable, Hashable {
  /// One sentence for people, without its full stop.
  public let message: String

  init(_ message: String) { self.message = message }
}

extension ServerError: CustomStringConvertible {
  /// The sentence.
  public var description: String { message }
}
