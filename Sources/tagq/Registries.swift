import SQLiteRegistry
import SnapshotRegistry
import TagQuery
import TagQueryShell

extension RegistryAddress {
  /// The registry at this address. A snapshot is read whole, and throws where it is not good.
  func open() throws(Failure) -> any Registry {
    switch self {
    case .demo: return MemoryRegistry.demo()
    case .file(let path):
      do throws(SnapshotError) {
        return try SnapshotRegistry(path: path)
      } catch {
        throw Failure(message: error.description, end: .failed)
      }
    case .sqlite(let path): return try EmbeddedRegistry.open(path)
    }
  }
}

/// The registry that is kept in a file of the user's own.
enum EmbeddedRegistry {
  /// Where it is when nobody says: `$XDG_DATA_HOME/tagq/registry.db` (XDG Base Directory
  /// Specification); nil without a home.
  static var defaultPath: String? {
    if let folder = environment("XDG_DATA_HOME"), folder.hasPrefix("/") {
      return folder + "/tagq/registry.db"
    }
    return environment("HOME").map { $0 + "/.local/share/tagq/registry.db" }
  }

  /// Opens a store that is there: a misspelt name is to make no new one.
  static func open(_ path: String) throws(RegistryAddress.Failure) -> SQLiteRegistry {
    guard Terminal.exists(path) else {
      throw RegistryAddress.Failure(
        message: "there is no file '\(path)'; fill one with tagq import FILE --store \(path)",
        end: .failed)
    }
    do throws(RegistryError) {
      return try SQLiteRegistry(path: path)
    } catch {
      throw RegistryAddress.Failure(message: error.message, end: .failed)
    }
  }

  /// The user's own registry, for queries that name none.
  static func openDefault() throws(RegistryAddress.Failure) -> any Registry {
    if let path = defaultPath, Terminal.exists(path) {
      let registry = try open(path)
      if !registry.isEmpty { return registry }
    }
    throw RegistryAddress.Failure(
      message: "the embedded registry is empty: fill it with tagq import FILE, "
        + "or try the made-up one with --registry demo:", end: .mistake)
  }

  /// Begins an import into the store at a path; nil stands for the user's own.
  static func beginImport(_ path: String?) throws(RegistryError) -> any RegistryImport {
    guard let path = path ?? defaultPath else {
      throw RegistryError(.unavailable, "there is no home folder; name a file with --store")
    }
    if !Terminal.makeFolder(of: path) {
      throw RegistryError(.unavailable, "the folder of '\(path)' cannot be made")
    }
    return try SQLiteRegistry(path: path).beginImport()
  }
}
