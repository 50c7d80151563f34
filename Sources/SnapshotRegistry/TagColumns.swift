import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The tags of one image, column by column: about 85 bytes and its name for each.
struct TagColumns: SortedRows, Sendable {
  private var identifiers: [UniqueIdentifier] = []
  /// All names one after another, as UTF-8.
  private var names: [UInt8] = []
  /// Where each name ends.
  private var ends: [Int] = []
  /// Positions in `statusNames`.
  private var statuses: [UInt32] = []
  private var digests: [Digest?] = []
  /// Nanoseconds since 1970; the smallest integer where the time is missing.
  private var created: [Int64] = []
  private var updated: [Int64] = []
  /// Every status that a tag here has.
  private var statusNames: [Status] = []
  private var positions: [Status: UInt32] = [:]
  /// The line that each tag was read from; none once the snapshot was found to be good.
  private(set) var lines: [UInt32] = []

  var count: Int { identifiers.count }

  mutating func append(_ tag: TagRecord, line: UInt32) {
    identifiers.append(tag.id)
    names += tag.name.utf8
    ends.append(names.count)
    digests.append(tag.digest)
    created.append(tag.createdAt?.nanoseconds ?? .min)
    updated.append(tag.updatedAt?.nanoseconds ?? .min)
    lines.append(line)
    if let position = positions[tag.status], statusNames[Int(position)].isSpelled(as: tag.status) {
      statuses.append(position)
    } else {
      let position = UInt32(statusNames.count)
      statusNames.append(tag.status)
      positions[tag.status] = position
      statuses.append(position)
    }
  }

  /// Gives back the memory that only reading needed.
  mutating func finish() {
    lines = []
    trim(&identifiers)
    trim(&names)
    trim(&ends)
    trim(&statuses)
    trim(&digests)
    trim(&created)
    trim(&updated)
  }

  func tag(at row: Int, imageID: UniqueIdentifier) -> TagRecord {
    func moment(_ nanoseconds: Int64) -> Timestamp? {
      nanoseconds == .min ? nil : Timestamp(nanoseconds: nanoseconds)
    }
    return TagRecord(
      id: identifiers[row], name: name(of: row), imageID: imageID,
      status: statusNames[Int(statuses[row])], digest: digests[row],
      createdAt: moment(created[row]), updatedAt: moment(updated[row]))
  }

  func name(of row: Int) -> String {
    String(decoding: names[range(ofName: row)], as: UTF8.self)
  }

  func id(of row: Int) -> UniqueIdentifier { identifiers[row] }

  func order(of left: Int, _ right: Int, by key: SortKey) -> Int {
    switch key {
    case .created: return orderOfMoments(created[left], created[right])
    case .name:
      return names.withUnsafeBytes { bytes in
        Self.order(of: bytes, range(ofName: left), bytes, range(ofName: right))
      }
    case .status:
      if statuses[left] == statuses[right] { return 0 }
      let (left, right) = (statusNames[Int(statuses[left])], statusNames[Int(statuses[right])])
      return orderOfBytes(left.description.utf8, right.description.utf8)
    }
  }

  func orderOfName(of row: Int, and text: [UInt8]) -> Int {
    names.withUnsafeBytes { bytes in
      text.withUnsafeBytes { Self.order(of: bytes, range(ofName: row), $0, text.indices) }
    }
  }

  private func range(ofName row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }

  private static func order(
    of left: UnsafeRawBufferPointer, _ leftRange: Range<Int>,
    _ right: UnsafeRawBufferPointer, _ rightRange: Range<Int>
  ) -> Int {
    // An empty array has no memory to compare.
    if let left = left.baseAddress, let right = right.baseAddress {
      let count = min(leftRange.count, rightRange.count)
      let order = memcmp(left + leftRange.lowerBound, right + rightRange.lowerBound, count)
      if order != 0 { return Int(order) }
    }
    return leftRange.count - rightRange.count
  }

  private func trim<Element>(_ column: inout [Element]) {
    guard column.capacity > column.count + column.count / 16 else { return }
    var exact: [Element] = []
    exact.reserveCapacity(column.count)
    exact += column
    column = exact
  }
}

extension Status {
  /// Whether two statuses that are equal are so byte by byte: Unicode holds more texts to be equal.
  fileprivate func isSpelled(as other: Status) -> Bool {
    guard case .other(let text) = self, case .other(let otherText) = other else { return true }
    return text.utf8.elementsEqual(otherText.utf8)
  }
}
