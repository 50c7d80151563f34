/// The calls that the reading of one source takes, in words.
struct SourceCalls {
  let query: ResourceQuery
  let pipeline: CheckedPipeline
  let plan: ReadPlan
  let capabilities: RegistryCapabilities
  let regions: [String]
  let needsNames: Bool

  var steps: [PipelinePlan.Step] {
    if query.resource === Resource.tags { return tagSteps }
    var steps: [PipelinePlan.Step] = []
    if query.resource === Resource.images, needsNames || query.namespaces != nil {
      steps.append(
        PipelinePlan.Step(
          kind: .resolve, text: "GET /namespaces",
          requests: RequestBounds(regions.count, pages: .ofEveryList), reason: "for their names"))
    }
    let path = query.resource === Resource.images ? "/images" : "/namespaces"
    return steps + listSteps(path, lists: query.namespaces == nil ? regions.count : nil)
  }

  // MARK: Tags

  private var tagSteps: [PipelinePlan.Step] {
    switch plan.access {
    case .selected: return identifierSteps(query.identifiers?.map(\.id) ?? [], areRequired: true)
    case .identifiers(let ids): return identifierSteps(ids, areRequired: false)
    case .nothing: return []
    case .names, .scan, .wholeLists: break
    }
    let (resolving, image) = resolveStep
    return [resolving].compactMap { $0 }
      + listSteps("/images/\(image)/tags", lists: mostImages)
  }

  private var isByID: Bool {
    query.namespaces == nil
      && query.images?.allSatisfy { if case .identifier = $0.kind { true } else { false } } ?? false
  }

  /// How many images there are at most; nil where that is not known.
  private var mostImages: Int? {
    if isByID { return query.images?.count }
    return exactPaths.map { $0.count * regions.count }
  }

  /// What finds the images, and what they are called in the calls after it.
  private var resolveStep: (PipelinePlan.Step?, image: String) {
    let ids = query.images?.compactMap { selector -> UniqueIdentifier? in
      if case .identifier(let id) = selector.kind { id } else { nil }
    }
    if isByID, let ids {
      let image = ids.count == 1 ? ids[0].description : "{image}"
      guard needsNames || ids.count > 1 || regions.count > 1 else { return (nil, image) }
      let least = ids.count * (needsNames ? 2 : 1)
      return (
        PipelinePlan.Step(
          kind: .resolve,
          text: "GET /images/\(image)" + (needsNames ? ", GET /namespaces/{namespace}" : ""),
          requests: RequestBounds(
            least, fixed: ids.count * (regions.count + (needsNames ? 1 : 0))),
          reason: needsNames
            ? "for their names"
            : ids.count > 1 ? "for the order of the images" : "for its region"), image
      )
    }
    let count = regions.count
    if let paths = exactPaths, capabilities.namespaces.nameFilter != .none,
      capabilities.images.nameFilter != .none
    {
      let text =
        paths.count == 1
        ? "GET /namespaces?name=\(paths[0].namespace), GET /images?name=\(paths[0].name)"
          + "&namespace_id={namespace}"
        : "GET /namespaces?name={name}, GET /images?name={name}&namespace_id={namespace}"
      return (
        PipelinePlan.Step(
          kind: .resolve, text: text,
          requests: RequestBounds(
            paths.count + count, fixed: 2 * paths.count * count), reason: "names become UUIDs"),
        "{image}"
      )
    }
    return (
      PipelinePlan.Step(
        kind: .resolve, text: "GET /namespaces, GET /images?namespace_id={namespace}",
        requests: RequestBounds(count, pages: .ofEveryList), reason: "names become UUIDs"),
      "{image}"
    )
  }

  private var exactPaths: [(namespace: String, name: String)]? {
    guard let images = query.images, query.namespaces == nil else { return nil }
    let paths = images.compactMap { selector -> (namespace: String, name: String)? in
      if case .path(let namespace, let name) = selector.kind { (namespace, name) } else { nil }
    }
    return paths.count == images.count && paths.count <= ImageSelector.mostLookups ? paths : nil
  }

  private func identifierSteps(
    _ ids: [UniqueIdentifier], areRequired: Bool
  ) -> [PipelinePlan.Step] {
    var steps: [PipelinePlan.Step] = []
    let isNarrowed = query.images != nil || query.namespaces != nil
    if isNarrowed, let step = resolveStep.0 { steps.append(step) }
    let text = ids.count == 1 ? ids[0].description : "{id}"
    steps.append(
      PipelinePlan.Step(
        kind: .get, text: "GET /tags/\(text)",
        requests: RequestBounds(ids.count, fixed: ids.count * max(1, regions.count))))
    guard !isNarrowed, needsNames || ids.count > 1 else { return steps }
    // What tags do not tell of their images.
    steps.append(
      PipelinePlan.Step(
        kind: .resolve,
        text: needsNames
          ? "GET /images/{image}, GET /namespaces/{namespace}" : "GET /images/{image}",
        requests: RequestBounds(
          needsNames && areRequired ? 2 : 0,
          fixed: ids.count * (regions.count + (needsNames ? 1 : 0))),
        reason: needsNames ? "for their names" : "for the order of the images"))
    return steps
  }

  // MARK: Lists

  private func listSteps(_ path: String, lists: Int?) -> [PipelinePlan.Step] {
    let size = capabilities.lists(of: query.resource).largestPage
    let pages: RequestBounds.Pages = lists == 1 ? .ofTheImage : .ofEveryList
    if let totals = plan.totals { return totalsSteps(totals, path, lists: lists, size) }
    if let names = query.lookedUpNames, capabilities.lists(of: query.resource).nameFilter != .none {
      return nameSteps(names, path, lists: lists, size)
    }
    switch plan.access {
    case .names(let names): return nameSteps(names, path, lists: lists, size)
    case .scan(let scan):
      return scanSteps(scan, path, lists: lists, size)
    case .wholeLists, .selected, .identifiers, .nothing:
      return [
        PipelinePlan.Step(
          kind: .read,
          text: "GET \(path)?order_by=created_at_asc&page={1…P}&page_size=\(size)",
          requests: RequestBounds(1, pages: pages))
      ]
    }
  }

  private func nameSteps(
    _ names: [String], _ path: String, lists: Int?, _ size: Int
  ) -> [PipelinePlan.Step] {
    let name = names.count == 1 ? names[0] : "{name}"
    return [
      PipelinePlan.Step(
        kind: .read, text: "GET \(path)?name=\(name)&page_size=\(size)",
        requests: requests(least: names.count, most: names.count, lists: lists),
        reason: "the registry looks names up")
    ]
  }

  /// The requests that each list takes, times the lists.
  private func requests(least: Int, most: Int, lists: Int?) -> RequestBounds {
    guard let lists else { return RequestBounds(0, perList: most) }
    return RequestBounds(least, fixed: most * lists)
  }

  private func scanSteps(
    _ scan: ListScan, _ path: String, lists: Int?, _ size: Int
  ) -> [PipelinePlan.Step] {
    let call = "GET \(path)?order_by=\(scan.order.rawValue)"
    let pages: RequestBounds.Pages = lists == 1 ? .ofTheImage : .ofEveryList
    var steps: [PipelinePlan.Step] = []
    if scan.searches {
      steps.append(
        PipelinePlan.Step(
          kind: .search, text: "\(call)&page={?}&page_size=\(size)",
          requests: lists == 1 ? RequestBounds(1, searches: 1) : nil,
          reason: "where \(boundText(scan)) begins"))
    }
    // Whatever a search has looked at is not read again.
    var bounds = RequestBounds(scan.searches && lists == 1 ? 0 : 1, pages: pages)
    var numbers = scan.searches ? "{p…}" : "{1…P}"
    if let wanted = plan.wanted, lists == 1 {
      let first = scan.searches ? 0 : plan.skip / size
      // A place that is searched for may be anywhere in its page.
      let offset = scan.searches ? size - 1 : plan.skip % size
      let last = first + (wanted + offset + size - 1) / size
      bounds = RequestBounds(
        scan.searches ? 0 : 1, fixed: max(1, last - first - (scan.searches ? 1 : 0)))
      if !scan.searches { numbers = last - first == 1 ? "\(last)" : "{\(first + 1)…\(last)}" }
    }
    let reason: String? =
      scan.range.isAll
      ? nil : scan.end == nil ? "to the end" : "until \(boundText(scan)) ends"
    steps.append(
      PipelinePlan.Step(
        kind: .read, text: "\(call)&page=\(numbers)&page_size=\(size)", requests: bounds,
        reason: reason))
    return steps
  }

  private func boundText(_ scan: ListScan) -> String {
    "the range of \(query.resource.fields[scan.slot].name)"
  }

  private func totalsSteps(
    _ totals: TotalsPlan, _ path: String, lists: Int?, _ size: Int
  ) -> [PipelinePlan.Step] {
    let order = (totals.key ?? .created).order(isDescending: totals.isDescending).rawValue
    if !totals.range.isAll {
      let searches = totals.range.lower != nil && totals.range.upper != nil ? 2 : 1
      return [
        PipelinePlan.Step(
          kind: .search, text: "GET \(path)?order_by=\(order)&page={?}&page_size=\(size)",
          requests: lists == 1
            ? RequestBounds(1, searches: searches) : RequestBounds(1, pages: .ofEveryList),
          reason: "positions in the sorted list tell how many rows there are")
      ]
    }
    let needsBoth = totals.needsLeast && totals.needsGreatest
    let most = needsBoth ? 2 : 1
    return [
      PipelinePlan.Step(
        kind: .count,
        text: "GET \(path)"
          + (needsBoth || totals.key == nil ? "" : "?order_by=\(order)"),
        requests: requests(least: 1, most: most, lists: lists),
        reason: totals.key == nil
          ? "the total of a page" : "the total of a page, and the ends of the sorted list")
    ]
  }
}

extension ImageSelector {
  /// So many names are looked up one by one; for more, lists are read.
  static let mostLookups = 5
}
