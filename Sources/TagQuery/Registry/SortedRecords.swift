/// What lists of every kind are sorted and filtered by.
protocol ListedRecord: Sendable {
  var id: UniqueIdentifier { get }
  var name: String { get }
  var status: Status { get }
  var createdAt: Timestamp? { get }
}

extension TagRecord: ListedRecord {}
extension ImageRecord: ListedRecord {}
extension NamespaceRecord: ListedRecord {}

/// The records that one list is made of, sorted in every way that was asked for since the last
/// change, so that a page costs no more than its rows.
struct SortedRecords<Record: ListedRecord>: Sendable {
  /// What an ascending list is sorted by. A descending one is the same list read backwards.
  private enum Key: Hashable {
    case created
    case name
    case nameWithoutCase
    case status
  }

  private var records: [UniqueIdentifier: Record] = [:]
  private var sorted: [Key: [Record]] = [:]
  /// Texts that Unicode holds to be equal share an entry; a filter compares the bytes again.
  private var named: [String: [Record]]?

  var count: Int { records.count }

  var all: some Collection<Record> { records.values }

  subscript(id: UniqueIdentifier) -> Record? {
    get { records[id] }
    set {
      records[id] = newValue
      sorted.removeAll()
      named = nil
    }
  }

  /// The rows of a page and the number of rows on all pages.
  mutating func page(
    _ request: ListRequest, by capabilities: ListCapabilities
  ) -> (rows: [Record], total: Int) {
    let (key, isBackwards) = Self.key(of: request.order, by: capabilities)
    let matches: [Record]
    switch (request.name, capabilities.nameFilter) {
    case (nil, _), (_, .none): matches = list(by: key)
    case (let name?, .exact): matches = Self.sorted(exactly(name), by: key)
    case (let name?, .superset):
      matches = list(by: key).filter { $0.name.utf8.starts(with: name.utf8) }
    }
    // Divided, since the page's first row need not fit in an integer.
    guard request.page - 1 <= matches.count / request.pageSize else { return ([], matches.count) }
    let start = (request.page - 1) * request.pageSize
    let range = start..<min(start + request.pageSize, matches.count)
    guard isBackwards else { return (Array(matches[range]), matches.count) }
    return (range.map { matches[matches.count - 1 - $0] }, matches.count)
  }

  private static func key(
    of order: ListOrder, by capabilities: ListCapabilities
  ) -> (key: Key, isBackwards: Bool) {
    let name = capabilities.nameCollation == .bytes ? Key.name : .nameWithoutCase
    return switch order {
    // A list is of one region, in which all rows are equal.
    case .createdAscending, .region: (.created, false)
    case .createdDescending: (.created, true)
    case .nameAscending: (name, false)
    case .nameDescending: (name, true)
    case .statusAscending: (.status, false)
    case .statusDescending: (.status, true)
    }
  }

  private mutating func list(by key: Key) -> [Record] {
    if let list = sorted[key] { return list }
    let list = Self.sorted(Array(records.values), by: key)
    sorted[key] = list
    return list
  }

  private mutating func exactly(_ name: String) -> [Record] {
    let index = named ?? Dictionary(grouping: records.values, by: \.name)
    named = index
    return (index[name] ?? []).filter { $0.name.utf8.elementsEqual(name.utf8) }
  }

  private static func sorted(_ records: [Record], by key: Key) -> [Record] {
    records.sorted { left, right in
      let order =
        switch key {
        case .created: orderOfMoments(left.createdAt, right.createdAt)
        case .name: orderOfTexts(left.name, right.name)
        case .nameWithoutCase: orderWithoutCase(left.name, right.name)
        case .status: orderOf(left.status, right.status)
        }
      if order != 0 { return order < 0 }
      return left.id < right.id
    }
  }
}

/// The order of two moments, of which a missing one comes last.
private func orderOfMoments(_ left: Timestamp?, _ right: Timestamp?) -> Int {
  switch (left, right) {
  case (let left?, let right?): orderOf(left, right)
  case (nil, nil): 0
  case (nil, _): 1
  case (_, nil): -1
  }
}

/// The order of two texts in which `B` stands between `a` and `c`.
private func orderWithoutCase(_ left: String, _ right: String) -> Int {
  func folded(_ byte: UInt8) -> UInt8 { isLetter(byte) ? byte | 0x20 : byte }
  let order = compareBytes(left.utf8.lazy.map(folded), right.utf8.lazy.map(folded))
  return order != 0 ? order : orderOfTexts(left, right)
}
