import TagQuery

/// What can be wrong with lists, by the check that must notice it.
enum ListFaults {
  static let all: KeyValuePairs<String, [Fault]> = [
    "describes itself": [
      .claiming("has a region too few") { $0.regions.removeLast() },
      .claiming("has no default region") { $0.defaultRegions = [] },
      .claiming("has a default region that it has not") { $0.defaultRegions = ["xx-none"] },
      .claiming("has no name") { $0.name = "" },
      .claiming("has no orders") { $0.images.orders = [] },
    ],
    "lists tags in every order and page by page": [
      .changingTags("loses the last row of a page") { tags, _ in _ = tags.popLast() },
      .changingTags("repeats a row on the second page") { tags, request in
        if request.page == 2, let first = tags.first { tags[tags.count - 1] = first }
      },
      .changingTags("puts ties in the order of names") { tags, request in
        if request.order == .statusAscending {
          tags.sort { $0.status == $1.status && $0.name < $1.name }
        }
      },
      .asking("knows no order by status") { request in
        if request.order == .statusDescending { request.order = .createdDescending }
      },
      .asking("puts the newest first in the order of regions") { request in
        if request.order == .region { request.order = .createdDescending }
      },
      .asking("gives names backwards") { request in
        if case .tags = request.kind, request.order == .nameAscending {
          request.order = .nameDescending
        }
      },
      .changingTags("makes times coarse") { tags, _ in
        for index in tags.indices {
          tags[index].updatedAt = tags[index].updatedAt.map {
            Timestamp(nanoseconds: $0.nanoseconds / 1_000_000_000 * 1_000_000_000)
          }
        }
      },
    ],
    "lists images in every order and page by page": [
      .asking("knows one order of images only") { request in
        if case .images = request.kind { request.order = .createdAscending }
      },
      .asking("lists the images of all namespaces") { request in
        if case .images = request.kind { request.kind = .images(namespace: nil) }
      },
      .holding("has lost what an image's state is about") { region in
        for index in region.images.indices { region.images[index].statusMessage = nil }
      },
      .holding("counts a tag too few") { region in _ = region.tags.popLast() },
    ],
    "lists namespaces in every order and page by page": [
      .asking("knows one order of namespaces only") { request in
        if case .namespaces = request.kind { request.order = .nameAscending }
      },
      .holding("has lost a description") { $0.namespaces[0].description = "" },
    ],
    "gives pages in whatever order they are asked for": [backwards()],
    "has nothing behind the last page": [
      .asking("gives the first page for those far behind") { request in
        if request.page > 1_000 { request.page = 1 }
      },
      .telling("tells no total behind the last page") { $1.page > 1_000 ? 0 : $0 },
      .listing("fails behind the last page") { request, registry async throws(RegistryError) in
        let page = try await registry.list(request)
        if page.rows.count == 0 { throw RegistryError(.notFound, "no such page") }
        return page
      },
    ],
    "tells how many rows there are on all pages": [
      .telling("tells one too many") { total, _ in total.map { $0 + 1 } },
      .telling("tells how many rows the page has") { min($0 ?? 0, $1.pageSize) },
      .telling("tells nothing") { _, _ in nil },
      .claiming("tells what it does not claim to tell") { $0.tags.tellsTotal = false },
    ],
    "puts a missing time last": [
      .holding("holds a missing time to be the first of all") { region in
        for index in region.tags.indices where region.tags[index].createdAt == nil {
          region.tags[index].createdAt = Timestamp(nanoseconds: 0)
        }
      },
      .holding("holds a missing time to be the last of all") { region in
        for index in region.tags.indices where region.tags[index].createdAt == nil {
          region.tags[index].createdAt = Timestamp(nanoseconds: Int64.max - 1)
        }
      },
    ],
    "keeps a status that it does not know": [
      .holding("knows no other status") { region in
        for index in region.tags.indices where region.tags[index].status.description == "archived" {
          region.tags[index].status = .unknown
        }
      },
      .holding("writes statuses in lower case") { region in
        for index in region.tags.indices {
          region.tags[index].status = Status(
            text: region.tags[index].status.description.lowercased())
        }
      },
    ],
    "keeps regions apart": [
      .listing("lists the namespaces of another region") {
        request, registry async throws(RegistryError) in
        var request = request
        if request.kind == .namespaces { request.region = registry.capabilities.regions[0] }
        return try await registry.list(request)
      },
      .listing("lists rows of another region as its own") {
        request, registry async throws(RegistryError) in
        let asked = request.region
        var request = request
        request.region = registry.capabilities.regions[0]
        guard request.kind == .images(namespace: nil) else {
          return try await registry.list(request)
        }
        let page = try await registry.list(request)
        let images = (0..<page.rows.count).compactMap(page.rows.image(at:))
        return ListPage(
          rows: RowBatch(images: images, region: asked), totalCount: page.totalCount)
      },
    ],
    "answers many calls at once": [mixingCalls()],
  ]

  /// Goes on where it was, whatever page it is asked for.
  private static func backwards() -> Fault {
    let place = Place()
    return .listing("reads on from the page before") {
      request, registry async throws(RegistryError) in
      var request = request
      request.page = await place.next(request.page)
      return try await registry.list(request)
    }
  }

  /// Of two calls at once each gets the answer of the other.
  private static func mixingCalls() -> Fault {
    let exchange = Exchange()
    return .listing("mixes up the answers of calls") {
      request, registry async throws(RegistryError) in
      try await registry.list(await exchange.exchanged(request))
    }
  }
}

private actor Place {
  private var page = 0

  func next(_ asked: Int) -> Int {
    page = asked == 1 ? 1 : page + 1
    return page
  }
}

/// Gives the first of two callers what the second one asked for, and the other way round.
private actor Exchange {
  private var first: (request: ListRequest, caller: CheckedContinuation<ListRequest, Never>)?

  func exchanged(_ request: ListRequest) async -> ListRequest {
    if let first {
      self.first = nil
      first.caller.resume(returning: request)
      return first.request
    }
    return await withCheckedContinuation { first = (request, $0) }
  }
}
