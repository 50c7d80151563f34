public import RegistryHTTP
import TagJSON
public import TagQuery

/// The Tags API as a registry, at Scaleway or wherever else it is served.
public final class ScalewayRegistry: Registry {
  /// What this registry can be asked for.
  public let capabilities: RegistryCapabilities
  /// The way to it, which counts what is sent.
  public let connection: RegistryConnection

  /// The regions that have a registry, as far as is known.
  public static let knownRegions = ["fr-par", "nl-ams", "pl-waw"]

  /// A registry behind a connection.
  ///
  /// Whether names are ordered by their bytes is not documented: `nameOrder` says what the user
  /// knows of it, and `learned` asks the server.
  public init(
    _ connection: RegistryConnection, name: String = "scaleway",
    regions: [String] = ScalewayRegistry.knownRegions, defaultRegion: String = "fr-par",
    nameOrder: ListCapabilities.Collation = .unknown
  ) {
    self.connection = connection
    func lists(_ orders: Set<ListOrder>) -> ListCapabilities {
      ListCapabilities(
        nameFilter: .exact, orders: orders, nameCollation: nameOrder, largestPage: 100,
        hasPageNumbers: true, tellsTotal: true)
    }
    let common: Set<ListOrder> = [
      .createdAscending, .createdDescending, .nameAscending, .nameDescending,
    ]
    capabilities = RegistryCapabilities(
      name: name, regions: regions.contains(defaultRegion) ? regions : regions + [defaultRegion],
      defaultRegions: [defaultRegion], tags: lists(Set(ListOrder.allCases)),
      images: lists(common), namespaces: lists(common), deletesTags: true,
      refusesSharedDigests: true)
  }

  /// The registry that a configuration leads to, through the network.
  ///
  /// Throws where the settings cannot be used: see `NetworkTransport`.
  public convenience init(
    _ configuration: ScalewayConfiguration,
    settings: ConnectionSettings = ConnectionSettings()
  ) throws(RegistryError) {
    do throws(TransportError) {
      var options = configuration.networkOptions
      options.concurrency = settings.concurrency
      let transport = try NetworkTransport(endpoint: configuration.endpoint.value, options: options)
      self.init(configuration, transport: transport, settings: settings)
    } catch {
      throw RegistryError(.unavailable, error.message)
    }
  }

  /// The registry that a configuration leads to, through a transport.
  public convenience init(
    _ configuration: ScalewayConfiguration, transport: any HTTPTransport,
    settings: ConnectionSettings = ConnectionSettings()
  ) {
    let endpoint = configuration.endpoint.value
    let connection = RegistryConnection(
      endpoint: endpoint, credential: configuration.credential, transport: transport,
      settings: settings)
    self.init(
      connection,
      name: endpoint == ScalewayConfiguration.builtInEndpoint
        ? "scaleway" : TerminalText.sanitized(endpoint.description),
      defaultRegion: configuration.region.value,
      nameOrder: configuration.ordersNamesByBytes == nil ? .unknown : .bytes)
  }

  /// The same registry, which knows whether the server orders names by their bytes: servers that do
  /// say so in a header. It costs one request.
  public func learned() async throws(RegistryError) -> ScalewayRegistry {
    let region = capabilities.defaultRegions.first ?? "fr-par"
    let request = ListRequest(.namespaces, region: region, pageSize: 1)
    let says = try await answer(to: .list(request)) { (answer) throws(UnreadableAnswer) in
      answer.header(Self.nameOrderHeader) == "bytes"
    }
    guard says else { return self }
    return ScalewayRegistry(
      connection, name: capabilities.name, regions: capabilities.regions, defaultRegion: region,
      nameOrder: .bytes)
  }

  /// The header by which a server tells that it orders names by their bytes.
  static let nameOrderHeader = "X-Tagq-Name-Order"

  /// One page of a list; see `Registry`.
  ///
  /// An order that the API has but this server refuses throws `.invalidRequest` with the argument
  /// `order_by`.
  public func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    try capabilities.check(request)
    let region = request.region
    // Nothing has an empty name, and an API may take it for no filter at all.
    if request.name == "" {
      let rows =
        switch request.kind {
        case .tags: RowBatch(tags: [], region: region)
        case .images: RowBatch(images: [], region: region)
        case .namespaces: RowBatch(namespaces: [], region: region)
        }
      return ListPage(rows: rows, totalCount: 0)
    }
    return try await answer(to: .list(request)) { (answer) throws(UnreadableAnswer) in
      try reading("page of \(request.kind.noun)s") { () throws(TagJSONError) in
        switch request.kind {
        case .tags:
          let page = try TagsAPIReader.tagPage(answer.body)
          return ListPage(
            rows: RowBatch(tags: page.records, region: region), totalCount: page.totalCount)
        case .images:
          let page = try TagsAPIReader.imagePage(answer.body)
          return ListPage(
            rows: RowBatch(images: page.records, region: region), totalCount: page.totalCount)
        case .namespaces:
          let page = try TagsAPIReader.namespacePage(answer.body)
          return ListPage(
            rows: RowBatch(namespaces: page.records, region: region), totalCount: page.totalCount)
        }
      }
    }
  }

  /// One row by its UUID; see `Registry`.
  public func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    let region = request.region
    return try await answer(to: .get(request)) { (answer) throws(UnreadableAnswer) in
      try reading("\(request.kind)") { () throws(TagJSONError) in
        switch request.kind {
        case .tag: RowBatch(tags: [try TagsAPIReader.tag(answer.body)], region: region)
        case .image: RowBatch(images: [try TagsAPIReader.image(answer.body)], region: region)
        case .namespace:
          RowBatch(namespaces: [try TagsAPIReader.namespace(answer.body)], region: region)
        }
      }
    }
  }

  /// Deletes one tag; see `Registry`. The API answers that the tag is being deleted.
  public func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    let call = APICall.delete(request)
    do throws(CallFailure) {
      return try await connection.call(
        call.method, try call.target()
      ) { (answer) throws(UnreadableAnswer) in
        // Nothing has to be said of what is gone.
        if answer.body.isEmpty { return DeletionAnswer(.deleting, requestID: answer.requestID) }
        let tag = try reading("tag") { () throws(TagJSONError) in
          try TagsAPIReader.tag(answer.body)
        }
        return DeletionAnswer(tag.status, requestID: answer.requestID)
      }
    } catch {
      if error.saysDeletedBefore {
        return DeletionAnswer(.deleting, requestID: error.requestID, isInferred: true)
      }
      throw RegistryError(error, of: call, on: connection)
    }
  }

  private func answer<Value: Sendable>(
    to call: APICall, read: (HTTPAnswer) throws(UnreadableAnswer) -> Value
  ) async throws(RegistryError) -> Value {
    do throws(CallFailure) {
      return try await connection.call(call.method, try call.target(), read: read)
    } catch {
      throw RegistryError(error, of: call, on: connection)
    }
  }
}

/// Reads a body, where what is wrong with it makes the answer unreadable.
private func reading<Value>(
  _ noun: String, _ read: () throws(TagJSONError) -> Value
) throws(UnreadableAnswer) -> Value {
  do throws(TagJSONError) {
    return try read()
  } catch {
    throw UnreadableAnswer("the body is no \(noun): \(error.message)")
  }
}

extension CallFailure {
  /// Whether a deletion has found no tag since an earlier try has deleted it. A gateway that knows
  /// no such address answers 404 too, but not in JSON.
  fileprivate var saysDeletedBefore: Bool {
    guard mayBeDone, case .status(let answer) = cause, answer.status == 404 else { return false }
    return answer.body.isEmpty || APIFailure(body: answer.body) != nil
  }
}

/// A page of namespaces from an answer.
func readNamespaces(
  _ answer: HTTPAnswer
) throws(UnreadableAnswer) -> RecordPage<NamespaceRecord> {
  try reading("page of namespaces") { () throws(TagJSONError) in
    try TagsAPIReader.namespacePage(answer.body)
  }
}
