import CSimdJSON

/// Keys that are looked for in an object. The raw values count up from 0.
protocol MemberKey: CaseIterable, RawRepresentable where RawValue == Int {
  /// The key as JSON has it.
  var text: String { get }
}

/// The members of one object after another.
final class JSONMembers<Key: MemberKey> {
  private let names: OpaquePointer
  private let values: UnsafeMutablePointer<csimdjson_value>
  private let count: Int

  init() {
    guard let names = csimdjson_make_names() else {
      // As everything of Swift does where there is no memory.
      fatalError("there is no memory to read JSON")
    }
    for key in Key.allCases {
      // A mistake of this module, which any test would find.
      precondition(csimdjson_add_name(names, key.text), "too many keys, or too long a key")
    }
    self.names = names
    count = Key.allCases.count
    values = .allocate(capacity: count)
    values.initialize(repeating: csimdjson_value(), count: count)
  }

  deinit {
    csimdjson_free_names(names)
    values.deinitialize(count: count)
    values.deallocate()
  }

  /// Finds the members of an object. They live as long as its text, or until another object is
  /// looked into.
  func find(in object: JSONValue) {
    withUnsafePointer(to: object.value) { csimdjson_find_members($0, names, values) }
  }

  /// The value of a key in the object that was looked into last. Of several members with the same
  /// key it is the last one's.
  subscript(_ key: Key) -> JSONValue { JSONValue(values[key.rawValue]) }
}
