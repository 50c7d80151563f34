/// A page of a list as the Tags API tells it: `{"tags":[…],"total_count":2000}`, and likewise with
/// `images` and `namespaces`.
public struct RecordPage<Record: Sendable & Hashable>: Sendable, Hashable {
  /// What is on the page, in the order of the list.
  public var records: [Record]
  /// How many there are on all pages; nil where the page does not tell.
  public var totalCount: Int?

  /// A page with these records.
  public init(_ records: [Record], totalCount: Int?) {
    self.records = records
    self.totalCount = totalCount
  }
}
