/// An image that a source covers, with the names its tags need.
struct ResolvedImage {
  var region: String
  var id: UniqueIdentifier
  var name: String?
  var namespaceID: UniqueIdentifier?
  var namespace: String?
  var endpoint: String?
  var createdAt: Timestamp?
  /// What its tags must be; no condition lets all pass.
  var conditions: [Condition] = []

  /// A tag or a digest that stood behind the image.
  struct Condition {
    var tag: String?
    var digest: Digest?
  }

  /// What every tag of the image has in common.
  var constants: [(slot: Int, value: Value)] {
    var constants: [(slot: Int, value: Value)] = []
    if let namespaceID { constants.append((TagSlot.namespaceID, .uuid(namespaceID))) }
    if let namespace {
      constants.append((TagSlot.namespace, .string(namespace)))
      if let name { constants.append((TagSlot.image, .string("\(namespace)/\(name)"))) }
    }
    if let endpoint, let name {
      constants.append((TagSlot.repository, .string("\(endpoint)/\(name)")))
    }
    return constants
  }

  func passes(name: Value, digest: Value) -> Bool {
    conditions.isEmpty
      || conditions.contains { condition in
        (condition.tag.map { .string($0) == name } ?? true)
          && (condition.digest.map { .digest($0) == digest } ?? true)
      }
  }
}

/// Finds the images that a source covers.
struct ImageResolver {
  let session: RegistrySession
  let query: ResourceQuery
  /// Whether the names of images and namespaces are used.
  let needsNames: Bool

  private struct Namespace {
    let region: String
    let id: UniqueIdentifier
    let name: String
    let endpoint: String?
  }

  var regions: [String] {
    switch query.regions {
    case .all: session.capabilities.regions.sorted()
    case .named(let names): names.sorted()
    case nil: session.defaultRegions.sorted()
    }
  }

  /// Whether every region is asked that is known.
  var isEverywhere: Bool { session.capabilities.regions.allSatisfy(regions.contains) }

  /// The images in the order in which their tags come: by region, then creation, then id.
  func resolve() async throws(RunError) -> [ResolvedImage] {
    let images =
      if let selectors = query.images, query.namespaces == nil,
        selectors.allSatisfy({ if case .identifier = $0.kind { true } else { false } })
      {
        try await byIdentifier(selectors)
      } else {
        try await byListing()
      }
    return images.sorted { left, right in
      if left.region != right.region { return orderOfTexts(left.region, right.region) < 0 }
      let (leftTime, rightTime) = (left.createdAt, right.createdAt)
      if leftTime != rightTime {
        guard let leftTime, let rightTime else { return leftTime != nil }
        return leftTime < rightTime
      }
      return left.id < right.id
    }
  }

  // MARK: By UUID

  private func byIdentifier(
    _ selectors: [ImageSelector]
  ) async throws(RunError) -> [ResolvedImage] {
    var images: [ResolvedImage] = []
    for selector in selectors {
      guard case .identifier(let id) = selector.kind else { continue }
      if let known = images.firstIndex(where: { $0.id == id }) {
        Self.add(selector, to: &images[known])
        continue
      }
      if !needsNames, selectors.count == 1, regions.count == 1 {
        images.append(image(id, region: regions[0], selector))
        continue
      }
      guard var image = try await find(id, range: selector.range) else {
        throw .nothingWith(
          id, kind: "image", regions: regions, known: session.capabilities.regions,
          range: selector.range)
      }
      image.conditions = [Self.condition(selector)].compactMap { $0 }
      images.append(image)
    }
    return images
  }

  private func image(
    _ id: UniqueIdentifier, region: String, _ selector: ImageSelector
  ) -> ResolvedImage {
    ResolvedImage(
      region: region, id: id, conditions: [Self.condition(selector)].compactMap { $0 })
  }

  /// An image by its UUID, with its namespace where names are needed.
  func find(_ id: UniqueIdentifier, range: SourceRange) async throws(RunError) -> ResolvedImage? {
    for region in regions {
      let request = GetRequest(.image, id: id, region: region)
      guard let row = try await session.get(request, range: range) else { continue }
      var image = Self.image(row, 0, region: region)
      if needsNames, let namespaceID = image.namespaceID {
        let request = GetRequest(.namespace, id: namespaceID, region: region)
        if let row = try await session.get(request, range: range) {
          image.namespace = row.value(slot: NamespaceSlot.name, row: 0).text
          image.endpoint = row.value(slot: NamespaceSlot.endpoint, row: 0).text
        }
      }
      return image
    }
    return nil
  }

  private static func image(_ rows: RowBatch, _ row: Int, region: String) -> ResolvedImage {
    var image = ResolvedImage(region: region, id: UniqueIdentifier(high: 0, low: 0))
    if case .uuid(let id) = rows.value(slot: ImageSlot.id, row: row) { image.id = id }
    if case .uuid(let id) = rows.value(slot: ImageSlot.namespaceID, row: row) {
      image.namespaceID = id
    }
    if case .timestamp(let time) = rows.value(slot: ImageSlot.createdAt, row: row) {
      image.createdAt = time
    }
    image.name = rows.value(slot: ImageSlot.name, row: row).text
    return image
  }

  // MARK: By name

  private func byListing() async throws(RunError) -> [ResolvedImage] {
    var namespaces: [Namespace] = []
    for region in regions { namespaces += try await self.namespaces(in: region) }
    let chosen = try choose(namespaces)
    var images: [ResolvedImage] = []
    for namespace in chosen where mayHold(namespace) {
      try await session.pages(
        of: .images(namespace: namespace.id), region: namespace.region, range: query.range
      ) { rows throws(RunError) in
        for row in 0..<rows.count {
          var image = Self.image(rows, row, region: namespace.region)
          image.namespace = namespace.name
          image.endpoint = namespace.endpoint
          images.append(image)
        }
        return true
      }
    }
    return try choose(images, namespaces: chosen)
  }

  private func namespaces(in region: String) async throws(RunError) -> [Namespace] {
    var namespaces: [Namespace] = []
    try await session.pages(of: .namespaces, region: region, range: query.range) {
      rows throws(RunError) in
      for row in 0..<rows.count {
        guard case .uuid(let id) = rows.value(slot: NamespaceSlot.id, row: row) else { continue }
        namespaces.append(
          Namespace(
            region: region, id: id, name: rows.value(slot: NamespaceSlot.name, row: row).text ?? "",
            endpoint: rows.value(slot: NamespaceSlot.endpoint, row: row).text))
      }
      return true
    }
    return namespaces
  }

  private func choose(_ namespaces: [Namespace]) throws(RunError) -> [Namespace] {
    guard let selectors = query.namespaces else { return namespaces }
    for selector in selectors where !selector.isGlob {
      guard namespaces.contains(where: { selector.matches(name: $0.name, id: $0.id) }) else {
        throw .nothingNamed(
          selector.text, kind: "namespace", candidates: namespaces.map(\.name),
          range: selector.range, isEverywhere: isEverywhere)
      }
    }
    return namespaces.filter { namespace in
      selectors.contains { $0.matches(name: namespace.name, id: namespace.id) }
    }
  }

  /// Whether an image that is asked for can be in a namespace, so that its list is worth a request.
  private func mayHold(_ namespace: Namespace) -> Bool {
    guard let selectors = query.images else { return true }
    return selectors.contains { selector in
      switch selector.kind {
      case .path(let wanted, _): orderOfTexts(wanted, namespace.name) == 0
      case .reference(let endpoint, _): endpoint == namespace.endpoint
      case .identifier, .name, .glob: true
      }
    }
  }

  private func choose(
    _ images: [ResolvedImage], namespaces: [Namespace]
  ) throws(RunError) -> [ResolvedImage] {
    guard let selectors = query.images else { return images }
    var chosen: [UniqueIdentifier: ResolvedImage] = [:]
    for selector in selectors {
      var isFound = false
      for image in images where Self.matches(selector, image) {
        isFound = true
        if chosen[image.id] != nil {
          Self.add(selector, to: &chosen[image.id]!)
        } else {
          var image = image
          image.conditions = [Self.condition(selector)].compactMap { $0 }
          chosen[image.id] = image
        }
      }
      guard isFound || selector.isGlob else {
        throw .noImage(
          selector, images: images.map { ($0.namespace ?? "", $0.name ?? "") },
          namespaces: namespaces.map { ($0.name, $0.endpoint) }, isEverywhere: isEverywhere)
      }
    }
    return Array(chosen.values)
  }

  private static func matches(_ selector: ImageSelector, _ image: ResolvedImage) -> Bool {
    let name = image.name ?? ""
    switch selector.kind {
    case .identifier(let id): return image.id == id
    case .name(let wanted): return wanted.matches(name: name, id: image.id)
    case .path(let namespace, let wanted): return namespace == image.namespace && wanted == name
    case .glob(let glob): return glob.matches("\(image.namespace ?? "")/\(name)")
    case .reference(let endpoint, let wanted): return endpoint == image.endpoint && wanted == name
    }
  }

  /// What a selector asks of the tags; nil where it asks nothing.
  private static func condition(_ selector: ImageSelector) -> ResolvedImage.Condition? {
    guard selector.tag != nil || selector.digest != nil else { return nil }
    return ResolvedImage.Condition(tag: selector.tag, digest: selector.digest)
  }

  /// An image that two selectors name has the tags of both.
  private static func add(_ selector: ImageSelector, to image: inout ResolvedImage) {
    guard let condition = condition(selector), !image.conditions.isEmpty else {
      image.conditions = []
      return
    }
    image.conditions.append(condition)
  }
}

extension NameSelector {
  /// As it is written.
  var text: String {
    switch kind {
    case .name(let name): name
    case .glob(let glob): glob.text
    case .identifier(let id): id.description
    }
  }
}
