import SnapshotRegistry
import TagQuery
import TagQueryShell

extension RegistryAddress {
  /// Whether every process can reach it.
  var isHere: Bool {
    switch self {
    case .demo, .file: true
    case .sqlite, .scaleway, .http: false
    }
  }

  /// The registry at this address; nil where only a host has it.
  func openHere() throws(Failure) -> (any Registry)? {
    switch self {
    case .demo: return MemoryRegistry.demo()
    case .file(let path):
      do throws(SnapshotError) {
        return try SnapshotRegistry(path: path)
      } catch {
        throw Failure(message: error.description, end: .failed)
      }
    case .sqlite, .scaleway, .http: return nil
    }
  }
}
