/// A tag as a registry tells it.
public struct TagRecord: Sendable, Hashable {
  /// UUID.
  public var id: UniqueIdentifier
  /// Name, unique in its image.
  public var name: String
  /// The image's UUID.
  public var imageID: UniqueIdentifier
  /// State.
  public var status: Status
  /// Content hash; several tags of an image may share it.
  public var digest: Digest?
  /// When it was first pushed.
  public var createdAt: Timestamp?
  /// When it was last changed.
  public var updatedAt: Timestamp?

  /// A tag.
  public init(
    id: UniqueIdentifier, name: String, imageID: UniqueIdentifier, status: Status,
    digest: Digest?, createdAt: Timestamp?, updatedAt: Timestamp?
  ) {
    self.id = id
    self.name = name
    self.imageID = imageID
    self.status = status
    self.digest = digest
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// An image as a registry tells it.
public struct ImageRecord: Sendable, Hashable {
  /// UUID.
  public var id: UniqueIdentifier
  /// Name, unique in its namespace.
  public var name: String
  /// The namespace's UUID.
  public var namespaceID: UniqueIdentifier
  /// State.
  public var status: Status = .ready
  /// What the registry says of the state.
  public var statusMessage: String?
  /// `inherit`, `public` or `private`.
  public var visibility: String = "inherit"
  /// Size in bytes.
  public var size: Int64?
  /// How many tags it has.
  public var tagCount: Int64?
  /// When it was made.
  public var createdAt: Timestamp?
  /// When it was last changed.
  public var updatedAt: Timestamp?

  /// An image.
  public init(id: UniqueIdentifier, name: String, namespaceID: UniqueIdentifier) {
    self.id = id
    self.name = name
    self.namespaceID = namespaceID
  }
}

/// A namespace as a registry tells it.
public struct NamespaceRecord: Sendable, Hashable {
  /// UUID.
  public var id: UniqueIdentifier
  /// Name, unique in its region.
  public var name: String
  /// What its owner wrote of it.
  public var description: String = ""
  /// Where its images are pulled from.
  public var endpoint: String?
  /// Whether anybody can pull.
  public var isPublic = false
  /// Size in bytes.
  public var size: Int64?
  /// How many images it has.
  public var imageCount: Int64?
  /// State.
  public var status: Status = .ready
  /// What the registry says of the state.
  public var statusMessage: String?
  /// UUID of its project.
  public var projectID: UniqueIdentifier?
  /// UUID of its organisation.
  public var organizationID: UniqueIdentifier?
  /// When it was made.
  public var createdAt: Timestamp?
  /// When it was last changed.
  public var updatedAt: Timestamp?

  /// A namespace.
  public init(id: UniqueIdentifier, name: String) {
    self.id = id
    self.name = name
  }
}

extension RowBatch {
  /// The rows of these tags. The names of image and namespace are added by who knows them.
  public convenience init(tags: some Sequence<TagRecord>, region: String) {
    var builder = RowBatchBuilder(resource: .tags)
    for tag in tags {
      builder.append([
        (TagSlot.id, .uuid(tag.id)),
        (TagSlot.name, .string(tag.name)),
        (TagSlot.imageID, .uuid(tag.imageID)),
        (TagSlot.status, .status(tag.status)),
        (TagSlot.digest, tag.digest.map(Value.digest) ?? .null),
        (TagSlot.createdAt, tag.createdAt.map(Value.timestamp) ?? .null),
        (TagSlot.updatedAt, tag.updatedAt.map(Value.timestamp) ?? .null),
      ])
    }
    self.init(builder, region: (TagSlot.region, region))
  }

  /// The rows of these images.
  public convenience init(images: some Sequence<ImageRecord>, region: String) {
    var builder = RowBatchBuilder(resource: .images)
    for image in images {
      builder.append([
        (ImageSlot.id, .uuid(image.id)),
        (ImageSlot.name, .string(image.name)),
        (ImageSlot.namespaceID, .uuid(image.namespaceID)),
        (ImageSlot.status, .status(image.status)),
        (ImageSlot.statusMessage, image.statusMessage.map(Value.string) ?? .null),
        (ImageSlot.visibility, .string(image.visibility)),
        (ImageSlot.size, image.size.map(Value.bytes) ?? .null),
        (ImageSlot.tagCount, image.tagCount.map(Value.int) ?? .null),
        (ImageSlot.createdAt, image.createdAt.map(Value.timestamp) ?? .null),
        (ImageSlot.updatedAt, image.updatedAt.map(Value.timestamp) ?? .null),
      ])
    }
    self.init(builder, region: (ImageSlot.region, region))
  }

  /// The rows of these namespaces.
  public convenience init(namespaces: some Sequence<NamespaceRecord>, region: String) {
    var builder = RowBatchBuilder(resource: .namespaces)
    for namespace in namespaces {
      builder.append([
        (NamespaceSlot.id, .uuid(namespace.id)),
        (NamespaceSlot.name, .string(namespace.name)),
        (NamespaceSlot.description, .string(namespace.description)),
        (NamespaceSlot.endpoint, namespace.endpoint.map(Value.string) ?? .null),
        (NamespaceSlot.isPublic, .bool(namespace.isPublic)),
        (NamespaceSlot.size, namespace.size.map(Value.bytes) ?? .null),
        (NamespaceSlot.imageCount, namespace.imageCount.map(Value.int) ?? .null),
        (NamespaceSlot.status, .status(namespace.status)),
        (NamespaceSlot.statusMessage, namespace.statusMessage.map(Value.string) ?? .null),
        (NamespaceSlot.projectID, namespace.projectID.map(Value.uuid) ?? .null),
        (NamespaceSlot.organizationID, namespace.organizationID.map(Value.uuid) ?? .null),
        (NamespaceSlot.createdAt, namespace.createdAt.map(Value.timestamp) ?? .null),
        (NamespaceSlot.updatedAt, namespace.updatedAt.map(Value.timestamp) ?? .null),
      ])
    }
    self.init(builder, region: (NamespaceSlot.region, region))
  }

  private convenience init(_ builder: RowBatchBuilder, region: (slot: Int, name: String)) {
    self.init(adding: [(region.slot, .string(region.name))], to: builder.build())
  }
}
