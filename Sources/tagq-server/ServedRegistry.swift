import ArgumentParser
import Dispatch
import SQLiteRegistry
import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The registry that is served.
struct ServedRegistry {
  let registry: any Registry
  /// Pushes a tag to it, in a region.
  let push: @Sendable (TagRecord, String) async throws(RegistryError) -> Void

  /// Where it is.
  enum Address: Equatable {
    case demo
    case store(path: String)
    /// The embedded registry, in the place where it is by itself.
    case standard

    init(registry: String?, store: String?) throws {
      let prefix = "sqlite:"
      switch (registry, store) {
      case ("demo:", _), ("demo", _): self = .demo
      case (let registry?, _) where registry.hasPrefix(prefix) && registry.count > prefix.count:
        self = .store(path: String(registry.dropFirst(prefix.count)))
      case (let registry?, _):
        throw ValidationError(
          "'\(TerminalText.sanitized(registry))' cannot be served; give demo: or sqlite:FILE.")
      case (nil, ""): throw ValidationError("--store needs the name of a file.")
      case (nil, let store?): self = .store(path: store)
      case (nil, nil): self = .standard
      }
    }
  }

  init(_ address: Address) throws(ServeFailure) {
    switch address {
    case .demo: self.init(.demo())
    case .store(let path): try self.init(storeAt: path)
    case .standard: try self.init(storeAt: try Self.standardPath())
    }
  }

  private init(_ registry: MemoryRegistry) {
    self.registry = registry
    push = { tag, region async throws(RegistryError) in
      try registry.insert(tag, region: region)
    }
  }

  private init(storeAt path: String) throws(ServeFailure) {
    let registry: SQLiteRegistry
    do throws(RegistryError) {
      registry = try SQLiteRegistry(path: path)
    } catch {
      throw ServeFailure(message: error.message)
    }
    self.registry = registry
    // An import waits for others that write, and a thread of the server must not.
    let queue = DispatchQueue(label: "tagq.pushes")
    push = { tag, region async throws(RegistryError) in
      let result: Result<Void, RegistryError> = await withCheckedContinuation { continuation in
        queue.async {
          continuation.resume(
            returning: Result { () throws(RegistryError) in
              let pushed = try registry.beginImport()
              try pushed.add(.tag(tag, region: region))
              try pushed.commit()
            })
        }
      }
      try result.get()
    }
  }

  /// Where the embedded registry is, in a folder that is made if it is not there.
  private static func standardPath() throws(ServeFailure) -> String {
    var folder: String
    // A relative path there is to be ignored, says the XDG Base Directory Specification.
    if let data = environment("XDG_DATA_HOME"), data.hasPrefix("/") {
      folder = data
    } else if let home = environment("HOME") {
      folder = home + "/.local/share"
    } else {
      throw ServeFailure(message: "there is no $HOME to find the registry in: give --store FILE")
    }
    folder += "/tagq"
    var path = ""
    for part in folder.split(separator: "/") {
      path += "/" + part
      guard mkdir(path, 0o700) == 0 || errno == EEXIST || errno == EISDIR || errno == EROFS else {
        let reason = String(cString: strerror(errno))
        throw ServeFailure(message: "the folder '\(path)' cannot be made: \(reason)")
      }
    }
    return folder + "/registry.db"
  }
}
