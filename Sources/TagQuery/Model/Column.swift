/// The values of one field in a batch, in raw memory that the batch owns.
///
/// It is a trivial value, so that reading a cell counts no references.
struct Column {
  /// How the cells are laid out.
  enum Kind: UInt8 {
    /// No value is known for any row: every cell is null.
    case absent
    /// One `Int64` a cell in `words`: int, bytes, duration and timestamp; `Int64.min` is null.
    case words
    /// Two `UInt64` a cell in `words`; `flags` tells null (0) from a value (1).
    case identifiers
    /// Four `UInt64` a cell in `words`; `flags` is 0 for null, 1 for SHA-256, 2 for a digest whose
    /// text is the value numbered by the first word in `RowBatch.values`.
    case digests
    /// One byte a cell in `flags`: 0 for null, else the known status with that code plus one.
    case statuses
    /// One byte a cell in `flags`: 0 false, 1 true, 2 null.
    case booleans
    /// Start and length of the UTF-8 bytes in `words`; a length of -1 is null.
    case texts
    /// The position in `RowBatch.values` in `words`.
    case values
  }

  var kind: Kind = .absent
  /// The type of the values, where `kind` does not say it.
  var wordType: ValueType = .int
  /// 0 where all rows share the first cell, else 1.
  var stride = 1
  var words: UnsafeMutablePointer<Int64>?
  var flags: UnsafeMutablePointer<UInt8>?
  var text: UnsafeMutablePointer<UInt8>?

  func deallocate() {
    words?.deallocate()
    flags?.deallocate()
    text?.deallocate()
  }
}

/// Fills a column with values of its type.
struct ColumnBuilder {
  let type: ValueType
  private(set) var kind: Column.Kind
  private var words: ContiguousArray<Int64> = []
  private var flags: ContiguousArray<UInt8> = []
  private var text: ContiguousArray<UInt8> = []
  private(set) var count = 0

  init(type: ValueType) {
    self.type = type
    switch type {
    case .int, .bytes, .duration, .timestamp: kind = .words
    case .uuid: kind = .identifiers
    case .digest: kind = .digests
    case .status: kind = .statuses
    case .bool: kind = .booleans
    case .string: kind = .texts
    case .decimal, .version, .list, .null: kind = .values
    }
  }

  /// Appends a value of the column's type, or null. `values` keeps what has no compact form.
  mutating func append(_ value: Value, values: inout ContiguousArray<Value>) {
    count += 1
    switch (kind, value) {
    case (.words, .int(let word)), (.words, .bytes(let word)): words.append(word)
    case (.words, .duration(let value)): words.append(value.nanoseconds)
    case (.words, .timestamp(let value)): words.append(value.nanoseconds)
    case (.words, _): words.append(.min)
    case (.identifiers, .uuid(let value)):
      words.append(Int64(bitPattern: value.high))
      words.append(Int64(bitPattern: value.low))
      flags.append(1)
    case (.identifiers, _): appendEmpty(words: 2)
    case (.digests, .digest(.sha256(let first, let second, let third, let fourth))):
      for word in [first, second, third, fourth] { words.append(Int64(bitPattern: word)) }
      flags.append(1)
    case (.digests, .digest):
      appendEmpty(words: 4)
      words[words.count - 4] = Int64(values.count)
      flags[flags.count - 1] = 2
      values.append(value)
    case (.digests, _): appendEmpty(words: 4)
    case (.statuses, .status(let status)) where status.code != nil:
      flags.append((status.code ?? 0) + 1)
    case (.statuses, .status):
      becomeValues(values: &values)
      appendPosition(of: value, values: &values)
    case (.statuses, _): flags.append(0)
    case (.booleans, .bool(let value)): flags.append(value ? 1 : 0)
    case (.booleans, _): flags.append(2)
    case (.texts, .string(let value)):
      words.append(Int64(text.count))
      words.append(Int64(value.utf8.count))
      text.append(contentsOf: value.utf8)
    case (.texts, _):
      words.append(0)
      words.append(-1)
    case (.values, _): appendPosition(of: value, values: &values)
    case (.absent, _): break
    }
  }

  private mutating func appendEmpty(words count: Int) {
    for _ in 0..<count { words.append(0) }
    flags.append(0)
  }

  private mutating func appendPosition(of value: Value, values: inout ContiguousArray<Value>) {
    words.append(Int64(values.count))
    values.append(value)
  }

  /// A status that this version does not know has no code: the whole column is kept as values.
  private mutating func becomeValues(values: inout ContiguousArray<Value>) {
    for flag in flags {
      let value: Value = flag == 0 ? .null : .status(Status.known[Int(flag) - 1].status)
      appendPosition(of: value, values: &values)
    }
    flags = []
    kind = .values
  }

  /// The column in memory of its own, which the caller owns.
  func build(isConstant: Bool = false) -> Column {
    var column = Column()
    guard count > 0 else { return column }
    column.kind = kind
    column.wordType = type
    column.stride = isConstant ? 0 : 1
    column.words = Self.copied(words)
    column.flags = Self.copied(flags)
    column.text = Self.copied(text)
    return column
  }

  private static func copied<T: BitwiseCopyable>(
    _ values: ContiguousArray<T>
  ) -> UnsafeMutablePointer<T>? {
    guard !values.isEmpty else { return nil }
    let pointer = UnsafeMutablePointer<T>.allocate(capacity: values.count)
    values.withUnsafeBufferPointer { source in
      pointer.initialize(from: source.baseAddress!, count: values.count)
    }
    return pointer
  }
}
