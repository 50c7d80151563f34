/// One region of a registry in memory.
struct MemoryRegion: Sendable {
  /// The tags of one image.
  private struct ImageTags {
    private(set) var records = SortedRecords<TagRecord>()
    /// How many of them have each digest; nil until somebody wants to delete one.
    private var digestCounts: [Digest: Int]?

    mutating func page(
      _ request: ListRequest, by capabilities: ListCapabilities
    ) -> (rows: [TagRecord], total: Int) {
      records.page(request, by: capabilities)
    }

    mutating func put(_ tag: TagRecord) {
      records[tag.id] = tag
      if let digest = tag.digest { digestCounts?[digest, default: 0] += 1 }
    }

    mutating func take(_ tag: TagRecord) {
      records[tag.id] = nil
      if let digest = tag.digest { digestCounts?[digest, default: 0] -= 1 }
    }

    mutating func numberOfSharers(of tag: TagRecord) -> Int {
      guard let digest = tag.digest else { return 0 }
      if let digestCounts { return digestCounts[digest, default: 1] - 1 }
      var counts: [Digest: Int] = [:]
      for case let digest? in records.all.lazy.map(\.digest) { counts[digest, default: 0] += 1 }
      digestCounts = counts
      return counts[digest, default: 1] - 1
    }
  }

  private let name: String
  private var namespaces = SortedRecords<NamespaceRecord>()
  private var images = SortedRecords<ImageRecord>()
  private var imagesOfNamespace: [UniqueIdentifier: SortedRecords<ImageRecord>] = [:]
  private var tagsOfImage: [UniqueIdentifier: ImageTags] = [:]
  private var imageOfTag: [UniqueIdentifier: UniqueIdentifier] = [:]

  init(_ contents: RegionContents) {
    name = contents.name
    for namespace in contents.namespaces {
      namespaces[namespace.id] = namespace
      imagesOfNamespace[namespace.id] = SortedRecords()
    }
    for image in contents.images {
      images[image.id] = image
      imagesOfNamespace[image.namespaceID]?[image.id] = image
      tagsOfImage[image.id] = ImageTags()
    }
    imageOfTag.reserveCapacity(contents.tags.count)
    for tag in contents.tags where tagsOfImage[tag.imageID] != nil { put(tag) }
  }

  /// All that the region holds, each kind by its UUIDs.
  var contents: RegionContents {
    RegionContents(
      name,
      namespaces: namespaces.all.map(counted).sorted { $0.id < $1.id },
      images: images.all.map(counted).sorted { $0.id < $1.id },
      tags: tagsOfImage.values.flatMap { Array($0.records.all) }.sorted { $0.id < $1.id })
  }
}

extension MemoryRegion {
  /// A page of a list, which the registry has found to be one that it can give.
  mutating func list(
    _ request: ListRequest, by capabilities: ListCapabilities
  ) throws(RegistryError) -> (rows: ListedRows, total: Int) {
    switch request.kind {
    case .tags(let image):
      guard let page = tagsOfImage[image]?.page(request, by: capabilities) else {
        throw notFound("image", image)
      }
      return (.tags(page.rows), page.total)
    case .images(nil):
      let page = images.page(request, by: capabilities)
      return (.images(page.rows.map(counted)), page.total)
    case .images(let namespace?):
      guard let page = imagesOfNamespace[namespace]?.page(request, by: capabilities) else {
        throw notFound("namespace", namespace)
      }
      return (.images(page.rows.map(counted)), page.total)
    case .namespaces:
      let page = namespaces.page(request, by: capabilities)
      return (.namespaces(page.rows.map(counted)), page.total)
    }
  }

  func get(_ request: GetRequest) throws(RegistryError) -> ListedRows {
    switch request.kind {
    case .tag: return .tags([try tag(request.id)])
    case .image:
      guard let image = images[request.id] else { throw notFound("image", request.id) }
      return .images([counted(image)])
    case .namespace:
      guard let namespace = namespaces[request.id] else {
        throw notFound("namespace", request.id)
      }
      return .namespaces([counted(namespace)])
    }
  }

  /// Deletes a tag and tells its status afterwards.
  mutating func delete(
    _ request: DeleteRequest, refusesSharedDigests: Bool
  ) throws(RegistryError) -> Status {
    let tag = try tag(request.id)
    switch tag.status {
    case .locked:
      throw RegistryError(
        .locked, "The tag \(tag.name) (\(tag.id)) is locked: it cannot be deleted until it is not.")
    case .deleting: return .deleting
    default: break
    }
    if refusesSharedDigests, !request.isForced {
      let sharers = tagsOfImage[tag.imageID]?.numberOfSharers(of: tag) ?? 0
      guard sharers == 0 else {
        throw RegistryError(
          .precondition,
          """
          The tag \(tag.name) (\(tag.id)) shares its digest with \(sharers) other \
          \(sharers == 1 ? "tag" : "tags") of its image: deleting it must be forced.
          """)
      }
    }
    take(tag)
    return .deleting
  }

  /// Adds a tag, or puts it in the place of the one with its UUID.
  mutating func insert(_ tag: TagRecord) throws(RegistryError) {
    guard tagsOfImage[tag.imageID] != nil else { throw notFound("image", tag.imageID) }
    put(tag)
  }

  /// Takes a tag out, whatever its state; nil where there is none.
  mutating func remove(_ id: UniqueIdentifier) -> TagRecord? {
    guard let image = imageOfTag[id], let tag = tagsOfImage[image]?.records[id] else { return nil }
    take(tag)
    return tag
  }

  private func tag(_ id: UniqueIdentifier) throws(RegistryError) -> TagRecord {
    guard let image = imageOfTag[id], let tag = tagsOfImage[image]?.records[id] else {
      throw notFound("tag", id)
    }
    return tag
  }

  private mutating func put(_ tag: TagRecord) {
    if let former = imageOfTag.updateValue(tag.imageID, forKey: tag.id),
      let record = tagsOfImage[former]?.records[tag.id]
    {
      tagsOfImage[former]?.take(record)
    }
    tagsOfImage[tag.imageID]?.put(tag)
  }

  private mutating func take(_ tag: TagRecord) {
    tagsOfImage[tag.imageID]?.take(tag)
    imageOfTag[tag.id] = nil
  }

  private func counted(_ image: ImageRecord) -> ImageRecord {
    var image = image
    image.tagCount = Int64(tagsOfImage[image.id]?.records.count ?? 0)
    return image
  }

  private func counted(_ namespace: NamespaceRecord) -> NamespaceRecord {
    var namespace = namespace
    namespace.imageCount = Int64(imagesOfNamespace[namespace.id]?.count ?? 0)
    return namespace
  }

  private func notFound(_ noun: String, _ id: UniqueIdentifier) -> RegistryError {
    RegistryError(
      .notFound, "There is no \(noun) \(id) in the region \(name): check the UUID and the region.")
  }
}

/// Records of one kind on their way into a batch, which is built when the registry is unlocked.
enum ListedRows: Sendable {
  case tags([TagRecord])
  case images([ImageRecord])
  case namespaces([NamespaceRecord])

  func batch(region: String) -> RowBatch {
    switch self {
    case .tags(let rows): RowBatch(tags: rows, region: region)
    case .images(let rows): RowBatch(images: rows, region: region)
    case .namespaces(let rows): RowBatch(namespaces: rows, region: region)
    }
  }
}
