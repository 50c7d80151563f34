import TagQuery

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The tags of one image, column by column: about 75 bytes and its name for each.
struct TagColumns: SortedRows, Sendable {
  private var identifiers: [UniqueIdentifier] = []
  /// All names one after another, as UTF-8.
  private var names: [UInt8] = []
  /// Where each name ends.
  private var ends: [Int] = []
  /// Codes of known statuses, behind them positions in `otherStatuses`.
  private var statuses: [UInt16] = []
  /// SHA-256, or in the first word a position in `otherDigests`.
  private var digests: [SIMD4<UInt64>] = []
  private var digestKinds: [DigestKind] = []
  /// Nanoseconds since 1970; the smallest integer where the time is missing.
  private var created: [Int64] = []
  private var updated: [Int64] = []
  private var otherStatuses: [Status] = []
  private var otherDigests: [Digest] = []
  /// The line that each tag was read from; none once the snapshot was found to be good.
  private(set) var lines: [UInt32] = []

  private enum DigestKind: UInt8 { case missing, sha256, other }

  /// Codes of statuses that are not known begin here.
  private static let firstOther: UInt16 = 256

  var count: Int { identifiers.count }

  /// Appends a tag; the name is its UTF-8.
  mutating func append(
    id: UniqueIdentifier, name: UnsafeRawBufferPointer, status: Status, digest: Digest?,
    created: Int64, updated: Int64, line: UInt32
  ) {
    identifiers.append(id)
    names.append(contentsOf: name)
    ends.append(names.count)
    statuses.append(code(of: status))
    switch digest {
    case .sha256(let first, let second, let third, let fourth):
      digests.append(SIMD4(first, second, third, fourth))
      digestKinds.append(.sha256)
    case .other?:
      digests.append(SIMD4(UInt64(otherDigests.count), 0, 0, 0))
      digestKinds.append(.other)
      if let digest { otherDigests.append(digest) }
    case nil:
      digests.append(.zero)
      digestKinds.append(.missing)
    }
    self.created.append(created)
    self.updated.append(updated)
    lines.append(line)
  }

  /// Appends tags of other columns, whose lines count from another one.
  mutating func append(_ other: TagColumns, _ rows: Range<Int>, linesFrom line: UInt32) {
    if !other.otherStatuses.isEmpty || !other.otherDigests.isEmpty {
      // Positions mean something else there.
      for row in rows {
        other.withName(of: row) { name in
          append(
            id: other.id(of: row), name: name, status: other.status(of: row),
            digest: other.digest(of: row), created: other.created[row],
            updated: other.updated[row], line: other.lines[row] &+ line)
        }
      }
      return
    }
    let bytes = other.range(ofName: rows.lowerBound).lowerBound
    let shift = names.count - bytes
    identifiers.append(contentsOf: other.identifiers[rows])
    names.append(contentsOf: other.names[bytes..<other.ends[rows.upperBound - 1]])
    for end in other.ends[rows] { ends.append(end + shift) }
    statuses.append(contentsOf: other.statuses[rows])
    digests.append(contentsOf: other.digests[rows])
    digestKinds.append(contentsOf: other.digestKinds[rows])
    created.append(contentsOf: other.created[rows])
    updated.append(contentsOf: other.updated[rows])
    for number in other.lines[rows] { lines.append(number &+ line) }
  }

  private mutating func code(of status: Status) -> UInt16 {
    if let code = status.code { return UInt16(code) }
    if let position = otherStatuses.firstIndex(where: { $0.isSpelled(as: status) }) {
      return Self.firstOther + UInt16(position)
    }
    guard otherStatuses.count < UInt16.max - Self.firstOther else {
      // Nobody has 65,000 states; the rest of them counts as none.
      return UInt16(Status.unknown.code ?? 0)
    }
    otherStatuses.append(status)
    return Self.firstOther + UInt16(otherStatuses.count - 1)
  }

  /// Gives back the memory that only reading needed.
  mutating func finish() {
    lines = []
    trim(&identifiers)
    trim(&names)
    trim(&ends)
    trim(&statuses)
    trim(&digests)
    trim(&digestKinds)
    trim(&created)
    trim(&updated)
  }

  private func trim<Element>(_ column: inout [Element]) {
    guard column.capacity > column.count + column.count / 16 else { return }
    var exact: [Element] = []
    exact.reserveCapacity(column.count)
    exact += column
    column = exact
  }

  /// These tags as rows.
  func batch(_ rows: some Collection<UInt32>, imageID: UniqueIdentifier, region: String) -> RowBatch
  {
    var builder = TagRowsBuilder(count: rows.count)
    names.withUnsafeBytes { names in
      for row in rows {
        let row = Int(row)
        builder.append(
          id: identifiers[row], name: UnsafeRawBufferPointer(rebasing: names[range(ofName: row)]),
          status: status(of: row), digest: digest(of: row), createdAt: created[row],
          updatedAt: updated[row])
      }
    }
    return builder.build(imageID: imageID, region: region)
  }

  func name(of row: Int) -> String {
    String(decoding: names[range(ofName: row)], as: UTF8.self)
  }

  func withName<Answer>(of row: Int, _ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
    names.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range(ofName: row)])) }
  }

  func id(of row: Int) -> UniqueIdentifier { identifiers[row] }

  private func status(of row: Int) -> Status {
    let code = statuses[row]
    if code >= Self.firstOther { return otherStatuses[Int(code - Self.firstOther)] }
    return Status(code: UInt8(truncatingIfNeeded: code)) ?? .unknown
  }

  private func digest(of row: Int) -> Digest? {
    let words = digests[row]
    return switch digestKinds[row] {
    case .missing: nil
    case .sha256: .sha256(words[0], words[1], words[2], words[3])
    case .other: otherDigests[Int(words[0])]
    }
  }

  private func range(ofName row: Int) -> Range<Int> { (row == 0 ? 0 : ends[row - 1])..<ends[row] }
}

// MARK: Order

extension TagColumns {
  func order(of left: Int, _ right: Int, by key: SortKey) -> Int {
    switch key {
    case .created: return orderOfMoments(created[left], created[right])
    case .name:
      return names.withUnsafeBytes { bytes in
        Self.order(of: bytes, range(ofName: left), bytes, range(ofName: right))
      }
    case .status:
      if statuses[left] == statuses[right] { return 0 }
      return orderOfBytes(status(of: left).description.utf8, status(of: right).description.utf8)
    }
  }

  func orderOfName(of row: Int, and text: [UInt8]) -> Int {
    names.withUnsafeBytes { bytes in
      text.withUnsafeBytes { Self.order(of: bytes, range(ofName: row), $0, text.indices) }
    }
  }

  /// All rows in the order in which they were made. Snapshots mostly have it already.
  func sortedByCreation() -> [UInt32] {
    struct Moment {
      /// One that is missing comes last.
      let key: UInt64
      let row: UInt32
    }
    func key(_ row: Int) -> UInt64 {
      created[row] == .min ? .max : UInt64(bitPattern: created[row]) ^ 1 << 63
    }
    func comesBefore(_ left: Int, _ right: Int) -> Bool {
      let (leftKey, rightKey) = (key(left), key(right))
      return leftKey != rightKey
        ? leftKey < rightKey : identifiers[left] < identifiers[right]
    }
    let all = Array(0..<UInt32(count))
    if (1..<max(count, 1)).allSatisfy({ !comesBefore($0, $0 - 1) }) { return all }
    var moments = all.map { Moment(key: key(Int($0)), row: $0) }
    identifiers.withUnsafeBufferPointer { identifiers in
      moments.sort { left, right in
        left.key != right.key
          ? left.key < right.key : identifiers[Int(left.row)] < identifiers[Int(right.row)]
      }
    }
    return moments.map(\.row)
  }

  /// The two tags with the same name of which the later line is the first such line; nil where all
  /// names differ.
  func firstWithSameName() -> (first: Int, later: Int)? {
    var capacity = 16
    while capacity < count * 2 { capacity *= 2 }
    // Rows from 1; 0 is none.
    var slots = [UInt32](repeating: 0, count: capacity)
    var found: (first: Int, later: Int)?
    names.withUnsafeBytes { names in
      for row in 0..<count {
        let name = UnsafeRawBufferPointer(rebasing: names[range(ofName: row)])
        // Seeded anew for each process, since names come from whoever wrote the file.
        var hasher = Hasher()
        hasher.combine(bytes: name)
        var slot = hasher.finalize() & (capacity - 1)
        while slots[slot] != 0 {
          let other = Int(slots[slot]) - 1
          let range = range(ofName: other)
          if Self.order(of: names, range, name, name.indices) == 0 {
            let (first, later) = lines[row] < lines[other] ? (row, other) : (other, row)
            if found.map({ lines[later] < lines[$0.later] }) ?? true { found = (first, later) }
            slots[slot] = UInt32(first + 1)
            break
          }
          slot = (slot + 1) & (capacity - 1)
        }
        if slots[slot] == 0 { slots[slot] = UInt32(row + 1) }
      }
    }
    return found
  }

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
}

extension Status {
  /// Whether two statuses are the same byte by byte: Unicode holds more texts to be equal.
  fileprivate func isSpelled(as other: Status) -> Bool {
    guard case .other(let text) = self, case .other(let otherText) = other else {
      return self == other
    }
    return text.utf8.elementsEqual(otherText.utf8)
  }
}
