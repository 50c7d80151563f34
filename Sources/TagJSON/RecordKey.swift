/// The keys of tags, images and namespaces, as the Tags API names them, and the two that a line of
/// a snapshot has besides.
enum RecordKey: Int, MemberKey {
  // Of a line of a snapshot; namespaces of the API tell their region too.
  case type, region
  // Of all three kinds.
  case id, name, status, createdAt, updatedAt
  // Of tags.
  case imageID, digest
  // Of images and namespaces.
  case statusMessage, size
  // Of images.
  case namespaceID, visibility, tags, tagCount
  // Of namespaces.
  case description, endpoint, isPublic, imageCount, projectID, organizationID

  var text: String {
    switch self {
    case .type: "type"
    case .region: "region"
    case .id: "id"
    case .name: "name"
    case .status: "status"
    case .digest: "digest"
    case .size: "size"
    case .visibility: "visibility"
    case .tags: "tags"
    case .description: "description"
    case .endpoint: "endpoint"
    case .createdAt: "created_at"
    case .updatedAt: "updated_at"
    case .imageID: "image_id"
    case .statusMessage: "status_message"
    case .namespaceID: "namespace_id"
    case .tagCount: "tag_count"
    case .isPublic: "is_public"
    case .imageCount: "image_count"
    case .projectID: "project_id"
    case .organizationID: "organization_id"
    }
  }
}

/// The keys of a page of a list.
enum PageKey: Int, MemberKey {
  case tags, images, namespaces, totalCount

  var text: String {
    switch self {
    case .tags: "tags"
    case .images: "images"
    case .namespaces: "namespaces"
    case .totalCount: "total_count"
    }
  }
}
