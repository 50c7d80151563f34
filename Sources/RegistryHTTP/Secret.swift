/// A secret that cannot be printed: every way to show it, reflection among them, gives `‹hidden›`.
///
/// Only this package can read its text, and does so in one place, where a request is sent.
public struct Secret: Sendable {
  /// What stands for a secret wherever one is shown.
  public static let mask = "‹hidden›"

  /// A function, since reflection and debuggers show what is stored.
  private let read: @Sendable () -> String

  /// The secret with this text.
  public init(_ text: String) { read = { text } }

  /// The text, for the request that carries it and for checks of its shape.
  package var text: String { read() }

  /// Whether a text has the secret in it.
  public func occurs(in text: String) -> Bool {
    let secret = Array(self.text.utf8)
    return !secret.isEmpty && Self.firstIndex(of: secret, in: Array(text.utf8)[...]) != nil
  }

  /// The text with the mask in place of each occurrence of the secret: for what a server said,
  /// since some repeat what they were sent.
  public func masked(in text: String) -> String {
    let secret = Array(self.text.utf8)
    guard !secret.isEmpty else { return text }
    var rest = Array(text.utf8)[...]
    var result: [UInt8] = []
    while let index = Self.firstIndex(of: secret, in: rest) {
      result += rest[..<index]
      result += Self.mask.utf8
      rest = rest[(index + secret.count)...]
    }
    return result.isEmpty ? text : String(decoding: result + rest, as: UTF8.self)
  }

  private static func firstIndex(of secret: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= secret.count else { return nil }
    return (text.startIndex...text.endIndex - secret.count).first {
      text[$0] == secret[0] && text[$0..<$0 + secret.count].elementsEqual(secret)
    }
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// `‹hidden›`.
  public var description: String { Self.mask }

  /// `‹hidden›`.
  public var debugDescription: String { Self.mask }

  /// A mirror that shows nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A secret that is sent in a header, and the only place that it is sent to.
public struct Credential: Sendable {
  /// The name of the header.
  public let header: String
  /// What the header says.
  public let secret: Secret
  /// Where it may be sent.
  public let endpoint: Endpoint

  /// A secret for an endpoint.
  public init(header: String, secret: Secret, endpoint: Endpoint) {
    self.header = header
    self.secret = secret
    self.endpoint = endpoint
  }
}
