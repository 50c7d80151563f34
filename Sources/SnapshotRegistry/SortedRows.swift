import TagQuery

/// What lists are sorted by. A descending list is the ascending one backwards.
enum SortKey: Hashable {
  case created, name, status

  /// The key of an order, and whether the order is descending.
  static func of(_ order: ListOrder) -> (key: SortKey, isBackwards: Bool) {
    switch order {
    // A list is of one region, in which all rows are equal.
    case .createdAscending, .region: (.created, false)
    case .createdDescending: (.created, true)
    case .nameAscending: (.name, false)
    case .nameDescending: (.name, true)
    case .statusAscending: (.status, false)
    case .statusDescending: (.status, true)
    }
  }
}

/// Rows that can be put in the orders of lists.
protocol SortedRows {
  var count: Int { get }

  /// The UUID of a row.
  func id(of row: Int) -> UniqueIdentifier
  /// Below 0 where a row comes before another one, above where it comes after it, else 0.
  func order(of left: Int, _ right: Int, by key: SortKey) -> Int
  /// The order of a row's name and a text, by their bytes.
  func orderOfName(of row: Int, and text: [UInt8]) -> Int
}

extension SortedRows {
  /// These rows in an order; of those that tie the one with the lower UUID comes first.
  func sorted(_ rows: [UInt32], by key: SortKey) -> [UInt32] {
    rows.sorted { left, right in
      let order = order(of: Int(left), Int(right), by: key)
      return order != 0 ? order < 0 : id(of: Int(left)) < id(of: Int(right))
    }
  }

  /// The rows with a name, among rows that are sorted by name.
  func rows(named name: String, among rows: [UInt32]) -> ArraySlice<UInt32> {
    let bytes = Array(name.utf8)
    func firstIndex(_ isPassed: (Int) -> Bool) -> Int {
      var (low, high) = (0, rows.count)
      while low < high {
        let middle = low + (high - low) / 2
        if isPassed(orderOfName(of: Int(rows[middle]), and: bytes)) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      return low
    }
    let start = firstIndex { $0 < 0 }
    return rows[start..<firstIndex { $0 <= 0 }]
  }
}

/// What images and namespaces have in common.
protocol ListedRecord: Sendable {
  var id: UniqueIdentifier { get }
  var name: String { get }
  var status: Status { get }
  var createdAt: Timestamp? { get }
}

extension ImageRecord: ListedRecord {}
extension NamespaceRecord: ListedRecord {}

/// Images or namespaces, of which there are few.
struct RecordRows<Record: ListedRecord>: SortedRows, Sendable {
  var records: [Record] = []

  var count: Int { records.count }

  func id(of row: Int) -> UniqueIdentifier { records[row].id }

  func order(of left: Int, _ right: Int, by key: SortKey) -> Int {
    let (left, right) = (records[left], records[right])
    return switch key {
    case .created:
      orderOfMoments(left.createdAt?.nanoseconds ?? .min, right.createdAt?.nanoseconds ?? .min)
    case .name: orderOfBytes(left.name.utf8, right.name.utf8)
    case .status: orderOfBytes(left.status.description.utf8, right.status.description.utf8)
    }
  }

  func orderOfName(of row: Int, and text: [UInt8]) -> Int {
    orderOfBytes(records[row].name.utf8, text)
  }
}

/// The order of two moments in nanoseconds, of which one that is missing (the smallest integer)
/// comes last.
func orderOfMoments(_ left: Int64, _ right: Int64) -> Int {
  if left == right { return 0 }
  if left == .min || right == .min { return left == .min ? 1 : -1 }
  return left < right ? -1 : 1
}

/// The order of two texts by their UTF-8 bytes.
func orderOfBytes(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Int {
  var rest = right.makeIterator()
  for byte in left {
    guard let other = rest.next() else { return 1 }
    if byte != other { return byte < other ? -1 : 1 }
  }
  return rest.next() == nil ? 0 : -1
}
