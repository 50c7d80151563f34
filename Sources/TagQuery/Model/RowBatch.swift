/// Rows of one resource, column by column: what a registry answers with.
///
/// A UUID takes 16 bytes, a digest 33, a timestamp 8, a status one, a text its bytes and 16 more;
/// what is the same for all rows (the region, the image) is kept once.
///
/// It is never changed after it was built, which makes the raw memory safe to share: therefore
/// `@unchecked Sendable`.
public final class RowBatch: @unchecked Sendable {
  /// The schema of the rows.
  public let resource: Resource
  /// The number of rows.
  public let count: Int
  /// One for each slot.
  let columns: UnsafeMutablePointer<Column>
  /// What has no compact form; columns refer to it by position.
  let values: ContiguousArray<Value>
  /// The slots whose memory belongs to this batch.
  private let owned: [Int]
  /// The batch whose memory the other slots use.
  private let base: RowBatch?

  init(resource: Resource, count: Int, columns: [Column], values: ContiguousArray<Value>) {
    self.resource = resource
    self.count = count
    self.columns = Self.allocated(columns)
    self.values = values
    self.owned = Array(columns.indices)
    self.base = nil
  }

  /// The rows of another batch with further columns.
  private init(base: RowBatch, added: [Int: Column], values: ContiguousArray<Value>) {
    resource = base.resource
    count = base.count
    let slots = base.resource.fields.indices
    columns = Self.allocated(slots.map { added[$0] ?? base.columns[$0] })
    self.values = values
    owned = Array(added.keys)
    self.base = base
  }

  private static func allocated(_ columns: [Column]) -> UnsafeMutablePointer<Column> {
    let pointer = UnsafeMutablePointer<Column>.allocate(capacity: max(columns.count, 1))
    for (slot, column) in columns.enumerated() { (pointer + slot).initialize(to: column) }
    return pointer
  }

  deinit {
    for slot in owned { columns[slot].deallocate() }
    columns.deinitialize(count: resource.fields.count)
    columns.deallocate()
  }

  /// The rows of another batch, each with these values in addition.
  convenience init(adding constants: [(slot: Int, value: Value)], to base: RowBatch) {
    var values = base.values
    var added: [Int: Column] = [:]
    for (slot, value) in constants {
      var builder = ColumnBuilder(type: base.resource.fields[slot].type)
      builder.append(value, values: &values)
      added[slot] = builder.build(isConstant: true)
    }
    self.init(base: base, added: added, values: values)
  }

  /// The same rows with one more column, which has a value for each of them.
  func adding(slot: Int, cells: [Value]) -> RowBatch {
    precondition(cells.count == count)
    var values = values
    var builder = ColumnBuilder(type: resource.fields[slot].type)
    for cell in cells { builder.append(cell, values: &values) }
    return RowBatch(base: self, added: [slot: builder.build()], values: values)
  }

  /// No rows, for what has none to stand on.
  static let none = RowBatch(
    resource: Resource(name: "", singular: "", fields: [], identity: []), count: 0, columns: [],
    values: [])
}

extension RowBatch {
  /// The value of one cell.
  public func value(slot: Int, row: Int) -> Value {
    let column = columns[slot]
    let cell = row * column.stride
    switch column.kind {
    case .absent: return .null
    case .words:
      let word = column.words![cell]
      guard word != .min else { return .null }
      switch column.wordType {
      case .timestamp: return .timestamp(Timestamp(nanoseconds: word))
      case .duration: return .duration(TimeSpan(nanoseconds: word))
      case .bytes: return .bytes(word)
      default: return .int(word)
      }
    case .identifiers:
      guard column.flags![cell] == 1 else { return .null }
      let pair = column.words! + cell * 2
      return .uuid(
        UniqueIdentifier(high: UInt64(bitPattern: pair[0]), low: UInt64(bitPattern: pair[1])))
    case .digests:
      let word = column.words! + cell * 4
      switch column.flags![cell] {
      case 0: return .null
      case 1:
        return .digest(
          .sha256(
            UInt64(bitPattern: word[0]), UInt64(bitPattern: word[1]),
            UInt64(bitPattern: word[2]), UInt64(bitPattern: word[3])))
      default: return values[Int(word[0])]
      }
    case .statuses:
      let flag = column.flags![cell]
      return flag == 0 ? .null : .status(Status.known[Int(flag) - 1].status)
    case .booleans:
      let flag = column.flags![cell]
      return flag == 2 ? .null : .bool(flag == 1)
    case .texts:
      guard let bytes = textBytes(slot: slot, row: row) else { return .null }
      return .string(String(decoding: bytes, as: UTF8.self))
    case .values: return values[Int(column.words![cell])]
    }
  }

  /// The UTF-8 bytes of a text cell, which live as long as the batch; nil for null.
  @inline(__always)
  func textBytes(slot: Int, row: Int) -> UnsafeBufferPointer<UInt8>? {
    let column = columns[slot]
    guard column.kind == .texts else { return nil }
    let place = column.words! + row * column.stride * 2
    guard place[1] >= 0 else { return nil }
    guard let text = column.text else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: text + Int(place[0]), count: Int(place[1]))
  }
}

/// Gathers rows into a batch.
public struct RowBatchBuilder {
  private let resource: Resource
  private var columns: [ColumnBuilder]
  private var values: ContiguousArray<Value> = []
  private var count = 0

  /// An empty batch of a resource.
  public init(resource: Resource) {
    self.resource = resource
    columns = resource.fields.map { ColumnBuilder(type: $0.type) }
  }

  /// Appends a row. Slots that are not named are null, as are values of another type than the
  /// field's.
  public mutating func append(_ cells: [(slot: Int, value: Value)]) {
    for (slot, value) in cells {
      while columns[slot].count < count { columns[slot].append(.null, values: &values) }
      columns[slot].append(value, values: &values)
    }
    count += 1
  }

  /// The rows gathered so far.
  public func build() -> RowBatch {
    var values = values
    let built = columns.map { column in
      var column = column
      if column.count > 0 {
        while column.count < count { column.append(.null, values: &values) }
      }
      return column.build()
    }
    return RowBatch(resource: resource, count: count, columns: built, values: values)
  }
}
