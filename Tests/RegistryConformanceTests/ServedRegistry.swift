import RegistryHTTP
import ScalewayRegistry
import TagQuery
import TagsServer

/// A registry that is reached through a server and its client, over a real socket. The server stops
/// when nobody asks any more.
final class ServedRegistry: Registry {
  private static let token = "a-token-for-tests"

  private let client: ScalewayRegistry
  private let server: Task<Void, any Error>

  /// A client of a server over a registry.
  init(_ registry: any Registry) async throws {
    var options = ServerOptions { Timestamp(nanoseconds: 0) }
    options.address = ListenAddress(host: "127.0.0.1", port: 0)
    options.token = Self.token
    let served = try TagsServer(registry, options: options)
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let server = Task {
      defer { listening.finish() }
      try await served.run { listening.yield($0.port) }
    }
    self.server = server
    var found = ports.makeAsyncIterator()
    guard let port = await found.next() else {
      try await server.value
      throw CancellationError()
    }
    let endpoint = try Endpoint("http://127.0.0.1:\(port)")
    let connection = RegistryConnection(
      endpoint: endpoint,
      credential: Credential(
        header: "X-Auth-Token", secret: Secret(Self.token), endpoint: endpoint),
      transport: try NetworkTransport(endpoint: endpoint))
    let regions = registry.capabilities.regions
    // How names are ordered is learned from the server.
    client = try await ScalewayRegistry(
      connection, regions: regions, defaultRegion: regions[0]
    ).learned()
  }

  deinit { server.cancel() }

  var capabilities: RegistryCapabilities { client.capabilities }

  func list(_ request: ListRequest) async throws(RegistryError) -> ListPage {
    try await client.list(request)
  }

  func get(_ request: GetRequest) async throws(RegistryError) -> RowBatch {
    try await client.get(request)
  }

  func delete(_ request: DeleteRequest) async throws(RegistryError) -> DeletionAnswer {
    try await client.delete(request)
  }
}
