public import TagQuery

/// How many entries of each kind there were.
public struct EntryCount: Sendable, Hashable {
  /// Namespaces.
  public private(set) var namespaces = 0
  /// Images.
  public private(set) var images = 0
  /// Tags.
  public private(set) var tags = 0

  /// None yet.
  public init() {}

  /// All of them.
  public var total: Int { namespaces + images + tags }

  /// Counts one more.
  public mutating func add(_ entry: RegistryEntry) {
    switch entry {
    case .namespace: namespaces += 1
    case .image: images += 1
    case .tag: tags += 1
    }
  }
}

extension EntryCount: CustomStringConvertible {
  /// In words, such as `3 namespaces, 12 images and 2,000 tags`.
  public var description: String {
    func part(_ count: Int, _ noun: String) -> String {
      "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }
    return part(namespaces, "namespace") + ", " + part(images, "image") + " and "
      + part(tags, "tag")
  }
}

/// A number from 0 on with a comma after each thousand.
func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}
