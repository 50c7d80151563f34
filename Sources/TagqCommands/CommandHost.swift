public import TagQuery
public import TagQueryShell

/// What a process can reach besides `demo:` and snapshots.
///
/// All commands are in one library, and two executables are made of it: `tagq` links nothing heavy
/// and so starts quickly; what it cannot reach itself it leaves to `tagq-registry`.
public struct CommandHost: Sendable {
  /// The registries that are kept in files.
  public var stores: any RegistryStores
  /// The registries that are reached over the network.
  public var network: any RegistryNetwork

  /// A host.
  public init(stores: any RegistryStores, network: any RegistryNetwork) {
    self.stores = stores
    self.network = network
  }
}

/// Registries that are kept in files of the user's own.
public protocol RegistryStores: Sendable {
  /// The store at a path, which has to be there: a misspelt name is to make no new one.
  func open(_ path: String) throws(RegistryAddress.Failure) -> any Registry
  /// The user's own store, for queries that name no registry. Throws where it is empty.
  func openDefault() throws(RegistryAddress.Failure) -> any Registry
  /// Begins an import into the store at a path, which is made where there is none; nil stands for
  /// the user's own.
  func beginImport(_ path: String?) throws(RegistryError) -> any RegistryImport
}

/// Registries that are reached over the network.
public protocol RegistryNetwork: Sendable {
  /// Whether there are credentials to ask with where a query names no registry.
  func hasCredentials(_ settings: NetworkSettings) -> Bool
  /// The registry at an address of the network.
  func open(
    _ address: RegistryAddress, _ settings: NetworkSettings
  ) throws(RegistryAddress.Failure) -> OpenRegistry
  /// What is configured where, and what comes of trying it: a line each. Nil stands for the
  /// registry that queries ask which name none.
  func examine(
    _ address: RegistryAddress?, _ settings: NetworkSettings
  ) async throws(RegistryAddress.Failure) -> (lines: [String], isGood: Bool)
}

/// How registries of the network are spoken to, as far as flags say.
public struct NetworkSettings: Sendable {
  /// The profile of the vendor's configuration file.
  public var profile: String?
  /// The region to ask.
  public var region: String?
  /// The most requests at a time.
  public var concurrency: Int?
  /// The most requests a second.
  public var requestsPerSecond: Double?
  /// How long a call may take with all its tries.
  public var timeout: TimeSpan?
  /// Takes a line for each request and answer.
  public var trace: (@Sendable (String) -> Void)?

  /// The defaults.
  public init() {}
}

/// A registry, and what went over the network for it so far.
public struct OpenRegistry: Sendable {
  /// The registry.
  public var registry: any Registry
  /// Requests that were sent again, and bytes that came.
  public var traffic: @Sendable () -> (retries: Int, bytes: Int)

  /// A registry; without traffic where it is on this machine.
  public init(
    _ registry: any Registry,
    traffic: @escaping @Sendable () -> (retries: Int, bytes: Int) = { (0, 0) }
  ) {
    self.registry = registry
    self.traffic = traffic
  }
}

extension CommandHost {
  /// The registry at an address; nil stands for the user's own. A snapshot is read whole, and
  /// throws where it is not good.
  static func open(
    _ address: RegistryAddress?, _ settings: NetworkSettings, _ host: CommandHost?
  ) throws(RegistryAddress.Failure) -> OpenRegistry {
    if let address, let registry = try address.openHere() { return OpenRegistry(registry) }
    guard let host else { throw Executable.unreachable }
    switch address {
    case .sqlite(let path): return OpenRegistry(try host.stores.open(path))
    case .scaleway?, .http?:
      guard let address else { throw Executable.unreachable }
      return try host.network.open(address, settings)
    case .demo, .file, nil:
      return host.network.hasCredentials(settings)
        ? try host.network.open(.scaleway(region: nil), settings)
        : OpenRegistry(try host.stores.openDefault())
    }
  }
}
