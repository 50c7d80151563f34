public import TagQuery
public import TagQueryShell

/// What a process can reach besides `demo:` and snapshots.
///
/// All commands are in one library, and two executables are made of it: `tagq` links nothing heavy
/// and so starts quickly; what it cannot reach itself it leaves to `tagq-registry`.
public struct CommandHost: Sendable {
  /// The registries that are kept in files.
  public var stores: any RegistryStores

  /// A host.
  public init(stores: any RegistryStores) { self.stores = stores }
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

extension CommandHost {
  /// The registry at an address; nil stands for the user's own. A snapshot is read whole, and
  /// throws where it is not good.
  static func open(
    _ address: RegistryAddress?, _ host: CommandHost?
  ) throws(RegistryAddress.Failure) -> any Registry {
    if let address, let registry = try address.openHere() { return registry }
    guard let host else { throw Executable.unreachable }
    switch address {
    case .sqlite(let path): return try host.stores.open(path)
    case .demo, .file, nil: return try host.stores.openDefault()
    }
  }
}
