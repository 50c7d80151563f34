import Foundation
import GRDBSQLite
import SQLiteRegistry
import TagQuery

/// A folder of its own for the files of a test, which goes with it.
final class StoreFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tagq-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String = "store.db") -> String { url.appendingPathComponent(name).path }

  func bytes(_ name: String = "store.db") throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  func write(_ bytes: Data, to name: String = "store.db") throws {
    try bytes.write(to: URL(fileURLWithPath: path(name)))
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }

  /// Makes a store of so many tags in one image. Nobody has it open afterwards.
  func makeStore(_ name: String = "store.db", count: Int = 300) throws {
    let filling = try SQLiteRegistry(path: path(name)).beginImport()
    for entry in Sample.entries(count: count) { try filling.add(entry) }
    try filling.commit()
  }

  /// Changes a file with SQLite itself.
  func execute(_ sql: String, in name: String = "store.db") throws {
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    guard sqlite3_open(path(name), &connection) == SQLITE_OK,
      sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK
    else { throw RegistryError(.unavailable, String(cString: sqlite3_errmsg(connection))) }
  }
}

/// Entries to fill a store with.
enum Sample {
  static let region = "fr-par"
  static let namespace = id(1, 1)
  static let image = id(2, 1)

  static func id(_ kind: UInt64, _ number: Int) -> UniqueIdentifier {
    UniqueIdentifier(high: kind << 56, low: UInt64(number))
  }

  static func namespaceEntry(
    _ id: UniqueIdentifier = namespace, _ name: String = "web", region: String = region
  ) -> RegistryEntry {
    .namespace(NamespaceRecord(id: id, name: name), region: region)
  }

  static func imageEntry(
    _ id: UniqueIdentifier = image, _ name: String = "api",
    in namespace: UniqueIdentifier = namespace, region: String = region
  ) -> RegistryEntry {
    .image(ImageRecord(id: id, name: name, namespaceID: namespace), region: region)
  }

  static func tag(
    _ number: Int, _ name: String? = nil, of image: UniqueIdentifier = image
  ) -> TagRecord {
    let time = Timestamp(nanoseconds: Int64(number * 7_919 % 1_009) * 1_000_000_000)
    return TagRecord(
      id: id(3, number), name: name ?? "v\(number)", imageID: image, status: .ready,
      digest: .sha256(UInt64(number), 0, 0, 0), createdAt: time, updatedAt: time)
  }

  static func entries(count: Int) -> [RegistryEntry] {
    [namespaceEntry(), imageEntry()] + (0..<count).map { .tag(tag($0), region: region) }
  }
}

extension SQLiteRegistry {
  /// How many tags an image says it has, and how many of them the first pages hold.
  func counts(_ image: UniqueIdentifier = Sample.image) async throws(RegistryError) -> [Int] {
    let request = ListRequest(.tags(image: image), region: Sample.region, pageSize: 100)
    let page = try await list(request)
    return [page.totalCount ?? -1, page.rows.count]
  }

  /// How many tags there are in all images.
  func total() async throws(RegistryError) -> Int {
    var total = 0
    var request = ListRequest(.images(namespace: nil), region: Sample.region, pageSize: 100)
    while true {
      let images: ListPage
      do {
        images = try await list(request)
      } catch {
        // A store without a region is an empty one.
        if error.kind == .notFound { return total }
        throw error
      }
      for row in 0..<images.rows.count {
        guard let image = images.rows.image(at: row) else { continue }
        total += try await counts(image.id)[0]
      }
      if images.rows.count < 100 { return total }
      request.page += 1
    }
  }
}
