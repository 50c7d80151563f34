import TagQuery

/// Writes the members of records into JSON objects, always all of them and in the same order. What
/// is missing is null.
extension JSONText {
  mutating func members(of tag: TagRecord) {
    member(.id, tag.id.description)
    member(.name, tag.name)
    member(.imageID, tag.imageID.description)
    member(.status, tag.status.description)
    member(.digest, tag.digest?.description)
    member(.createdAt, tag.createdAt?.description)
    member(.updatedAt, tag.updatedAt?.description)
  }

  mutating func members(of image: ImageRecord) {
    member(.id, image.id.description)
    member(.name, image.name)
    member(.namespaceID, image.namespaceID.description)
    member(.status, image.status.description)
    member(.statusMessage, image.statusMessage)
    member(.visibility, image.visibility)
    member(.size, image.size)
    member(.tagCount, image.tagCount)
    member(.createdAt, image.createdAt?.description)
    member(.updatedAt, image.updatedAt?.description)
  }

  mutating func members(of namespace: NamespaceRecord) {
    member(.id, namespace.id.description)
    member(.name, namespace.name)
    member(.description, namespace.description)
    member(.endpoint, namespace.endpoint)
    member(RecordKey.isPublic.text, namespace.isPublic)
    member(.size, namespace.size)
    member(.imageCount, namespace.imageCount)
    member(.status, namespace.status.description)
    member(.statusMessage, namespace.statusMessage)
    member(.projectID, namespace.projectID?.description)
    member(.organizationID, namespace.organizationID?.description)
    member(.createdAt, namespace.createdAt?.description)
    member(.updatedAt, namespace.updatedAt?.description)
  }

  mutating func member(_ key: RecordKey, _ value: String?) { member(key.text, value) }

  mutating func member(_ key: RecordKey, _ value: Int64?) {
    name(key.text)
    literal(value.map(String.init) ?? "null")
  }
}
