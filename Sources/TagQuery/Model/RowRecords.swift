// The way back from rows to records, for whoever copies what a registry holds.

extension RowBatch {
  /// The tag in a row; nil where the rows are no tags, or lack what a tag cannot be without.
  public func tag(at row: Int) -> TagRecord? {
    guard resource.name == Resource.tags.name,
      let id = identifier(TagSlot.id, row), let name = string(TagSlot.name, row),
      let imageID = identifier(TagSlot.imageID, row)
    else { return nil }
    var digest: Digest?
    if case .digest(let value) = value(slot: TagSlot.digest, row: row) { digest = value }
    return TagRecord(
      id: id, name: name, imageID: imageID, status: status(TagSlot.status, row), digest: digest,
      createdAt: timestamp(TagSlot.createdAt, row), updatedAt: timestamp(TagSlot.updatedAt, row))
  }

  /// The image in a row; nil where the rows are no images, or lack what an image cannot be without.
  public func image(at row: Int) -> ImageRecord? {
    guard resource.name == Resource.images.name,
      let id = identifier(ImageSlot.id, row), let name = string(ImageSlot.name, row),
      let namespaceID = identifier(ImageSlot.namespaceID, row)
    else { return nil }
    var image = ImageRecord(id: id, name: name, namespaceID: namespaceID)
    image.status = status(ImageSlot.status, row)
    image.statusMessage = string(ImageSlot.statusMessage, row)
    image.visibility = string(ImageSlot.visibility, row) ?? image.visibility
    image.size = number(ImageSlot.size, row)
    image.tagCount = number(ImageSlot.tagCount, row)
    image.createdAt = timestamp(ImageSlot.createdAt, row)
    image.updatedAt = timestamp(ImageSlot.updatedAt, row)
    return image
  }

  /// The namespace in a row; nil where the rows are no namespaces, or lack what a namespace cannot
  /// be without.
  public func namespace(at row: Int) -> NamespaceRecord? {
    guard resource.name == Resource.namespaces.name,
      let id = identifier(NamespaceSlot.id, row), let name = string(NamespaceSlot.name, row)
    else { return nil }
    var namespace = NamespaceRecord(id: id, name: name)
    namespace.description = string(NamespaceSlot.description, row) ?? ""
    namespace.endpoint = string(NamespaceSlot.endpoint, row)
    namespace.isPublic = value(slot: NamespaceSlot.isPublic, row: row) == .bool(true)
    namespace.size = number(NamespaceSlot.size, row)
    namespace.imageCount = number(NamespaceSlot.imageCount, row)
    namespace.status = status(NamespaceSlot.status, row)
    namespace.statusMessage = string(NamespaceSlot.statusMessage, row)
    namespace.projectID = identifier(NamespaceSlot.projectID, row)
    namespace.organizationID = identifier(NamespaceSlot.organizationID, row)
    namespace.createdAt = timestamp(NamespaceSlot.createdAt, row)
    namespace.updatedAt = timestamp(NamespaceSlot.updatedAt, row)
    return namespace
  }

  private func identifier(_ slot: Int, _ row: Int) -> UniqueIdentifier? {
    if case .uuid(let id) = value(slot: slot, row: row) { id } else { nil }
  }

  private func string(_ slot: Int, _ row: Int) -> String? {
    if case .string(let text) = value(slot: slot, row: row) { text } else { nil }
  }

  private func timestamp(_ slot: Int, _ row: Int) -> Timestamp? {
    if case .timestamp(let time) = value(slot: slot, row: row) { time } else { nil }
  }

  private func status(_ slot: Int, _ row: Int) -> Status {
    if case .status(let status) = value(slot: slot, row: row) { status } else { .unknown }
  }

  private func number(_ slot: Int, _ row: Int) -> Int64? {
    switch value(slot: slot, row: row) {
    case .int(let number), .bytes(let number): number
    default: nil
    }
  }
}
