import SQLiteRegistry
import TagQuery
import TagQueryShell
import TagqCommands

/// The registries that are kept in files of the user's own.
struct EmbeddedStores: RegistryStores {
  /// Where the embedded registry is when nobody says: `$XDG_DATA_HOME/tagq/registry.db` (XDG Base
  /// Directory Specification); nil without a home.
  private static var defaultPath: String? {
    if let folder = environment("XDG_DATA_HOME"), folder.hasPrefix("/") {
      return folder + "/tagq/registry.db"
    }
    return environment("HOME").map { $0 + "/.local/share/tagq/registry.db" }
  }

  func open(_ path: String) throws(RegistryAddress.Failure) -> any Registry {
    try store(at: path)
  }

  private func store(at path: String) throws(RegistryAddress.Failure) -> SQLiteRegistry {
    guard Terminal.exists(path) else {
      throw RegistryAddress.Failure(
        message: "there is no file '\(TerminalText.sanitized(path))'; fill one with "
          + "tagq import FILE --store \(TerminalText.sanitized(path))",
        end: .failed)
    }
    do throws(RegistryError) {
      return try SQLiteRegistry(path: path)
    } catch {
      throw RegistryAddress.Failure(message: error.message, end: .failed)
    }
  }

  func openDefault() throws(RegistryAddress.Failure) -> any Registry {
    if let path = Self.defaultPath, Terminal.exists(path) {
      let registry = try store(at: path)
      if !registry.isEmpty { return registry }
    }
    throw RegistryAddress.Failure(
      message: "the embedded registry is empty: fill it with tagq import FILE, "
        + "or try the made-up one with --registry demo:", end: .mistake)
  }

  func beginImport(_ path: String?) throws(RegistryError) -> any RegistryImport {
    guard let path = path ?? Self.defaultPath else {
      throw RegistryError(.unavailable, "there is no home folder; name a file with --store")
    }
    if !Terminal.makeFolder(of: path) {
      throw RegistryError(.unavailable, "the folder of '\(path)' cannot be made")
    }
    return try SQLiteRegistry(path: path).beginImport()
  }
}
