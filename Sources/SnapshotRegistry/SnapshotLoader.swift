import Dispatch
import Synchronization
import TagJSON
import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Gathers the entries of a snapshot, in any order, and sees to it that they belong together.
struct SnapshotLoader {
  /// A namespace or an image with its line.
  private struct Numbered<Record> {
    var record: Record
    var line: UInt32
  }

  /// An image and its tags, either of which may come first.
  private struct ImagePlace {
    let id: UniqueIdentifier
    var image: Numbered<ImageRecord>?
    var tags = TagColumns()
  }

  private struct Region {
    let name: String
    var namespaces: [Numbered<NamespaceRecord>] = []
    var namespaceRows: [UniqueIdentifier: Int] = [:]
    var images: [ImagePlace] = []
    var imageRows: [UniqueIdentifier: Int] = [:]

    mutating func row(ofImage id: UniqueIdentifier) -> Int {
      if let row = imageRows[id] { return row }
      imageRows[id] = images.count
      images.append(ImagePlace(id: id))
      return images.count - 1
    }
  }

  private let name: String
  private var regions: [Region] = []
  private var positions: [String: Int] = [:]
  /// What is wrong on the first line on which something is.
  private var mistake: (line: UInt32, message: String)?
  /// Lines of the blocks that were taken.
  private var lineCount: UInt32 = 0

  private init(name: String) { self.name = name }

  /// Blocks that were read, and those of them that wait for the ones before them.
  private struct Merge {
    var loader: SnapshotLoader
    var next = 0
    var waiting: [Int: EntryBlock] = [:]
    var error: SnapshotError?

    mutating func take(_ block: EntryBlock, at index: Int) {
      waiting[index] = block
      while error == nil, let block = waiting.removeValue(forKey: next) {
        next += 1
        do throws(SnapshotError) { try loader.add(block) } catch { self.error = error }
      }
    }
  }

  /// Reads a snapshot to its end, on all processors.
  static func regions(of reader: SnapshotReader) throws(SnapshotError) -> [SnapshotRegion] {
    let blocks = reader.blocks()
    let merge = Mutex(Merge(loader: SnapshotLoader(name: reader.name)))
    DispatchQueue.concurrentPerform(iterations: min(processors, 16)) { _ in
      let format = SnapshotLine()
      var buffer: [UInt8] = []
      while merge.withLock({ $0.error == nil }), let part = blocks.next(into: &buffer) {
        let block = buffer.withUnsafeBytes { bytes in
          EntryBlock(
            UnsafeRawBufferPointer(rebasing: bytes[..<part.count]), isFirst: part.index == 0,
            problem: part.problem, format)
        }
        merge.withLock { $0.take(block, at: part.index) }
      }
    }
    let (loader, error) = merge.withLock { ($0.loader, $0.error) }
    if let error { throw error }
    merge.withLock { $0.loader = SnapshotLoader(name: reader.name) }
    var whole = loader
    return try whole.finish()
  }

  private static var processors: Int { max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1) }

  private mutating func add(_ block: EntryBlock) throws(SnapshotError) {
    for other in block.others { try add(other.entry, line: other.line &+ lineCount) }
    let positions = block.regions.map { position(of: $0) }
    let line = lineCount
    block.forEachRun { owner, rows in
      let region = positions[owner.region]
      let row = regions[region].row(ofImage: owner.image)
      regions[region].images[row].tags.append(block.tags, rows, linesFrom: line)
    }
    lineCount &+= block.lineCount
    if let problem = block.problem { throw error(line: lineCount, problem.message) }
  }

  private mutating func add(_ entry: RegistryEntry, line: UInt32) throws(SnapshotError) {
    switch entry {
    case .namespace(let namespace, let region):
      let region = position(of: region)
      if let row = regions[region].namespaceRows[namespace.id] {
        let first = regions[region].namespaces[row].line
        throw sameIdentifier("namespace", namespace.name, namespace.id, line: line, first: first)
      }
      regions[region].namespaceRows[namespace.id] = regions[region].namespaces.count
      regions[region].namespaces.append(Numbered(record: namespace, line: line))
    case .image(let image, let region):
      let region = position(of: region)
      let row = regions[region].row(ofImage: image.id)
      if let first = regions[region].images[row].image {
        throw sameIdentifier("image", image.name, image.id, line: line, first: first.line)
      }
      regions[region].images[row].image = Numbered(record: image, line: line)
    case .tag:
      // Tags are among those of the block.
      break
    }
  }

  private mutating func position(of region: String) -> Int {
    if let position = positions[region] { return position }
    positions[region] = regions.count
    regions.append(Region(name: region))
    return regions.count - 1
  }

  private func error(line: UInt32, _ message: String) -> SnapshotError {
    SnapshotError(name: name, line: Int(line), message)
  }

  private func sameIdentifier(
    _ noun: String, _ name: String, _ id: UniqueIdentifier, line: UInt32, first: UInt32
  ) -> SnapshotError {
    error(
      line: line,
      "the \(noun) '\(TerminalText.sanitized(name))' has the UUID of line \(first), \(id)")
  }
}

// MARK: What can only be known at the end

extension SnapshotLoader {
  private mutating func finish() throws(SnapshotError) -> [SnapshotRegion] {
    var finished: [SnapshotRegion] = []
    for index in regions.indices {
      // Taken out of its place, so that no column is copied.
      var region = Region(name: regions[index].name)
      swap(&region, &regions[index])
      checkNamespaces(of: region)
      checkImages(of: region)
      let tags = region.images.map(\.tags)
      region.images = region.images.map { ImagePlace(id: $0.id, image: $0.image) }
      let index = checkedIndex(of: tags)
      finished.append(
        SnapshotRegion(
          name: region.name, namespaces: region.namespaces.map(\.record),
          images: region.images.compactMap { $0.image?.record },
          tags: checkedTags(tags), index: index))
    }
    if let mistake { throw error(line: mistake.line, mistake.message) }
    return finished
  }

  private mutating func note(_ line: UInt32, _ message: @autoclosure () -> String) {
    if let mistake, mistake.line <= line { return }
    mistake = (line, message())
  }

  private mutating func checkNamespaces(of region: Region) {
    // By bytes: texts that Unicode holds to be equal are different names.
    var lines: [[UInt8]: UInt32] = [:]
    for namespace in region.namespaces {
      let name = TerminalText.sanitized(namespace.record.name)
      if let first = lines.updateValue(namespace.line, forKey: Array(namespace.record.name.utf8)) {
        note(namespace.line, "the namespace '\(name)' has the name of line \(first)")
      }
    }
  }

  private mutating func checkImages(of region: Region) {
    let regionName = TerminalText.sanitized(region.name)
    var images: [Numbered<ImageRecord>] = []
    for place in region.images {
      if let image = place.image {
        images.append(image)
      } else if let line = place.tags.lines.first {
        note(
          line,
          "the tag '\(TerminalText.sanitized(place.tags.name(of: 0)))' "
            + "is of the image \(place.id), "
            + "which the snapshot does not have in the region \(regionName)")
      }
    }
    var lines: [UniqueIdentifier: [[UInt8]: UInt32]] = [:]
    for image in images.sorted(by: { $0.line < $1.line }) {
      let name = TerminalText.sanitized(image.record.name)
      let namespace = image.record.namespaceID
      if region.namespaceRows[namespace] == nil {
        note(
          image.line,
          "the image '\(name)' is of the namespace \(namespace), which the snapshot does not "
            + "have in the region \(regionName)")
      }
      let key = Array(image.record.name.utf8)
      if let first = lines[namespace, default: [:]].updateValue(image.line, forKey: key) {
        note(
          image.line, "the image '\(name)' has the name of line \(first), in the same namespace")
      }
    }
  }

  /// The tags of images in their orders; several images are looked into side by side.
  private mutating func checkedTags(_ tags: [TagColumns]) -> [SnapshotRegion.Tags] {
    let done = Mutex([SnapshotRegion.Tags?](repeating: nil, count: tags.count))
    let mistakes = Mutex<[(line: UInt32, message: String)]>([])
    DispatchQueue.concurrentPerform(iterations: tags.count) { image in
      var columns = tags[image]
      if let mistake = Self.sameName(among: columns) { mistakes.withLock { $0.append(mistake) } }
      let byCreation = columns.sortedByCreation()
      columns.finish()
      done.withLock { $0[image] = SnapshotRegion.Tags(columns: columns, byCreation: byCreation) }
    }
    for mistake in mistakes.withLock({ $0 }) { note(mistake.line, mistake.message) }
    return done.withLock { $0.compactMap { $0 } }
  }

  /// The first line of an image's tags whose name another one has.
  private static func sameName(among tags: TagColumns) -> (line: UInt32, message: String)? {
    guard let (first, later) = tags.firstWithSameName() else { return nil }
    let message =
      "the tag '\(TerminalText.sanitized(tags.name(of: later)))' "
      + "has the name of line \(tags.lines[first]), in the same image"
    return (tags.lines[later], message)
  }

  /// The index of all tags of a region by their UUIDs.
  private mutating func checkedIndex(of tags: [TagColumns]) -> TagIndex {
    let clashes = Mutex<[TagIndex.Clash]>([])
    let index = TagIndex(tags, processors: Self.processors) { clash in
      clashes.withLock { $0.append(clash) }
    }
    for clash in clashes.withLock({ $0 }) {
      let (first, later) = (tags[clash.first.image], tags[clash.later.image])
      let error = sameIdentifier(
        "tag", later.name(of: clash.later.row), later.id(of: clash.later.row),
        line: later.lines[clash.later.row], first: first.lines[clash.first.row])
      note(later.lines[clash.later.row], error.message)
    }
    return index
  }
}
