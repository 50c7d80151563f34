/// The state that a registry reports of a tag, an image or a namespace.
///
/// A status that the API adds later is kept as it is.
public enum Status: Sendable, Hashable {
  /// The registry does not say.
  case unknown
  /// It can be used.
  case ready
  /// Its deletion has been asked for.
  case deleting
  /// Something is wrong with it.
  case error
  /// It can be neither changed nor deleted.
  case locked
  /// A status that this version does not know.
  case other(String)

  /// The known statuses with their texts, in the order of their codes.
  static let known: [(name: String, status: Status)] = [
    ("unknown", .unknown), ("ready", .ready), ("deleting", .deleting), ("error", .error),
    ("locked", .locked),
  ]

  /// The status with this text.
  public init(text: String) {
    self = Self.known.first { $0.name == text }?.status ?? .other(text)
  }

  /// The status with this text, which is UTF-8.
  package init(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    let code = Self.packed(bytes).flatMap { Self.packedNames.firstIndex(of: $0) }
    self = code.map { Self.known[$0].status } ?? .other(String(decoding: bytes, as: UTF8.self))
  }

  private static let packedNames = known.map { known in withBytes(of: known.name) { packed($0) } }

  /// Up to eight bytes in a word, none of which is 0; nil for other texts.
  private static func packed(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
    guard bytes.count <= 8 else { return nil }
    var word: UInt64 = 0
    for byte in bytes {
      guard byte != 0 else { return nil }
      word = word << 8 | UInt64(byte)
    }
    return word
  }

  /// The known status with this code; nil where there is none.
  package init?(code: UInt8) {
    guard Int(code) < Self.known.count else { return nil }
    self = Self.known[Int(code)].status
  }

  /// The position of a known status in `known`.
  package var code: UInt8? {
    switch self {
    case .unknown: 0
    case .ready: 1
    case .deleting: 2
    case .error: 3
    case .locked: 4
    case .other: nil
    }
  }
}

extension Status: CustomStringConvertible {
  /// The text as the API writes it.
  public var description: String {
    if case .other(let text) = self { return text }
    return Self.known[Int(code ?? 0)].name
  }
}

extension Status: Comparable {
  /// Compares the names by their bytes.
  public static func < (left: Self, right: Self) -> Bool {
    compareBytes(left.description.utf8, right.description.utf8) < 0
  }
}
