import TagQuery

/// A row of a list, whichever kind it is of.
enum ListedRow: Sendable {
  case tag(TagRecord)
  case image(ImageRecord)
  case namespace(NamespaceRecord)

  /// The row of a batch; nil where it is not of the kind.
  init?(_ rows: RowBatch, at row: Int, kind: GetRequest.Kind) {
    let record: ListedRow? =
      switch kind {
      case .tag: rows.tag(at: row).map(ListedRow.tag)
      case .image: rows.image(at: row).map(ListedRow.image)
      case .namespace: rows.namespace(at: row).map(ListedRow.namespace)
      }
    guard let record else { return nil }
    self = record
  }

  var id: UniqueIdentifier {
    switch self {
    case .tag(let tag): tag.id
    case .image(let image): image.id
    case .namespace(let namespace): namespace.id
    }
  }

  var name: String {
    switch self {
    case .tag(let tag): tag.name
    case .image(let image): image.name
    case .namespace(let namespace): namespace.name
    }
  }

  var status: Status {
    switch self {
    case .tag(let tag): tag.status
    case .image(let image): image.status
    case .namespace(let namespace): namespace.status
    }
  }

  var createdAt: Timestamp? {
    switch self {
    case .tag(let tag): tag.createdAt
    case .image(let image): image.createdAt
    case .namespace(let namespace): namespace.createdAt
    }
  }

  /// How many others belong to it; nil where the registry does not tell.
  var memberCount: Int64? {
    switch self {
    case .tag: nil
    case .image(let image): image.tagCount
    case .namespace(let namespace): namespace.imageCount
    }
  }

  private var texts: [String?] {
    switch self {
    case .tag(let tag): [tag.name, tag.status.description, tag.digest?.description]
    case .image(let image):
      [image.name, image.status.description, image.statusMessage, image.visibility]
    case .namespace(let namespace):
      [
        namespace.name, namespace.status.description, namespace.statusMessage,
        namespace.description, namespace.endpoint,
      ]
    }
  }

  /// Whether an answer is this row. A count may be missing from it, but not be another.
  func isAnswered(by answer: ListedRow) -> Bool {
    let hasSameValues: Bool =
      switch (self, answer) {
      case (.tag(let expected), .tag(let tag)): expected == tag
      case (.image(let expected), .image(var image)):
        {
          image.tagCount = image.tagCount ?? expected.tagCount
          return expected == image
        }()
      case (.namespace(let expected), .namespace(var namespace)):
        {
          namespace.imageCount = namespace.imageCount ?? expected.imageCount
          return expected == namespace
        }()
      default: false
      }
    // Texts that Unicode holds to be equal are equal to Swift, and are not to a registry.
    return hasSameValues
      && zip(texts, answer.texts).allSatisfy { Array(($0 ?? "").utf8) == Array(($1 ?? "").utf8) }
  }
}

extension ListedKind {
  /// What the rows of the list are.
  var rowKind: GetRequest.Kind {
    switch self {
    case .tags: .tag
    case .images: .image
    case .namespaces: .namespace
    }
  }
}

/// What a registry with these contents must answer, worked out as plainly as can be.
struct ExpectedContents: Sendable {
  let contents: RegistryContents

  init(_ contents: RegistryContents) { self.contents = contents }

  /// A list that there is.
  struct List: Sendable {
    let kind: ListedKind
    let region: String
    let rows: [ListedRow]
  }

  /// All lists that there are.
  var lists: [List] {
    contents.regions.flatMap { region in
      let kinds: [ListedKind] =
        [.namespaces, .images(namespace: nil)]
        + region.namespaces.map { .images(namespace: $0.id) }
        + region.images.map { .tags(image: $0.id) }
      return kinds.map { List(kind: $0, region: region.name, rows: rows($0, in: region)) }
    }
  }

  func list(_ kind: ListedKind, region name: String = ConformanceContents.first) -> List {
    List(
      kind: kind, region: name,
      rows: contents.regions.filter { $0.name == name }.flatMap { rows(kind, in: $0) })
  }

  private func rows(_ kind: ListedKind, in region: RegionContents) -> [ListedRow] {
    switch kind {
    case .tags(let image):
      region.tags.filter { $0.imageID == image }.map(ListedRow.tag)
    case .images(let namespace):
      region.images.filter { namespace == nil || $0.namespaceID == namespace }.map { image in
        var image = image
        image.tagCount = Int64(region.tags.count { $0.imageID == image.id })
        return .image(image)
      }
    case .namespaces:
      region.namespaces.map { namespace in
        var namespace = namespace
        namespace.imageCount = Int64(region.images.count { $0.namespaceID == namespace.id })
        return .namespace(namespace)
      }
    }
  }
}

extension ListOrder {
  /// Whether it is another order backwards.
  var isDescending: Bool {
    switch self {
    case .createdDescending, .nameDescending, .statusDescending: true
    case .createdAscending, .nameAscending, .statusAscending, .region: false
    }
  }

  /// Whether a row stands before another in the ascending order; false for both where they tie.
  func isAscending(_ left: ListedRow, _ right: ListedRow) -> Bool {
    switch self {
    case .createdAscending, .createdDescending:
      // A missing time comes after all others.
      (left.createdAt?.nanoseconds ?? .max) < (right.createdAt?.nanoseconds ?? .max)
    case .nameAscending, .nameDescending:
      left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    case .statusAscending, .statusDescending:
      left.status.description.utf8.lexicographicallyPrecedes(right.status.description.utf8)
    case .region: false
    }
  }

  /// These rows in this order, ties by their UUIDs.
  func sorted(_ rows: [ListedRow]) -> [ListedRow] {
    let order = self == .region ? ListOrder.createdAscending : self
    let ascending = rows.sorted { left, right in
      if order.isAscending(left, right) { return true }
      return !order.isAscending(right, left) && left.id < right.id
    }
    return isDescending ? ascending.reversed() : ascending
  }
}
