import Dispatch
import Synchronization
public import TagQuery
import TagJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The deletion journal in a file, private to its user (0600), which several runs may write at
/// once.
///
/// Records that come at the same time are written and synced together: one sync serves all
/// deletions that are in flight. A line that a crash has cut is left as it is, and the next one
/// begins on a line of its own. A file that has grown large becomes `….1`, the next one `….2`: what
/// was deleted is never forgotten.
public final class FileDeletionJournal: DeletionJournal {
  /// Where the journal is.
  public let path: String

  private struct Waiting {
    var text = ""
    var continuations: [CheckedContinuation<DeletionJournalFailure?, Never>] = []
    var isScheduled = false
  }

  private let largestSize: Int
  private let now: @Sendable () -> Timestamp
  private let waiting = Mutex(Waiting())
  private let queue = DispatchQueue(label: "deletion journal")

  /// A journal at a path, whose folders are made where they are missing. `now` is the wall clock.
  public init(
    path: String, largestSize: Int = 64 << 20, now: @escaping @Sendable () -> Timestamp
  ) {
    self.path = path
    self.largestSize = largestSize
    self.now = now
  }

  /// Records an intent; it is on the disk when this returns.
  public func record(_ intent: DeletionIntent) async throws(DeletionJournalFailure) {
    try await write(JournalRecord(intent, at: now()))
  }

  /// Records an outcome; it is on the disk when this returns.
  public func record(_ result: DeletionResult) async throws(DeletionJournalFailure) {
    try await write(JournalRecord(result, at: now()))
  }

  private func write(_ record: JournalRecord) async throws(DeletionJournalFailure) {
    let line = JournalLine().text(of: record) + "\n"
    let failure = await withCheckedContinuation { continuation in
      let isFirst = waiting.withLock { waiting in
        waiting.text += line
        waiting.continuations.append(continuation)
        defer { waiting.isScheduled = true }
        return !waiting.isScheduled
      }
      if isFirst { queue.async { self.flush() } }
    }
    if let failure { throw failure }
  }

  /// Writes all that waits. What comes meanwhile waits for the next time.
  private func flush() {
    let taken = waiting.withLock { waiting in
      defer { waiting = Waiting() }
      return waiting
    }
    let failure = append(taken.text)
    for continuation in taken.continuations { continuation.resume(returning: failure) }
  }

  // MARK: The file

  private func append(_ text: String) -> DeletionJournalFailure? {
    guard Terminal.makeFolder(of: path) else { return failure("its folder cannot be made") }
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return failure(errno) }
    defer { close(descriptor) }
    // Two runs do not mix their lines, and only one of them moves the file.
    guard flock(descriptor, LOCK_EX) == 0 else { return failure(errno) }
    let size = lseek(descriptor, 0, SEEK_END)
    guard size >= 0 else { return failure(errno) }
    var last: UInt8 = 0x0A
    if size > 0, pread(descriptor, &last, 1, size - 1) != 1 { return failure(errno) }
    let bytes = Array(((last == 0x0A ? "" : "\n") + text).utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes {
        systemWrite(descriptor, $0)
      }
      guard count > 0 else {
        if count < 0, errno == EINTR { continue }
        let code = errno
        // Half a record says nothing; a reader passes over it where it cannot be taken back.
        _ = ftruncate(descriptor, size)
        return failure(code)
      }
      written += count
    }
    guard fsync(descriptor) == 0 else { return failure(errno) }
    if Int(size) + bytes.count > largestSize { makeRoom() }
    return nil
  }

  /// Gives the file the next number. Where that cannot be, it grows on.
  private func makeRoom() {
    var number = 1
    while Terminal.exists("\(path).\(number)") { number += 1 }
    _ = rename(path, "\(path).\(number)")
  }

  private func failure(_ code: Int32) -> DeletionJournalFailure {
    failure(String(cString: strerror(code)))
  }

  private func failure(_ reason: String) -> DeletionJournalFailure {
    DeletionJournalFailure(
      "the journal '\(TerminalText.sanitized(path))' cannot be written: \(reason)")
  }
}

/// The system's `write`, whose name the journal has for something else.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
