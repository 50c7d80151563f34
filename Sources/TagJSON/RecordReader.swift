import TagQuery

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Reads a record from the members of a JSON object.
///
/// Only what a record cannot be without has to be there. All else may be missing or null, unknown
/// keys are passed over, and a status that is not known is kept as its text.
struct RecordReader {
  private let members: KeyedDecodingContainer<RecordKey>

  init(_ decoder: any Decoder) throws {
    do {
      members = try decoder.container(keyedBy: RecordKey.self)
    } catch {
      let found = (try? FoundValue(from: decoder))?.text ?? "something else"
      throw TagJSONError("it must be a JSON object, and is \(found)")
    }
  }

  func tag() throws -> TagRecord {
    TagRecord(
      id: try required(identifier, .id), name: try requiredText(.name),
      imageID: try required(identifier, .imageID), status: try status(),
      digest: try text(.digest).map { Digest(text: $0) }, createdAt: try timestamp(.createdAt),
      updatedAt: try timestamp(.updatedAt))
  }

  func image() throws -> ImageRecord {
    var image = ImageRecord(
      id: try required(identifier, .id), name: try requiredText(.name),
      namespaceID: try required(identifier, .namespaceID))
    image.status = try status()
    image.statusMessage = try text(.statusMessage)
    image.visibility = try text(.visibility) ?? image.visibility
    image.size = try count(.size)
    image.tagCount = try count(.tagCount) ?? namesOfTags()
    image.createdAt = try timestamp(.createdAt)
    image.updatedAt = try timestamp(.updatedAt)
    return image
  }

  func namespace() throws -> NamespaceRecord {
    var namespace = NamespaceRecord(
      id: try required(identifier, .id), name: try requiredText(.name))
    namespace.description = try text(.description) ?? ""
    namespace.endpoint = try text(.endpoint)
    namespace.isPublic = try flag(.isPublic) ?? false
    namespace.size = try count(.size)
    namespace.imageCount = try count(.imageCount)
    namespace.status = try status()
    namespace.statusMessage = try text(.statusMessage)
    namespace.projectID = try identifier(.projectID)
    namespace.organizationID = try identifier(.organizationID)
    namespace.createdAt = try timestamp(.createdAt)
    namespace.updatedAt = try timestamp(.updatedAt)
    return namespace
  }

  /// A text that has to be there.
  func requiredText(_ key: RecordKey) throws -> String { try required(text, key) }

  /// The error of a key whose value is not what it must be.
  func mistake(_ key: RecordKey, mustBe expected: String) -> TagJSONError {
    guard let found = try? members.decode(FoundValue.self, forKey: key) else {
      return TagJSONError("'\(key.rawValue)' must be \(expected)")
    }
    return TagJSONError("'\(key.rawValue)' must be \(expected), and is \(found.text)")
  }
}

extension RecordReader {
  private func required<Value>(
    _ read: (RecordKey) throws -> Value?, _ key: RecordKey
  ) throws -> Value {
    if let value = try read(key) { return value }
    throw TagJSONError(
      members.contains(key) ? "'\(key.rawValue)' is null" : "'\(key.rawValue)' is missing")
  }

  private func text(_ key: RecordKey) throws -> String? {
    do {
      return try members.decodeIfPresent(String.self, forKey: key)
    } catch {
      throw mistake(key, mustBe: "a text")
    }
  }

  private func flag(_ key: RecordKey) throws -> Bool? {
    do {
      return try members.decodeIfPresent(Bool.self, forKey: key)
    } catch {
      throw mistake(key, mustBe: "true or false")
    }
  }

  private func count(_ key: RecordKey) throws -> Int64? {
    let count: Int64?
    do {
      count = try members.decodeIfPresent(Int64.self, forKey: key)
    } catch {
      throw mistake(key, mustBe: "a whole number")
    }
    guard count ?? 0 >= 0 else { throw mistake(key, mustBe: "a whole number, 0 or more") }
    return count
  }

  /// How many names are in the list by which the API says which tags an image has.
  private func namesOfTags() throws -> Int64? {
    guard members.contains(.tags), try !members.decodeNil(forKey: .tags) else { return nil }
    do {
      return Int64(try members.decode([String].self, forKey: .tags).count)
    } catch {
      throw mistake(.tags, mustBe: "an array of texts")
    }
  }

  private func status() throws -> Status { try text(.status).map(Status.init(text:)) ?? .unknown }

  private func identifier(_ key: RecordKey) throws -> UniqueIdentifier? {
    guard let text = try text(key) else { return nil }
    guard let identifier = UniqueIdentifier(text) else { throw mistake(key, mustBe: "a UUID") }
    return identifier
  }

  private func timestamp(_ key: RecordKey) throws -> Timestamp? {
    guard let text = try text(key) else { return nil }
    switch Timestamp.parse(text) {
    case .success(let time): return time
    case .failure(let failure):
      switch failure.problem {
      case .shape: throw mistake(key, mustBe: "a time such as 2026-01-31T10:00:00Z")
      case .impossible: throw mistake(key, mustBe: "a time that there is")
      case .outOfRange: throw mistake(key, mustBe: "a time from the year 1678 to 2261")
      }
    }
  }
}

/// Some JSON value that was not expected, in words.
private struct FoundValue: Decodable {
  let text: String

  init(from decoder: any Decoder) throws {
    if let value = try? decoder.singleValueContainer() {
      if value.decodeNil() {
        text = "null"
        return
      }
      if let flag = try? value.decode(Bool.self) {
        text = "\(flag)"
        return
      }
      if let number = try? value.decode(Int64.self) {
        text = "the number \(number)"
        return
      }
      if let number = try? value.decode(Double.self) {
        text = "the number \(number)"
        return
      }
      if let string = try? value.decode(String.self) {
        let start = string.unicodeScalars.prefix(60)
        let isWhole = start.endIndex == string.unicodeScalars.endIndex
        text = "the text '\(TerminalText.sanitized(String(start)))\(isWhole ? "" : "…")'"
        return
      }
    }
    let isArray = (try? decoder.unkeyedContainer()) != nil
    text = isArray ? "an array" : "an object"
  }
}
