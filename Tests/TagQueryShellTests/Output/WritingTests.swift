import Foundation
import Testing

@testable import TagQueryShell

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that is gone after the test.
private final class Folder {
  let path: String

  init() throws {
    var template = Array("/tmp/tagq-output-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    path = try #require(made)
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  var names: [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func put(_ text: String, in name: String, permissions: mode_t = 0o644) throws {
    let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(file >= 0)
    let bytes = Array(text.utf8)
    #expect(write(file, bytes, bytes.count) == bytes.count)
    fchmod(file, permissions)
    close(file)
  }

  func text(of name: String) -> String? {
    let file = open("\(path)/\(name)", O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return String(decoding: allBytes(of: file), as: UTF8.self)
  }

  func permissions(of name: String) -> mode_t {
    var information = stat()
    return stat("\(path)/\(name)", &information) == 0 ? information.st_mode & 0o777 : 0
  }
}

/// What can be read until the end.
private func allBytes(of descriptor: Int32) -> [UInt8] {
  var result: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count <= 0 { return result }
    result += buffer[..<count]
  }
}

@Suite struct AtomicFileTests {
  @Test func aFileComesIntoItsPlaceAtTheEnd() throws {
    let folder = try Folder()
    try folder.put("old", in: "rows.csv", permissions: 0o640)
    let sink = try AtomicFile(path: "\(folder.path)/rows.csv")
    try sink.write("new ")
    try sink.write(String(repeating: "x", count: 100_000))
    #expect(folder.text(of: "rows.csv") == "old")
    #expect(folder.names.count == 2)
    try sink.commit()
    #expect(folder.text(of: "rows.csv")?.hasPrefix("new xxx") == true)
    #expect(folder.text(of: "rows.csv")?.utf8.count == 100_004)
    #expect(folder.names == ["rows.csv"])
    #expect(folder.permissions(of: "rows.csv") == 0o640)
    #expect(throws: OutputError.self) { try sink.write("late") }
    #expect(throws: OutputError.self) { try sink.commit() }
    #expect(folder.text(of: "rows.csv")?.utf8.count == 100_004)
  }

  @Test func aNewFileCanBeReadByAll() throws {
    let folder = try Folder()
    let mask = umask(0o027)
    defer { umask(mask) }
    try AtomicFile(path: "\(folder.path)/new.json").commit()
    #expect(folder.permissions(of: "new.json") == 0o640)
    #expect(folder.text(of: "new.json") == "")
  }

  @Test func anAbandonedFileLeavesTheOldOne() throws {
    let folder = try Folder()
    try folder.put("old", in: "rows.md")
    do {
      let sink = try AtomicFile(path: "\(folder.path)/rows.md")
      try sink.write("half")
    }
    #expect(folder.names == ["rows.md"])
    #expect(folder.text(of: "rows.md") == "old")
    let sink = try AtomicFile(path: "\(folder.path)/rows.md")
    sink.abandon()
    #expect(folder.names == ["rows.md"])
  }

  @Test func aFailedCommitLeavesWhatIsThere() throws {
    let folder = try Folder()
    let sink = try AtomicFile(path: "\(folder.path)/rows.tsv")
    try sink.write("text")
    // A folder that came up meanwhile is in the way of the rename.
    try #require(mkdir("\(folder.path)/rows.tsv", 0o755) == 0)
    defer { rmdir("\(folder.path)/rows.tsv") }
    #expect(
      throws: OutputError.system(.save, path: "\(folder.path)/rows.tsv", code: EISDIR)
    ) { try sink.commit() }
    #expect(folder.names == ["rows.tsv"])
  }

  @Test func aLinkKeepsPointingToItsFile() throws {
    let folder = try Folder()
    try folder.put("old", in: "data.csv")
    try #require(symlink("data.csv", "\(folder.path)/link.csv") == 0)
    let sink = try AtomicFile(path: "\(folder.path)/link.csv")
    try sink.write("new")
    try sink.commit()
    #expect(folder.text(of: "data.csv") == "new")
    var information = stat()
    #expect(lstat("\(folder.path)/link.csv", &information) == 0)
    #expect(information.st_mode & S_IFMT == S_IFLNK)
  }

  @Test(arguments: ["rows", "rows.txt", ".csv", "rows.csv/", "a.csv/rows", "", "rows.", "x.CSV "])
  func otherExtensionsAreRefused(path: String) throws {
    #expect(throws: OutputError.unknownExtension(path: path)) { try OutputFormat(path: path) }
    let message = OutputError.unknownExtension(path: path).description
    for name in [".csv", ".tsv", ".ndjson", ".json", ".md"] { #expect(message.contains(name)) }
  }

  @Test(arguments: [
    ("a.csv", OutputFormat.csv), ("b/a.TSV", .tsv), ("/a.b.ndjson", .ndjson), ("~/.x.json", .json),
    ("é.Md", .markdown),
  ])
  func extensionsTellTheFormat(path: String, expected: OutputFormat) throws {
    #expect(try OutputFormat(path: path) == expected)
  }

  @Test func placesThatTakeNoFileAreRefusedAtOnce() throws {
    let folder = try Folder()
    try #require(mkdir("\(folder.path)/a.csv", 0o755) == 0)
    defer { rmdir("\(folder.path)/a.csv") }
    #expect(throws: OutputError.notAFile(path: "\(folder.path)/a.csv")) {
      try AtomicFile(path: "\(folder.path)/a.csv")
    }
    let missing = "\(folder.path)/none/a.csv"
    #expect(throws: OutputError.system(.create, path: missing, code: ENOENT)) {
      try AtomicFile(path: missing)
    }
    #expect(throws: OutputError.system(.create, path: "a\0.csv", code: EINVAL)) {
      try AtomicFile(path: "a\0.csv")
    }
    let error = OutputError.system(.create, path: "\u{1B}c", code: ENOENT)
    #expect(error.description == "cannot create '\\u{1b}c': No such file or directory")
  }
}

@Suite struct StandardOutputTests {
  private func makePipe() throws -> (reader: Int32, writer: Int32) {
    // As the command does: the error is wanted, not the signal.
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    return (ends[0], ends[1])
  }

  @Test func textIsHeldBackUntilItIsEnough() throws {
    let ends = try makePipe()
    defer { close(ends.reader) }
    _ = fcntl(ends.reader, F_SETFL, O_NONBLOCK)
    let output = StandardOutput(descriptor: ends.writer, capacity: 8)
    try output.write("1234567")
    #expect(allBytes(of: ends.reader).isEmpty)
    try output.write("89")
    #expect(allBytes(of: ends.reader) == Array("123456789".utf8))
    try output.write("é")
    try output.flush()
    close(ends.writer)
    #expect(allBytes(of: ends.reader) == Array("é".utf8))
  }

  @Test func aReaderThatWentAwayIsToldQuietly() throws {
    let ends = try makePipe()
    defer { close(ends.writer) }
    close(ends.reader)
    let output = StandardOutput(descriptor: ends.writer)
    try output.write("text")
    #expect(throws: OutputError.closed) { try output.flush() }
    #expect(throws: OutputError.closed) { try output.write("more") }
    #expect(throws: OutputError.closed) { try output.flush() }
  }

  @Test func aFullPipeThatDoesNotBlockIsWaitedFor() async throws {
    let ends = try makePipe()
    _ = fcntl(ends.writer, F_SETFL, O_NONBLOCK)
    // The reader has a thread of its own: those that tasks share may all be waiting.
    let (counts, continuation) = AsyncStream.makeStream(of: Int.self)
    Thread.detachNewThread { continuation.yield(allBytes(of: ends.reader).count) }
    let output = StandardOutput(descriptor: ends.writer)
    // Much more than a pipe holds, so that writes are partial and then refused.
    try output.write(String(repeating: "0123456789", count: 200_000))
    try output.flush()
    close(ends.writer)
    var count = counts.makeAsyncIterator()
    #expect(await count.next() == 2_000_000)
    close(ends.reader)
  }

  @Test func otherFailuresHaveTheirNumber() throws {
    let output = StandardOutput(descriptor: -1)
    try output.write("text")
    #expect(throws: OutputError.system(.write, path: nil, code: EBADF)) { try output.flush() }
  }

  @Test(.enabled(if: access("/dev/full", W_OK) == 0)) func aFullDiskIsNotForgotten() throws {
    let file = open("/dev/full", O_WRONLY)
    defer { close(file) }
    let output = StandardOutput(descriptor: file, capacity: 1)
    #expect(throws: OutputError.system(.write, path: nil, code: ENOSPC)) { try output.write("x") }
    #expect(throws: OutputError.system(.write, path: nil, code: ENOSPC)) { try output.flush() }
  }
}
