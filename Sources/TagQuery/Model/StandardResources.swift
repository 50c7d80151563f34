/// The slots of `Resource.tags`.
public enum TagSlot {
  /// UUID.
  public static let id = 0
  /// Name, unique in its image.
  public static let name = 1
  /// The image's UUID.
  public static let imageID = 2
  /// State.
  public static let status = 3
  /// Content hash.
  public static let digest = 4
  /// When it was first pushed.
  public static let createdAt = 5
  /// When it was last changed.
  public static let updatedAt = 6
  /// Region of the registry.
  public static let region = 7
  /// `namespace/name` of the image.
  public static let image = 8
  /// Name of the namespace.
  public static let namespace = 9
  /// How many other tags of the image have the same digest.
  public static let siblings = 10
  /// UUID of the namespace.
  static let namespaceID = 11
  /// The pullable reference without the tag.
  static let repository = 12
}

/// The slots of `Resource.images`.
public enum ImageSlot {
  /// UUID.
  public static let id = 0
  /// Name, unique in its namespace.
  public static let name = 1
  /// The namespace's UUID.
  public static let namespaceID = 2
  /// Name of the namespace.
  public static let namespace = 3
  /// State.
  public static let status = 4
  /// What the registry says of the state.
  public static let statusMessage = 5
  /// `inherit`, `public` or `private`.
  public static let visibility = 6
  /// Size in bytes.
  public static let size = 7
  /// How many tags it has.
  public static let tagCount = 8
  /// When it was made.
  public static let createdAt = 9
  /// When it was last changed.
  public static let updatedAt = 10
  /// Region of the registry.
  public static let region = 11
  /// The namespace's endpoint.
  static let endpoint = 12
}

/// The slots of `Resource.namespaces`.
public enum NamespaceSlot {
  /// UUID.
  public static let id = 0
  /// Name, unique in its region.
  public static let name = 1
  /// What its owner wrote of it.
  public static let description = 2
  /// Where its images are pulled from.
  public static let endpoint = 3
  /// Whether anybody can pull.
  public static let isPublic = 4
  /// Size in bytes.
  public static let size = 5
  /// How many images it has.
  public static let imageCount = 6
  /// State.
  public static let status = 7
  /// What the registry says of the state.
  public static let statusMessage = 8
  /// UUID of its project.
  public static let projectID = 9
  /// UUID of its organisation.
  public static let organizationID = 10
  /// When it was made.
  public static let createdAt = 11
  /// When it was last changed.
  public static let updatedAt = 12
  /// Region of the registry.
  public static let region = 13
}

extension Resource {
  /// The tags of images.
  public static let tags = Resource(
    name: "tags", singular: "tag",
    fields: [
      Field("id", .uuid, summary: "UUID of the tag"),
      Field("name", .string, summary: "name, unique in its image"),
      Field("image_id", .uuid, summary: "UUID of the image"),
      Field("status", .status, summary: "state of the tag"),
      Field("digest", .digest, summary: "hash of the content; several tags may share it"),
      Field("created_at", .timestamp, aliases: ["created"], summary: "when it was first pushed"),
      Field("updated_at", .timestamp, aliases: ["updated"], summary: "when it was last changed"),
      Field("region", .string, isShown: false, summary: "region of the registry"),
      Field(
        "image", .string, isShown: false, groupIdentity: [TagSlot.region, TagSlot.imageID],
        cost: .names, summary: "namespace/name of the image"),
      Field(
        "namespace", .string, isShown: false,
        groupIdentity: [TagSlot.region, TagSlot.namespaceID],
        cost: .names, summary: "name of the namespace"),
      Field(
        "siblings", .int, isShown: false, cost: .wholeImage,
        summary: "how many other tags of the image have the same digest"),
      Field("namespace_id", .uuid, isInternal: true, cost: .names),
      Field("repository", .string, isInternal: true, cost: .names),
      Field(
        "pushed", .timestamp, isShown: false,
        derivation: .later(TagSlot.createdAt, TagSlot.updatedAt),
        summary: "the later of created_at and updated_at"),
      Field(
        "age", .duration, isShown: false, derivation: .elapsed(since: TagSlot.createdAt),
        summary: "time since created_at"),
      Field(
        "version", .version, isShown: false, derivation: .semanticVersion(of: TagSlot.name),
        summary: "the name read as a semantic version"),
      Field(
        "ref", .string, isShown: false,
        derivation: .joined(TagSlot.repository, ":", TagSlot.name), cost: .names,
        summary: "full pullable reference"),
    ],
    arguments: [
      SourceArgument(
        name: "image", kind: .image,
        summary: "UUID, namespace/name, name, glob or full reference of images"),
      SourceArgument(name: "namespace", kind: .namespace, summary: "name, UUID or glob"),
      SourceArgument(name: "id", kind: .identifier, summary: "UUIDs of tags"),
      SourceArgument(name: "region", kind: .region, summary: "regions, or all"),
    ],
    identity: [TagSlot.region, TagSlot.id], isDeletable: true,
    listing: Listing(
      identifier: TagSlot.id, name: TagSlot.name, created: TagSlot.createdAt,
      status: TagSlot.status,
      constants: [
        TagSlot.imageID, TagSlot.region, TagSlot.image, TagSlot.namespace, TagSlot.namespaceID,
        TagSlot.repository,
      ]))

  /// The images of namespaces.
  public static let images = Resource(
    name: "images", singular: "image",
    fields: [
      Field("id", .uuid, summary: "UUID of the image"),
      Field("name", .string, summary: "name, unique in its namespace"),
      Field("namespace_id", .uuid, summary: "UUID of the namespace"),
      Field(
        "namespace", .string, groupIdentity: [ImageSlot.region, ImageSlot.namespaceID],
        cost: .names, summary: "name of the namespace"),
      Field("status", .status, summary: "state of the image"),
      Field("status_message", .string, summary: "what the registry says of the state"),
      Field("visibility", .string, summary: "inherit, public or private"),
      Field("size", .bytes, summary: "size in bytes"),
      Field("tag_count", .int, summary: "how many tags it has"),
      Field("created_at", .timestamp, aliases: ["created"], summary: "when it was made"),
      Field("updated_at", .timestamp, aliases: ["updated"], summary: "when it was last changed"),
      Field("region", .string, summary: "region of the registry"),
      Field("endpoint", .string, isInternal: true, cost: .names),
      Field(
        "ref", .string, derivation: .joined(ImageSlot.endpoint, "/", ImageSlot.name),
        cost: .names, summary: "full reference, without a tag"),
      Field(
        "age", .duration, isShown: false, derivation: .elapsed(since: ImageSlot.createdAt),
        summary: "time since created_at"),
    ],
    arguments: [
      SourceArgument(name: "namespace", kind: .namespace, summary: "name, UUID or glob"),
      SourceArgument(name: "name", kind: .name, summary: "name or glob of images"),
      SourceArgument(name: "id", kind: .identifier, summary: "UUIDs of images"),
      SourceArgument(name: "region", kind: .region, summary: "regions, or all"),
    ],
    identity: [ImageSlot.region, ImageSlot.id],
    listing: Listing(
      identifier: ImageSlot.id, name: ImageSlot.name, created: ImageSlot.createdAt,
      status: ImageSlot.status, constants: [ImageSlot.region]))

  /// The namespaces of a registry.
  public static let namespaces = Resource(
    name: "namespaces", singular: "namespace",
    fields: [
      Field("id", .uuid, summary: "UUID of the namespace"),
      Field("name", .string, summary: "name, unique in its region"),
      Field("description", .string, summary: "what its owner wrote of it"),
      Field("endpoint", .string, summary: "where its images are pulled from"),
      Field("is_public", .bool, summary: "whether anybody can pull"),
      Field("size", .bytes, summary: "size in bytes"),
      Field("image_count", .int, summary: "how many images it has"),
      Field("status", .status, summary: "state of the namespace"),
      Field("status_message", .string, summary: "what the registry says of the state"),
      Field("project_id", .uuid, summary: "UUID of its project"),
      Field("organization_id", .uuid, summary: "UUID of its organisation"),
      Field("created_at", .timestamp, aliases: ["created"], summary: "when it was made"),
      Field("updated_at", .timestamp, aliases: ["updated"], summary: "when it was last changed"),
      Field("region", .string, summary: "region of the registry"),
      Field(
        "age", .duration, isShown: false, derivation: .elapsed(since: NamespaceSlot.createdAt),
        summary: "time since created_at"),
    ],
    arguments: [
      SourceArgument(name: "name", kind: .name, summary: "name or glob of namespaces"),
      SourceArgument(name: "id", kind: .identifier, summary: "UUIDs of namespaces"),
      SourceArgument(name: "region", kind: .region, summary: "regions, or all"),
    ],
    identity: [NamespaceSlot.region, NamespaceSlot.id],
    listing: Listing(
      identifier: NamespaceSlot.id, name: NamespaceSlot.name, created: NamespaceSlot.createdAt,
      status: NamespaceSlot.status, constants: [NamespaceSlot.region]))

  /// The resources of a container registry.
  public static let standard: [Resource] = [.tags, .images, .namespaces]
}
