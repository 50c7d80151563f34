import TagJSON
import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The entries of a block of lines. Lines count from the first of the block, which is 1.
struct EntryBlock: Sendable {
  /// All tags, of whatever image.
  private(set) var tags = TagColumns()
  /// The image and the region of each tag.
  private(set) var owners: [Owner] = []
  private(set) var regions: [String] = []
  private var lastRegion: (bytes: [UInt8], position: Int) = ([], 0)
  /// Namespaces and images.
  private(set) var others: [NumberedEntry] = []
  private(set) var lineCount: UInt32 = 0
  /// What ends the snapshot here.
  private(set) var problem: ByteProblem?

  struct Owner: Sendable, Equatable {
    let image: UniqueIdentifier
    /// A position in `regions`.
    let region: Int
  }

  struct NumberedEntry: Sendable {
    let entry: RegistryEntry
    let line: UInt32
  }

  /// Reads a block, which is the first of the snapshot or not.
  init(
    _ bytes: UnsafeRawBufferPointer, isFirst: Bool, problem: ByteProblem?, _ format: SnapshotLine
  ) {
    do throws(ByteProblem) {
      try read(bytes, isFirst: isFirst, format)
      if let problem {
        // What cannot be read is of the line that would come next.
        lineCount += 1
        throw problem
      }
    } catch {
      self.problem = error
    }
  }

  private mutating func read(
    _ bytes: UnsafeRawBufferPointer, isFirst: Bool, _ format: SnapshotLine
  ) throws(ByteProblem) {
    guard let base = bytes.baseAddress else { return }
    var start = 0
    while start < bytes.count {
      lineCount += 1
      let found = memchr(base + start, 0x0A, bytes.count - start)
      let end = found.map { UnsafeRawPointer($0) - base } ?? bytes.count
      guard end - start <= LineReader.longestLine else { throw LineReader.tooLong }
      let line = LineReader.trimmed(
        UnsafeRawBufferPointer(rebasing: bytes[start..<end]), isFirst: isFirst && lineCount == 1)
      if !line.isEmpty {
        do throws(TagJSONError) {
          try format.read(line) { tag throws(TagJSONError) in
            add(tag)
          } other: { entry throws(TagJSONError) in
            others.append(NumberedEntry(entry: entry, line: lineCount))
          }
        } catch {
          throw ByteProblem(error.message)
        }
      }
      start = end + 1
    }
  }

  private mutating func add(_ tag: TagLine) {
    let region = position(of: tag.region)
    owners.append(Owner(image: tag.imageID, region: region))
    tags.append(
      id: tag.id, name: UnsafeRawBufferPointer(tag.name), status: tag.status, digest: tag.digest,
      created: tag.createdAt?.nanoseconds ?? .min, updated: tag.updatedAt?.nanoseconds ?? .min,
      line: lineCount)
  }

  private mutating func position(of region: UnsafeBufferPointer<UInt8>) -> Int {
    // Nearly always it is the one that was looked for last.
    if region.count == lastRegion.bytes.count,
      region.elementsEqual(lastRegion.bytes), !regions.isEmpty
    {
      return lastRegion.position
    }
    lastRegion.bytes = Array(region)
    if let known = regions.firstIndex(where: { $0.utf8.elementsEqual(region) }) {
      lastRegion.position = known
    } else {
      lastRegion.position = regions.count
      regions.append(String(decoding: region, as: UTF8.self))
    }
    return lastRegion.position
  }

  /// Hands over tags that come together and are of the same image.
  func forEachRun(_ take: (Owner, Range<Int>) -> Void) {
    var start = 0
    while start < owners.count {
      var end = start + 1
      while end < owners.count, owners[end] == owners[start] { end += 1 }
      take(owners[start], start..<end)
      start = end
    }
  }
}
