import Foundation
import SQLiteRegistry
import SnapshotRegistry
import TagJSON
import TagQuery

/// Registries in files of their own, which hold given contents.
enum FilledRegistry {
  private static func entries(of contents: RegistryContents) -> [RegistryEntry] {
    contents.regions.flatMap { region in
      region.tags.map { .tag($0, region: region.name) }
        + region.namespaces.map { .namespace($0, region: region.name) }
        + region.images.map { .image($0, region: region.name) }
    }
  }

  private static func newPath(_ suffix: String) -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent(
      "tagq-\(UUID().uuidString)\(suffix)"
    ).path
  }

  static func snapshot(of contents: RegistryContents) throws -> SnapshotRegistry {
    let path = newPath(".ndjson")
    let format = SnapshotLine()
    let lines = entries(of: contents).map { format.text(of: $0) + "\n" }
    try lines.joined().write(toFile: path, atomically: true, encoding: .utf8)
    return try SnapshotRegistry(path: path)
  }

  static func store(
    of contents: RegistryContents, largestPage: Int
  ) throws -> SQLiteRegistry {
    let path = newPath(".db")
    let filling = try SQLiteRegistry(path: path).beginImport()
    for entry in entries(of: contents) { try filling.add(entry) }
    try filling.commit()
    return try SQLiteRegistry(path: path, largestPage: largestPage)
  }
}
