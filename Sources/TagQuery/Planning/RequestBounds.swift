/// The least and the most requests that something takes.
///
/// The most is a sum: `fixed`, for each of the `searches` ⌈log₂ P⌉ + 1, `perList` for each list
/// that is read, and the pages.
public struct RequestBounds: Sendable, Hashable {
  /// Pages that may all have to be read.
  public enum Pages: String, Sendable, Hashable {
    /// No number that hangs on the size of lists.
    case none
    /// P, the pages of the image.
    case ofTheImage = "of the image"
    /// The pages of every list that the source covers.
    case ofEveryList = "of every list"
  }

  /// The least.
  public var least: Int
  /// What is always in the most.
  public var fixed: Int
  /// Searches for a place in a list, each of which takes at most ⌈log₂ P⌉ + 1.
  public var searches: Int
  /// Requests for each list.
  public var perList: Int
  /// Pages that may have to be read.
  public var pages: Pages

  /// The bounds with this least; the most, without more, is the same.
  public init(
    _ least: Int, fixed: Int? = nil, searches: Int = 0, perList: Int = 0, pages: Pages = .none
  ) {
    self.least = least
    self.fixed = fixed ?? (searches > 0 || perList > 0 || pages != .none ? 0 : least)
    self.searches = searches
    self.perList = perList
    self.pages = pages
  }

  /// The bounds of two things that both happen.
  public static func + (left: RequestBounds, right: RequestBounds) -> RequestBounds {
    var sum = left
    sum.least += right.least
    sum.fixed += right.fixed
    sum.searches += right.searches
    sum.perList += right.perList
    switch (left.pages, right.pages) {
    case (_, .none): break
    case (.none, _): sum.pages = right.pages
    // Two images are not one.
    case (.ofTheImage, _), (.ofEveryList, _): sum.pages = .ofEveryList
    }
    return sum
  }
}

extension RequestBounds: CustomStringConvertible {
  /// Such as `1`, `2 to 3`, `1 to P`, `3 to P + 2` or `2 to the pages + 1`.
  public var description: String {
    var parts: [String] = []
    switch pages {
    case .none: break
    case .ofTheImage: parts.append("P")
    case .ofEveryList: parts.append("the pages")
    }
    if perList > 0 { parts.append("\(perList) for each list") }
    if searches > 0 {
      parts.append(searches == 1 ? "⌈log₂ P⌉ + 1" : "\(searches)·(⌈log₂ P⌉ + 1)")
    }
    if fixed > 0 || parts.isEmpty {
      if parts.isEmpty, fixed == least { return "\(least)" }
      parts.append("\(fixed)")
    }
    return "\(least) to \(parts.joined(separator: " + "))"
  }
}
