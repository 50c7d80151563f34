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
    // Few exact names are looked up. Where one is not found, the lists tell what there is instead.
    if let images = try await find(exactly: true) { return images }
    return try await find(exactly: false) ?? []
  }

  /// The images that are chosen; nil where they are looked up and one is not found.
  private func find(exactly: Bool) async throws(RunError) -> [ResolvedImage]? {
    if exactly, namespaceNames == nil, imageNames(in: nil) == nil { return nil }
    let namespaces = try await namespaces(named: exactly ? namespaceNames : nil)
    let chosen: [Namespace]
    do { chosen = try choose(namespaces) } catch {
      if exactly { return nil }
      throw error
    }
    let wanted = chosen.filter(mayHold)
    var owners: [Namespace] = []
    var keys: [CatalogueKey] = []
    for namespace in wanted {
      let names = exactly ? imageNames(in: namespace) : nil
      for name in names.map({ $0.map(Optional.some) }) ?? [nil] {
        owners.append(namespace)
        keys.append(
          CatalogueKey(
            kind: .images(namespace: namespace.id), region: namespace.region, name: name))
      }
    }
    var images: [ResolvedImage] = []
    let catalogues = try await session.catalogues(keys, range: query.range)
    for (namespace, batches) in zip(owners, catalogues) {
      for rows in batches {
        for row in 0..<rows.count {
          var image = Self.image(rows, row, region: namespace.region)
          image.namespace = namespace.name
          image.endpoint = namespace.endpoint
          images.append(image)
        }
      }
    }
    do { return try choose(images, namespaces: chosen) } catch {
      if exactly { return nil }
      throw error
    }
  }

  /// The exact names of namespaces, outside of which no image is wanted; nil for any.
  private var namespaceNames: [String]? {
    guard session.capabilities.namespaces.nameFilter != .none else { return nil }
    let names: [String?]
    if let selectors = query.namespaces {
      names = selectors.map { if case .name(let name) = $0.kind { name } else { nil } }
    } else if let selectors = query.images {
      names = selectors.map {
        if case .path(let namespace, _) = $0.kind { namespace } else { nil }
      }
    } else {
      return nil
    }
    return Self.lookups(names)
  }

  /// The exact names of the images that are wanted of a namespace; nil for any.
  private func imageNames(in namespace: Namespace?) -> [String]? {
    guard session.capabilities.images.nameFilter != .none, let selectors = query.images else {
      return nil
    }
    var names: [String?] = []
    for selector in selectors {
      switch selector.kind {
      case .path(let wanted, let name):
        if namespace.map({ orderOfTexts($0.name, wanted) == 0 }) ?? true { names.append(name) }
      case .reference(let endpoint, let name):
        if namespace.map({ $0.endpoint == endpoint }) ?? true { names.append(name) }
      case .name(let selector):
        if case .name(let name) = selector.kind { names.append(name) } else { names.append(nil) }
      case .identifier, .glob: names.append(nil)
      }
    }
    return Self.lookups(names)
  }

  /// Few names, each once; nil where one is not exact, or there are many.
  private static func lookups(_ names: [String?]) -> [String]? {
    let exact = Set(names.compactMap { $0.map(Value.string) })
    guard !names.contains(nil), exact.count <= ImageSelector.mostLookups else { return nil }
    return exact.compactMap(\.text).sorted { orderOfTexts($0, $1) < 0 }
  }

  private func namespaces(named names: [String]?) async throws(RunError) -> [Namespace] {
    var keys: [CatalogueKey] = []
    for region in regions {
      for name in names.map({ $0.map(Optional.some) }) ?? [nil] {
        keys.append(CatalogueKey(kind: .namespaces, region: region, name: name))
      }
    }
    var namespaces: [Namespace] = []
    for (key, batches) in zip(keys, try await session.catalogues(keys, range: query.range)) {
      for rows in batches {
        for row in 0..<rows.count {
          guard case .uuid(let id) = rows.value(slot: NamespaceSlot.id, row: row) else { continue }
          namespaces.append(
            Namespace(
              region: key.region, id: id,
              name: rows.value(slot: NamespaceSlot.name, row: row).text ?? "",
              endpoint: rows.value(slot: NamespaceSlot.endpoint, row: row).text))
        }
      }
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
