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
    }
  }
}
