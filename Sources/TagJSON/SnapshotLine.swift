public import TagQuery

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The lines of a snapshot (NDJSON): each is a tag, an image or a namespace as the Tags API tells
/// it, with its `type` and its `region`.
///
///     {"type":"tag","region":"fr-par","id":"…","name":"v1.2.0","image_id":"…","status":"ready",…}
public struct SnapshotLine: Sendable {
  private let decoder = JSONDecoder()

  /// What reads and writes lines. It can be used for any number of them.
  public init() {}

  /// The entry that a line stands for, which is given without its line break.
  ///
  /// Keys may come in any order and unknown ones are passed over. `type`, `region`, `id` and `name`
  /// have to be there, and so do `image_id` of tags and `namespace_id` of images; all else may be
  /// missing or null.
  public func entry(of line: UnsafeRawBufferPointer) throws(TagJSONError) -> RegistryEntry {
    guard let start = line.baseAddress, line.count > 0 else {
      throw TagJSONError("it is empty, and no JSON object")
    }
    // The bytes are not kept longer than the call.
    let data = Data(
      bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: line.count, deallocator: .none)
    do {
      return try decoder.decode(DecodedEntry.self, from: data).entry
    } catch let error as TagJSONError {
      throw error
    } catch {
      throw TagJSONError("it is not JSON\(Self.reason(of: error))")
    }
  }

  /// The entry that a line stands for, which is given without its line break.
  public func entry(of line: some StringProtocol) throws(TagJSONError) -> RegistryEntry {
    try Array(line.utf8).withUnsafeBufferPointer { bytes throws(TagJSONError) in
      try entry(of: UnsafeRawBufferPointer(bytes))
    }
  }

  /// The line that stands for an entry, without a line break. The same entry always gives the same
  /// line.
  public func text(of entry: RegistryEntry) -> String {
    var json = JSONText()
    json.object { json in
      switch entry {
      case .tag(let tag, let region):
        json.member(.type, "tag")
        json.member(.region, region)
        json.members(of: tag)
      case .image(let image, let region):
        json.member(.type, "image")
        json.member(.region, region)
        json.members(of: image)
      case .namespace(let namespace, let region):
        json.member(.type, "namespace")
        json.member(.region, region)
        json.members(of: namespace)
      }
    }
    return json.text
  }

  /// What the decoder says is wrong with the text, where it says more than that.
  private static func reason(of error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context) = error,
      let reason = context.underlyingError.map({ "\($0)" })
    else { return "" }
    return ": \(TerminalText.sanitized(reason))"
  }
}

/// An entry on its way out of the decoder.
private struct DecodedEntry: Decodable {
  let entry: RegistryEntry

  init(from decoder: any Decoder) throws {
    let reader = try RecordReader(decoder)
    let type = try reader.requiredText(.type)
    let region = try reader.requiredText(.region)
    switch type {
    case "tag": entry = .tag(try reader.tag(), region: region)
    case "image": entry = .image(try reader.image(), region: region)
    case "namespace": entry = .namespace(try reader.namespace(), region: region)
    default: throw reader.mistake(.type, mustBe: "tag, image or namespace")
    }
  }
}
