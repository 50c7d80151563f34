import Foundation
import Testing

@testable import LineEditor

/// The file of a history, without a terminal.
@Suite struct HistoryFileTests {
  private let folder: EditorSession.Folder
  private var path: String { folder.path("state/tool/history") }

  init() throws {
    folder = try EditorSession.Folder()
  }

  private func write(_ text: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func permissions(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test func isThereForTheNextSession() throws {
    let first = LineHistory(path: path)
    #expect(first.add("one") && first.add("two\nlines \\ and \\n") && first.add("漢字"))
    #expect(first.problem == nil)
    #expect(LineHistory(path: path).entries == ["one", "two\nlines \\ and \\n", "漢字"])
  }

  @Test func isPrivate() throws {
    LineHistory(path: path).add("one")
    #expect(try permissions(of: path) == 0o600)
    #expect(try permissions(of: folder.path("state")) == 0o700)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    _ = LineHistory(path: path)
    #expect(try permissions(of: path) == 0o600)
  }

  @Test func leavesOutWhatShouldNotBeKept() throws {
    let history = LineHistory(path: path) { !$0.contains("secret") }
    #expect(history.add("one"))
    for text in ["one", " two", "", "  ", "\n", "a secret", "nul\u{0}"] {
      #expect(!history.add(text), "\(text)")
    }
    #expect(history.add("two") && history.add("one"))
    #expect(history.entries == ["one", "two", "one"])
    #expect(LineHistory(path: path).entries == ["one", "two", "one"])
    #expect(!(try String(contentsOfFile: path, encoding: .utf8)).contains("secret"))
  }

  @Test(arguments: ["something else\n", "x", "# line history 12\n", "\n"])
  func leavesForeignFilesAlone(_ content: String) throws {
    try write(content)
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let history = LineHistory(path: path)
    #expect(history.problem == .foreignFile(path: path))
    history.add("one")
    #expect(history.entries == ["one"], "this session still has it")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
    #expect(try permissions(of: path) == 0o644)
  }

  @Test func leavesAloneWhatBecomesForeignLater() throws {
    let history = LineHistory(path: path)
    history.add("one")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
    history.add("two")
    #expect(history.problem == .foreignFile(path: path))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
  }

  @Test func saysWhatItCannotOpen() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let history = LineHistory(path: path)
    #expect(history.problem != nil)
    history.add("one")
    #expect(history.entries == ["one"])
  }

  @Test func doesNotWaitForAPipe() throws {
    try write("")
    unlink(path)
    #expect(mkfifo(path, 0o600) == 0)
    #expect(LineHistory(path: path).problem == .foreignFile(path: path))
  }

  @Test func goesOnBehindHalfALine() throws {
    try write("# line history 1\none\nhal")
    let history = LineHistory(path: path)
    history.add("two")
    #expect(LineHistory(path: path).entries == ["one", "hal", "two"])
  }

  @Test func startsInAnEmptyFile() throws {
    try write("")
    let history = LineHistory(path: path)
    #expect(history.problem == nil)
    history.add("one")
    #expect(LineHistory(path: path).entries == ["one"])
  }

  @Test func survivesBytesThatAreNoText() throws {
    try write("")
    var bytes = Data("# line history 1\none\n".utf8)
    bytes += [0xFF, 0xFE, 0x00, 0x0A, 0xC3, 0x0A]
    bytes += Data("two\n".utf8)
    try bytes.write(to: URL(fileURLWithPath: path))
    let entries = LineHistory(path: path).entries
    #expect(entries.first == "one" && entries.last == "two")
    #expect(entries.allSatisfy { !$0.contains("\u{0}") })
  }

  @Test func staysShort() throws {
    let history = LineHistory(path: path, limit: 10)
    for number in 0..<25 { history.add("text \(number)") }
    #expect(history.entries == (15..<25).map { "text \($0)" })
    let next = LineHistory(path: path, limit: 10)
    #expect(next.entries == history.entries)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 11)
    #expect(try permissions(of: path) == 0o600)
    // The first session goes on, and finds the file that was put in the place of its own.
    history.add("text 25")
    next.add("text 26")
    #expect(LineHistory(path: path, limit: 10).entries.suffix(2) == ["text 25", "text 26"])
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("state/tool"))
    #expect(files == ["history"])
  }

  @Test func sessionsAtOnceLoseNothing() async throws {
    let path = path
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<6 {
        group.addTask {
          // Some start late, and find a file that is too long for them.
          let history = LineHistory(path: path)
          for number in 0..<50 { history.add("session \(session) text \(number)\nline") }
        }
      }
    }
    let entries = LineHistory(path: path).entries
    #expect(entries.count == 300)
    for session in 0..<6 {
      let own = entries.filter { $0.hasPrefix("session \(session) ") }
      #expect(own == (0..<50).map { "session \(session) text \($0)\nline" })
    }
  }

  #if os(Linux)
    /// A session that waits for the lock finds, once it has it, that the file is another.
    @Test func writesIntoTheFileThatIsThereNow() async throws {
      LineHistory(path: path).add("one")
      let path = path
      let file = open(path, O_RDWR)
      #expect(flock(file, LOCK_EX) == 0)
      var status = stat()
      fstat(file, &status)
      async let added = Task.detached { try HistoryFile(path: path, limit: 9).append("two") }.value
      // The kernel lists who waits for a lock, behind an arrow, with the file's number.
      let deadline = ContinuousClock.now + .seconds(60)
      while ContinuousClock.now < deadline {
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        if locks.split(separator: "\n").contains(where: {
          $0.contains("->") && $0.contains(":\(status.st_ino) ")
        }) {
          break
        }
        await Task.yield()
      }
      try Data("# line history 1\nother\n".utf8).write(to: URL(fileURLWithPath: path + ".new"))
      #expect(rename(path + ".new", path) == 0)
      close(file)
      try await added
      #expect(LineHistory(path: path).entries == ["other", "two"])
    }
  #endif

  @Test func veryLongTextsAreForThisSessionOnly() throws {
    let history = LineHistory(path: path)
    let text = String(repeating: "x", count: HistoryFile.longestText + 1)
    history.add(text)
    history.add("two")
    #expect(history.entries == [text, "two"])
    #expect(LineHistory(path: path).entries == ["two"])
  }
}
