import TagQuery

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

  private let reader: SnapshotReader
  private var regions: [Region] = []
  private var positions: [String: Int] = [:]
  /// What is wrong on the first line on which something is.
  private var mistake: (line: UInt32, message: String)?

  /// Reads a snapshot to its end.
  static func regions(of reader: SnapshotReader) throws(SnapshotError) -> [SnapshotRegion] {
    var loader = SnapshotLoader(reader: reader)
    while let entry = try reader.next() {
      try loader.add(entry, line: UInt32(clamping: reader.line))
    }
    return try loader.finish()
  }

  private init(reader: SnapshotReader) { self.reader = reader }

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
    case .tag(let tag, let region):
      let region = position(of: region)
      let row = regions[region].row(ofImage: tag.imageID)
      regions[region].images[row].tags.append(tag, line: line)
    }
  }

  private mutating func position(of region: String) -> Int {
    if let position = positions[region] { return position }
    positions[region] = regions.count
    regions.append(Region(name: region))
    return regions.count - 1
  }

  private func sameIdentifier(
    _ noun: String, _ name: String, _ id: UniqueIdentifier, line: UInt32, first: UInt32
  ) -> SnapshotError {
    reader.mistake(
      line: Int(line),
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
      for place in region.images { checkNames(of: place.tags) }
      let tagPlaces = checkedPlaces(in: region)
      for row in region.images.indices { region.images[row].tags.finish() }
      finished.append(
        SnapshotRegion(
          name: region.name, namespaces: region.namespaces.map(\.record),
          images: region.images.compactMap { $0.image?.record },
          tags: region.images.map(\.tags), tagPlaces: tagPlaces))
    }
    if let mistake { throw reader.mistake(line: Int(mistake.line), mistake.message) }
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

  private mutating func checkNames(of tags: TagColumns) {
    let rows = tags.sorted(Array(0..<UInt32(tags.count)), by: .name).map(Int.init)
    for (left, right) in zip(rows, rows.dropFirst())
    where tags.order(of: left, right, by: .name) == 0 {
      let later = tags.lines[left] < tags.lines[right] ? right : left
      let first = tags.lines[left + right - later]
      note(
        tags.lines[later],
        "the tag '\(TerminalText.sanitized(tags.name(of: later)))' "
          + "has the name of line \(first), in the same "
          + "image")
    }
  }

  /// The places of all tags of a region, by their UUIDs.
  private mutating func checkedPlaces(in region: Region) -> [SnapshotRegion.TagPlace] {
    var places: [SnapshotRegion.TagPlace] = []
    places.reserveCapacity(region.images.reduce(0) { $0 + $1.tags.count })
    for (image, place) in region.images.enumerated() {
      for row in 0..<place.tags.count {
        places.append(SnapshotRegion.TagPlace(image: UInt32(image), row: UInt32(row)))
      }
    }
    func id(_ place: SnapshotRegion.TagPlace) -> UniqueIdentifier {
      region.images[Int(place.image)].tags.id(of: Int(place.row))
    }
    func line(_ place: SnapshotRegion.TagPlace) -> UInt32 {
      region.images[Int(place.image)].tags.lines[Int(place.row)]
    }
    places.sort { id($0) < id($1) }
    for (left, right) in zip(places, places.dropFirst()) where id(left) == id(right) {
      let (first, later) = line(left) < line(right) ? (left, right) : (right, left)
      let name = region.images[Int(later.image)].tags.name(of: Int(later.row))
      let error = sameIdentifier("tag", name, id(later), line: line(later), first: line(first))
      note(line(later), error.message)
    }
    return places
  }
}
