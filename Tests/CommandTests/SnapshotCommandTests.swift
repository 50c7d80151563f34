import Foundation
import Testing

/// Snapshots on their way out of registries and into the embedded one.
@Suite struct SnapshotCommandTests {
  private let tagq: TagqProcess

  init() throws { tagq = try TagqProcess() }

  private var data: [String: String] { ["XDG_DATA_HOME": tagq.folder.path] }

  @Test func whatIsExportedAndImportedIsTheSameRegistry() throws {
    let export = try tagq("export", "--registry", "demo:", "--output", "demo.ndjson.gz")
    #expect(export.code == 0)
    #expect(export.errors == "Exported 3 namespaces, 12 images and 2,000 tags.\n")
    let imported = try tagq("import", "demo.ndjson.gz", environment: data)
    #expect(imported.code == 0)
    #expect(imported.errors == "Imported 3 namespaces, 12 images and 2,000 tags.\n")
    let again = try tagq("export", environment: data)
    #expect(try again.output == tagq("export", "--registry", "demo:").output)
    // The user's own registry is asked where no other is named, a program on standard input too.
    let query = Data("tags image=web/api | count".utf8)
    #expect(try tagq(input: query, environment: data).output == "{\"count\":420}\n")
  }

  @Test func aDeletionInAStoreStays() throws {
    _ = try tagq("export", "--registry", "demo:", "--output", "demo.ndjson")
    _ = try tagq("import", "demo.ndjson", "--store", "own.db")
    let store = ["TAGQ_REGISTRY": "sqlite:own.db"]
    let query = "tags image=web/docs where name ~ /^(ci|sha)-/ and pushed < 2025-10-08 | delete"
    let deletion = try tagq(query, "--yes", environment: store)
    #expect(deletion.code == 0)
    let left = "tags image=web/docs where name ~ /^(ci|sha)-/ and pushed < 2025-10-08 select name"
    let names = try tagq(left, "--format", "csv", environment: store)
    #expect(names.output == "name\r\nci-564-64370dc\r\nsha-64370dc\r\n")
    // What went is in the journal, with what is needed to push it again.
    let journal = try tagq("journal", "--image", "web/*", "--outcome", "deleted")
    #expect(journal.lines.count == 7)
    #expect(journal.output.contains("\"ref\":\"rg.fr-par"))
    #expect(journal.output.contains("\"digest\":\"sha256:"))
    #expect(try tagq("journal", "--unfinished").output.isEmpty)
    let path = tagq.folder.path + "/.local/state/tagq/journal.ndjson"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func aBadSnapshotLeavesTheStoreAsItWas() throws {
    _ = try tagq("export", "--registry", "demo:", "--output", "demo.ndjson")
    let text = try tagq.read("demo.ndjson")
    let lines = text.split(separator: "\n").count
    try tagq.write(text + "{\"type\":\"tag\"}\n", to: "bad.ndjson")
    let outcome = try tagq("import", "bad.ndjson", environment: data)
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("bad.ndjson:\(lines + 1): 'region' is missing"))
    let query = try tagq("tags | count", environment: data)
    #expect(query.code == 2)
    #expect(query.errors.contains("the embedded registry is empty"))
  }

  @Test func aStoreThatIsNotThereIsNotMade() throws {
    let outcome = try tagq("tags | count", "--registry", "sqlite:nosuch.db")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("there is no file 'nosuch.db'"))
    #expect(!FileManager.default.fileExists(atPath: tagq.folder.path + "/nosuch.db"))
  }
}
