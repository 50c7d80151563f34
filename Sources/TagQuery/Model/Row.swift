/// A row on its way through a pipeline: a place in a batch, and what stages have added to it.
public struct Row {
  /// The batch that holds the fields; the empty batch after `summarize`.
  let batch: RowBatch
  /// The place in the batch.
  let index: Int
  /// The columns that `extend`, `select … as` and `summarize` have made.
  var added: ContiguousArray<Value>
  /// Whether a `skip` or `limit` has looked at a null key of this row, so that it is not known
  /// whether it belongs to what passed.
  var hasUnknownKey = false

  @inline(__always)
  init(batch: RowBatch, index: Int, added: ContiguousArray<Value> = []) {
    self.batch = batch
    self.index = index
    self.added = added
  }

  /// The value of a stored field.
  @inline(__always)
  func value(slot: Int) -> Value { batch.value(slot: slot, row: index) }

  /// What tells this row from every other of its resource.
  var identity: RowIdentity {
    RowIdentity(parts: batch.resource.identity.map { value(slot: $0) })
  }
}

/// What tells a row from every other of its resource, whatever its columns.
struct RowIdentity: Hashable, Sendable {
  let parts: [Value]
}
