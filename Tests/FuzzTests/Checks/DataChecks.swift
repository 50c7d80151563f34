import SnapshotRegistry
import TagJSON
import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What has to be true of any bytes that come from a file or a server.
enum DataChecks {
  /// What is read is written so that it is read the same, and a snapshot as a whole is what its
  /// lines are.
  static func snapshot(_ bytes: [UInt8]) -> String? {
    let format = SnapshotLine()
    for line in bytes.split(separator: 0x0A) {
      let entry = line.withUnsafeBytes { try? format.entry(of: $0) }
      guard let entry else { continue }
      guard let again = try? format.entry(of: format.text(of: entry)), again == entry else {
        return "read as another entry: \(format.text(of: entry))"
      }
    }
    // A pipe holds as much without a reader.
    guard bytes.count <= 4_096 else { return nil }
    do throws(SnapshotError) {
      let registry = try SnapshotRegistry(reader(of: bytes), name: "fuzz")
      guard let failure = failure(of: bytes) else { return nil }
      return "\(registry.capabilities.name) is read whole, but for \(failure)"
    } catch {
      guard let failure = failure(of: bytes), let line = failure.line else { return nil }
      // What is wrong with a line is found, or something that was before it.
      guard let found = error.line else { return "no line: \(error)" }
      return found <= line ? nil : "\(error), and not \(failure)"
    }
  }

  /// Why the lines of a snapshot cannot all be read one after another.
  private static func failure(of bytes: [UInt8]) -> SnapshotError? {
    do throws(SnapshotError) {
      let reader = try reader(of: bytes)
      while try reader.next() != nil {}
      return nil
    } catch {
      return error
    }
  }

  private static func reader(of bytes: [UInt8]) throws(SnapshotError) -> SnapshotReader {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "there is no pipe")
    precondition(write(ends[1], bytes, bytes.count) == bytes.count, "the pipe is full")
    close(ends[1])
    return try SnapshotReader(descriptor: ends[0], name: "fuzz")
  }

  /// What is read is written so that it is read the same.
  static func page(_ bytes: [UInt8]) -> String? {
    if let page = try? TagsAPIReader.tagPage(bytes),
      (try? TagsAPIReader.tagPage(TagsAPIWriter.body(page).utf8)) != page
    {
      return "another page of tags"
    }
    if let page = try? TagsAPIReader.imagePage(bytes),
      (try? TagsAPIReader.imagePage(TagsAPIWriter.body(page).utf8)) != page
    {
      return "another page of images"
    }
    if let page = try? TagsAPIReader.namespacePage(bytes),
      (try? TagsAPIReader.namespacePage(TagsAPIWriter.body(page, region: "a").utf8)) != page
    {
      return "another page of namespaces"
    }
    if let tag = try? TagsAPIReader.tag(bytes),
      (try? TagsAPIReader.tag(TagsAPIWriter.body(tag).utf8)) != tag
    {
      return "another tag"
    }
    if let image = try? TagsAPIReader.image(bytes),
      (try? TagsAPIReader.image(TagsAPIWriter.body(image).utf8)) != image
    {
      return "another image"
    }
    if let failure = APIFailure(body: bytes),
      APIFailure(body: TagsAPIWriter.body(failure).utf8) != failure
    {
      return "another failure"
    }
    return nil
  }
}
