/// The keys of tags, images and namespaces, as the Tags API names them, and the two that a line of
/// a snapshot has besides.
enum RecordKey: String, CodingKey {
  // Of a line of a snapshot.
  case type, region
  // Of all three kinds.
  case id, name, status
  case createdAt = "created_at"
  case updatedAt = "updated_at"
  // Of tags.
  case imageID = "image_id"
  case digest
  // Of images and namespaces.
  case statusMessage = "status_message"
  case size
  // Of images.
  case namespaceID = "namespace_id"
  case visibility
  case tags
  case tagCount = "tag_count"
  // Of namespaces.
  case description, endpoint
  case isPublic = "is_public"
  case imageCount = "image_count"
  case projectID = "project_id"
  case organizationID = "organization_id"
}
