import TagQuery

/// What can be wrong with other calls, by the check that must notice it.
enum CallFaults {
  static let refusals: KeyValuePairs<String, [Fault]> = [
    "refuses pages that cannot be": [
      .asking("takes page 0 for the first") { $0.page = max($0.page, 1) },
      .asking("gives its largest pages where more is asked for") {
        $0.pageSize = min($0.pageSize, 100)
      },
      .asking("takes a page of no rows for one of one") { $0.pageSize = max($0.pageSize, 1) },
    ],
    "refuses what it does not claim": [
      .asking("gives images by creation where it does not know the order") { request in
        guard case .images = request.kind, request.order == .statusAscending else { return }
        request.order = .createdAscending
      },
      .claiming("gives an order that it does not claim") { $0.tags.orders.remove(.region) },
      .claiming("looks for names and does not claim it") { $0.namespaces.nameFilter = .none },
    ],
    "finds no list under a missing parent": [
      .listing("gives an empty list") { request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.list(request)
        } catch {
          guard error.kind == .notFound else { throw error }
          return ListPage(rows: RowBatch(tags: [], region: request.region), totalCount: 0)
        }
      },
      .listing("looks in all regions") { request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.list(request)
        } catch {
          var request = request
          request.region = registry.capabilities.regions[0]
          return try await registry.list(request)
        }
      },
      .listing("says that the call is wrong") { request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.list(request)
        } catch {
          throw RegistryError(.invalidRequest, error.message)
        }
      },
    ],
  ]

  static let lookups: KeyValuePairs<String, [Fault]> = [
    "finds exactly what has a name": [
      .asking("forgets the name") { $0.name = nil },
      .asking("looks for names without regard to case") { $0.name = $0.name?.lowercased() },
      finding("finds what Unicode holds to be equal") { $0 == $1 },
      finding("finds what begins with the name") { $0.utf8.starts(with: $1.utf8) },
      .telling("tells the total of the whole list") { total, request in
        request.name == nil ? total : 18
      },
    ],
    "keeps names byte by byte": [
      .getting("puts names into one spelling") { request, registry async throws(RegistryError) in
        let rows = try await registry.get(request)
        guard var tag = rows.tag(at: 0), tag.name == "\u{E9}" else { return rows }
        tag.name = "\u{E9}"
        return RowBatch(tags: [tag], region: request.region)
      }
    ],
    "gives every row by its UUID": [
      .getting("leaves out the digest") { request, registry async throws(RegistryError) in
        let rows = try await registry.get(request)
        guard var tag = rows.tag(at: 0) else { return rows }
        tag.digest = nil
        return RowBatch(tags: [tag], region: request.region)
      },
      .getting("gives two rows") { request, registry async throws(RegistryError) in
        let rows = try await registry.get(request)
        guard let tag = rows.tag(at: 0) else { return rows }
        return RowBatch(tags: [tag, tag], region: request.region)
      },
      .getting("finds no images") { request, registry async throws(RegistryError) in
        if request.kind == .image { throw RegistryError(.notFound, "none") }
        return try await registry.get(request)
      },
      .getting("counts wrongly") { request, registry async throws(RegistryError) in
        let rows = try await registry.get(request)
        guard var namespace = rows.namespace(at: 0) else { return rows }
        namespace.imageCount = 1_000
        return RowBatch(namespaces: [namespace], region: request.region)
      },
    ],
    "finds no row that is not there": [
      .getting("gives an empty answer") { request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.get(request)
        } catch {
          return RowBatch(tags: [], region: request.region)
        }
      },
      .getting("looks in all regions") { request, registry async throws(RegistryError) in
        do throws(RegistryError) {
          return try await registry.get(request)
        } catch {
          var request = request
          request.region = registry.capabilities.regions[0]
          return try await registry.get(request)
        }
      },
    ],
  ]

  /// A filter by name that finds more than it must.
  private static func finding(
    _ description: String, _ isFound: @escaping @Sendable (String, String) -> Bool
  ) -> Fault {
    .listing(description) { request, registry async throws(RegistryError) in
      guard let name = request.name, case .tags = request.kind, request.page == 1 else {
        return try await registry.list(request)
      }
      var all = request
      all.name = nil
      all.pageSize = 100
      let rows = try await registry.list(all).rows
      let found = (0..<rows.count).compactMap(rows.tag(at:)).filter { isFound($0.name, name) }
      return ListPage(
        rows: RowBatch(tags: found.prefix(request.pageSize), region: request.region),
        totalCount: found.count)
    }
  }
}
