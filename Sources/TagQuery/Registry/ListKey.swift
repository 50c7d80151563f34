/// What the rows of a list are sorted by.
enum ListKey: Sendable, Hashable {
  case created, name, status

  /// The order by this key.
  func order(isDescending: Bool) -> ListOrder {
    switch self {
    case .created: isDescending ? .createdDescending : .createdAscending
    case .name: isDescending ? .nameDescending : .nameAscending
    case .status: isDescending ? .statusDescending : .statusAscending
    }
  }
}

extension Listing {
  /// The key that a slot is; nil for one by which no list is sorted.
  func key(of slot: Int) -> ListKey? {
    switch slot {
    case created: .created
    case name: .name
    case status: .status
    default: nil
    }
  }

  func slot(of key: ListKey) -> Int {
    switch key {
    case .created: created
    case .name: name
    case .status: status
    }
  }
}
