import SnapshotRegistry
public import TagQuery

/// Reads snapshots into a registry that keeps them: all of them or none.
public struct SnapshotImport {
  /// The snapshots; `-` is standard input.
  private let paths: [String]

  /// An import of these files, of which `-` is standard input.
  public init(paths: [String]) { self.paths = paths }

  /// Looks whether all files can be read, so that nothing is begun for one that is not there.
  public func check() throws(RunError) {
    for path in paths where path != "-" { _ = try Self.reader(of: path) }
  }

  /// Gives all entries to a registry and makes them visible.
  public func run(
    into registry: any RegistryImport, progress: inout EntryProgress
  ) throws(RunError) -> EntryCount {
    var count = EntryCount()
    for path in paths {
      let reader = try Self.reader(of: path)
      while let entry = try Self.next(of: reader) {
        do throws(RegistryError) {
          try registry.add(entry)
        } catch {
          let name = TerminalText.sanitized(reader.name)
          throw RunError(.failed, "\(name):\(reader.line): \(error.message)")
        }
        count.add(entry)
        progress.advance(to: count)
      }
    }
    do throws(RegistryError) {
      try registry.commit()
    } catch {
      throw RunError(.failed, error.message)
    }
    return count
  }

  private static func reader(of path: String) throws(RunError) -> SnapshotReader {
    do throws(SnapshotError) {
      guard path == "-" else { return try SnapshotReader(path: path) }
      return try SnapshotReader(descriptor: Terminal.input(), name: "standard input")
    } catch {
      throw RunError(.failed, error.description)
    }
  }

  private static func next(of reader: SnapshotReader) throws(RunError) -> RegistryEntry? {
    do throws(SnapshotError) {
      return try reader.next()
    } catch {
      throw RunError(.failed, error.description)
    }
  }
}
