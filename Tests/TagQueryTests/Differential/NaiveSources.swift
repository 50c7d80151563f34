@testable import TagQuery

/// The tables that pipelines start with: all records, as rows with every field, in their order.
final class NaiveSources {
  let contents: RegistryContents
  let now: Timestamp
  private var tables: [String: [NaiveRow]] = [:]

  init(contents: RegistryContents, now: Timestamp) {
    self.contents = contents
    self.now = now
  }

  static let tagTypes: [String: ValueType] = [
    "id": .uuid, "name": .string, "image_id": .uuid, "status": .status, "digest": .digest,
    "created_at": .timestamp, "created": .timestamp, "updated_at": .timestamp,
    "updated": .timestamp, "pushed": .timestamp, "age": .duration, "version": .version,
    "image": .string, "namespace": .string, "region": .string, "ref": .string, "siblings": .int,
  ]
  static let imageTypes: [String: ValueType] = [
    "id": .uuid, "name": .string, "namespace_id": .uuid, "namespace": .string, "status": .status,
    "status_message": .string, "visibility": .string, "size": .bytes, "tag_count": .int,
    "created_at": .timestamp, "created": .timestamp, "updated_at": .timestamp,
    "updated": .timestamp, "region": .string, "ref": .string, "age": .duration,
  ]
  static let namespaceTypes: [String: ValueType] = [
    "id": .uuid, "name": .string, "description": .string, "endpoint": .string, "is_public": .bool,
    "size": .bytes, "image_count": .int, "status": .status, "status_message": .string,
    "project_id": .uuid, "organization_id": .uuid, "created_at": .timestamp,
    "created": .timestamp, "updated_at": .timestamp, "updated": .timestamp, "region": .string,
    "age": .duration,
  ]

  static func scope(_ resource: String) -> NaiveScope {
    var scope = NaiveScope(resource: resource)
    let shown: String
    switch resource {
    case "tags":
      scope.types = tagTypes
      scope.things = [
        "image": ["(region)", "(image_id)"], "namespace": ["(region)", "(namespace_id)"],
      ]
      shown = "id name image_id status digest created_at updated_at"
    case "images":
      scope.types = imageTypes
      scope.things = ["namespace": ["(region)", "(namespace_id)"]]
      shown = """
        id name namespace_id namespace status status_message visibility size tag_count created_at \
        updated_at region ref
        """
    default:
      scope.types = namespaceTypes
      shown = """
        id name description endpoint is_public size image_count status status_message project_id \
        organization_id created_at updated_at region
        """
    }
    scope.shown = shown.split(separator: " ").map { (String($0), String($0)) }
    return scope
  }

  /// The rows of all regions that are asked.
  func rows(_ resource: String, regions: [String]) -> [NaiveRow] {
    let wanted = regions.map(Value.string)
    return all(resource).filter { wanted.contains($0.identity[0]) }
  }

  private func all(_ resource: String) -> [NaiveRow] {
    if let rows = tables[resource] { return rows }
    let regions = contents.regions.sorted {
      Value.order(.string($0.name), .string($1.name)) < 0
    }
    let rows = regions.flatMap { region in
      switch resource {
      case "tags": tags(region)
      case "images": sorted(region.images.map { image($0, region) }, by: ["created_at", "id"])
      default: sorted(region.namespaces.map { namespace($0, region) }, by: ["created_at", "id"])
      }
    }
    tables[resource] = rows
    return rows
  }

  private func sorted(_ rows: [NaiveRow], by names: [String]) -> [NaiveRow] {
    rows.sorted { left, right in
      for name in names {
        let order = Value.order(left.cells[name] ?? .null, right.cells[name] ?? .null)
        if order != 0 { return order < 0 }
      }
      return false
    }
  }

  private func time(_ time: Timestamp?) -> Value { time.map(Value.timestamp) ?? .null }

  private func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }

  private func row(_ id: UniqueIdentifier, _ region: RegionContents) -> NaiveRow {
    NaiveRow(
      identity: [.string(region.name), .uuid(id)],
      cells: [
        "id": .uuid(id), "region": .string(region.name), "(region)": .string(region.name),
      ])
  }

  private func addTimes(_ created: Timestamp?, _ updated: Timestamp?, to row: inout NaiveRow) {
    for name in ["created_at", "created"] { row.cells[name] = time(created) }
    for name in ["updated_at", "updated"] { row.cells[name] = time(updated) }
    row.cells["age"] =
      created.map {
        .duration(TimeSpan(nanoseconds: now.nanoseconds - $0.nanoseconds))
      } ?? .null
  }

  private func tags(_ region: RegionContents) -> [NaiveRow] {
    var rows: [NaiveRow] = []
    for tag in region.tags {
      guard let image = region.images.first(where: { $0.id == tag.imageID }),
        let namespace = region.namespaces.first(where: { $0.id == image.namespaceID })
      else { continue }
      var row = row(tag.id, region)
      addTimes(tag.createdAt, tag.updatedAt, to: &row)
      row.cells["name"] = .string(tag.name)
      // Cells in parentheses cannot be hidden by a column of the same name.
      row.cells["image_id"] = .uuid(tag.imageID)
      row.cells["(image_id)"] = .uuid(tag.imageID)
      row.cells["status"] = .status(tag.status)
      row.cells["digest"] = tag.digest.map(Value.digest) ?? .null
      if let created = tag.createdAt, let updated = tag.updatedAt {
        row.cells["pushed"] = .timestamp(created < updated ? updated : created)
      }
      row.cells["version"] = SemanticVersion(tag.name).map(Value.version) ?? .null
      row.cells["image"] = .string("\(namespace.name)/\(image.name)")
      row.cells["namespace"] = .string(namespace.name)
      row.cells["(namespace_id)"] = .uuid(namespace.id)
      row.cells["(image_created)"] = time(image.createdAt)
      row.cells["ref"] = text(namespace.endpoint.map { "\($0)/\(image.name):\(tag.name)" })
      let sharers = region.tags.filter {
        $0.imageID == tag.imageID && $0.digest == tag.digest && $0.id != tag.id
      }
      row.cells["siblings"] = tag.digest == nil ? .null : .int(Int64(sharers.count))
      rows.append(row)
    }
    return sorted(rows, by: ["(image_created)", "image_id", "created_at", "id"])
  }

  private func image(_ image: ImageRecord, _ region: RegionContents) -> NaiveRow {
    let namespace = region.namespaces.first { $0.id == image.namespaceID }
    var row = row(image.id, region)
    addTimes(image.createdAt, image.updatedAt, to: &row)
    row.cells["name"] = .string(image.name)
    row.cells["namespace_id"] = .uuid(image.namespaceID)
    row.cells["(namespace_id)"] = .uuid(image.namespaceID)
    row.cells["namespace"] = text(namespace?.name)
    row.cells["status"] = .status(image.status)
    row.cells["status_message"] = text(image.statusMessage)
    row.cells["visibility"] = .string(image.visibility)
    row.cells["size"] = image.size.map(Value.bytes) ?? .null
    row.cells["tag_count"] = .int(Int64(region.tags.filter { $0.imageID == image.id }.count))
    row.cells["ref"] = text(namespace?.endpoint.map { "\($0)/\(image.name)" })
    return row
  }

  private func namespace(_ namespace: NamespaceRecord, _ region: RegionContents) -> NaiveRow {
    var row = row(namespace.id, region)
    addTimes(namespace.createdAt, namespace.updatedAt, to: &row)
    row.cells["name"] = .string(namespace.name)
    row.cells["description"] = .string(namespace.description)
    row.cells["endpoint"] = text(namespace.endpoint)
    row.cells["is_public"] = .bool(namespace.isPublic)
    row.cells["size"] = namespace.size.map(Value.bytes) ?? .null
    let images = region.images.filter { $0.namespaceID == namespace.id }
    row.cells["image_count"] = .int(Int64(images.count))
    row.cells["status"] = .status(namespace.status)
    row.cells["status_message"] = text(namespace.statusMessage)
    row.cells["project_id"] = namespace.projectID.map(Value.uuid) ?? .null
    row.cells["organization_id"] = namespace.organizationID.map(Value.uuid) ?? .null
    return row
  }
}
