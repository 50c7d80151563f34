import TagQuery

/// One region of a snapshot, which never changes.
struct SnapshotRegion: Sendable {
  /// The tags of an image.
  struct Tags: Sendable {
    let columns: TagColumns
    /// Their rows in the order in which they were made.
    let byCreation: [UInt32]
  }

  /// A list of the region.
  enum List: Hashable {
    case tags(image: Int)
    case images(namespace: Int?)
    case namespaces
  }

  let name: String
  private let namespaces: RecordRows<NamespaceRecord>
  private let images: RecordRows<ImageRecord>
  /// The tags of each image.
  private let tags: [Tags]
  /// The images of each namespace.
  private let imagesOfNamespace: [[UInt32]]
  private let namespaceRows: [UniqueIdentifier: Int]
  private let imageRows: [UniqueIdentifier: Int]
  private let columns: [TagColumns]
  /// All tags by their UUIDs.
  private let index: TagIndex

  init(
    name: String, namespaces: [NamespaceRecord], images: [ImageRecord], tags: [Tags],
    index: TagIndex
  ) {
    func rows(of identifiers: [UniqueIdentifier]) -> [UniqueIdentifier: Int] {
      Dictionary(zip(identifiers, identifiers.indices)) { first, _ in first }
    }
    self.name = name
    self.tags = tags
    columns = tags.map(\.columns)
    self.index = index
    namespaceRows = rows(of: namespaces.map(\.id))
    imageRows = rows(of: images.map(\.id))
    var lists = [[UInt32]](repeating: [], count: namespaces.count)
    for (row, image) in images.enumerated() {
      if let namespace = namespaceRows[image.namespaceID] { lists[namespace].append(UInt32(row)) }
    }
    imagesOfNamespace = lists
    // The registry counts for itself, since a snapshot may hold a part of what there was.
    self.images = RecordRows(
      records: zip(images, tags).map { image, tags in
        var image = image
        image.tagCount = Int64(tags.columns.count)
        return image
      })
    self.namespaces = RecordRows(
      records: zip(namespaces, lists).map { namespace, images in
        var namespace = namespace
        namespace.imageCount = Int64(images.count)
        return namespace
      })
  }

  /// The list that a call asks for.
  func list(_ kind: ListedKind) throws(RegistryError) -> List {
    switch kind {
    case .tags(let image):
      guard let row = imageRows[image] else { throw notFound("image", image) }
      return .tags(image: row)
    case .images(nil): return .images(namespace: nil)
    case .images(let namespace?):
      guard let row = namespaceRows[namespace] else { throw notFound("namespace", namespace) }
      return .images(namespace: row)
    case .namespaces: return .namespaces
    }
  }

  /// The rows of a list, sorted.
  func sorted(_ list: List, by key: SortKey) -> [UInt32] {
    func all(_ count: Int) -> [UInt32] { Array(0..<UInt32(count)) }
    return switch list {
    case .tags(let image):
      key == .created
        ? tags[image].byCreation : columns[image].sorted(all(columns[image].count), by: key)
    case .images(nil): images.sorted(all(images.count), by: key)
    case .images(let namespace?): images.sorted(imagesOfNamespace[namespace], by: key)
    case .namespaces: namespaces.sorted(all(namespaces.count), by: key)
    }
  }

  /// The rows of a list with a name, sorted; the rows given are the whole list by name.
  func rows(
    of list: List, named name: String, among rows: [UInt32], by key: SortKey
  ) -> [UInt32] {
    func found(in all: some SortedRows) -> [UInt32] {
      all.sorted(Array(all.rows(named: name, among: rows)), by: key)
    }
    return switch list {
    case .tags(let image): found(in: columns[image])
    case .images: found(in: images)
    case .namespaces: found(in: namespaces)
    }
  }

  /// These rows of a list.
  func batch(of list: List, _ rows: [UInt32]) -> RowBatch {
    switch list {
    case .tags(let image):
      return columns[image].batch(rows, imageID: images.records[image].id, region: name)
    case .images: return RowBatch(images: rows.map { images.records[Int($0)] }, region: name)
    case .namespaces:
      return RowBatch(namespaces: rows.map { namespaces.records[Int($0)] }, region: name)
    }
  }

  func get(_ request: GetRequest) throws(RegistryError) -> RowBatch {
    switch request.kind {
    case .tag:
      guard let place = index.place(of: request.id, in: columns) else {
        throw notFound("tag", request.id)
      }
      return batch(of: .tags(image: place.image), [UInt32(place.row)])
    case .image:
      guard let row = imageRows[request.id] else { throw notFound("image", request.id) }
      return batch(of: .images(namespace: nil), [UInt32(row)])
    case .namespace:
      guard let row = namespaceRows[request.id] else { throw notFound("namespace", request.id) }
      return batch(of: .namespaces, [UInt32(row)])
    }
  }

  private func notFound(_ noun: String, _ id: UniqueIdentifier) -> RegistryError {
    RegistryError(
      .notFound, "There is no \(noun) \(id) in the region \(name): check the UUID and the region.")
  }
}
