public import TagJSON
public import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One deletion as a journal tells it: what was meant, and what became of it.
public struct JournalledDeletion: Sendable {
  /// The intent; of a journal that was cut, the outcome.
  public var intent: JournalRecord
  /// The outcome; nil where none was written.
  public var outcome: JournalRecord?
}

/// Reads a deletion journal, older files before newer ones.
public struct JournalReader {
  /// Lines that are no records: cut by a crash, or by other hands.
  public private(set) var unreadableLines = 0
  /// The deletions, in the order of their intents.
  public private(set) var deletions: [JournalledDeletion] = []

  private struct Key: Hashable {
    let plan: String
    let region: String
    let tag: UniqueIdentifier
  }
  private var open: [Key: Int] = [:]

  /// Reads the journal at a path; one that is not there is empty.
  public init(path: String) throws(RunError) {
    var number = 1
    while Terminal.exists("\(path).\(number)") {
      try read("\(path).\(number)")
      number += 1
    }
    try read(path)
  }

  private mutating func read(_ path: String) throws(RunError) {
    guard let file = fopen(path, "re") else {
      if errno == ENOENT { return }
      let name = TerminalText.sanitized(path)
      throw RunError(.failed, "'\(name)' cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    let format = JournalLine()
    var buffer: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(buffer) }
    while true {
      let count = getline(&buffer, &capacity, file)
      guard count > 0, let buffer else { return }
      let bytes = UnsafeBufferPointer(start: buffer, count: count).map { UInt8(bitPattern: $0) }
      let line = bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
      if line.isEmpty { continue }
      do throws(TagJSONError) {
        take(try format.record(of: line))
      } catch {
        unreadableLines += 1
      }
    }
  }

  private mutating func take(_ record: JournalRecord) {
    let key = Key(plan: record.planID, region: record.region, tag: record.tag.id)
    switch record.event {
    case .intent:
      open[key] = deletions.count
      deletions.append(JournalledDeletion(intent: record))
    case .outcome:
      if let place = open.removeValue(forKey: key) {
        deletions[place].outcome = record
      } else {
        deletions.append(JournalledDeletion(intent: record, outcome: record))
      }
    }
  }
}
