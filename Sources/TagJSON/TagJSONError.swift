/// Why a JSON text is no tag, image or namespace.
public struct TagJSONError: Error, Sendable, Hashable {
  /// One sentence for people without its full stop, safe to show on a terminal: which key is
  /// missing or wrong, what it must be and what was found.
  public let message: String

  init(_ message: String) { self.message = message }
}

extension TagJSONError: CustomStringConvertible {
  /// The sentence.
  public var description: String { message }
}
