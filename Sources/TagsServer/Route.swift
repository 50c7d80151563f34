/// What a path of the API stands for. The identifiers in it have not been looked at yet.
struct Route: Equatable {
  enum Resource: Equatable {
    case tags(image: String)
    case tag(String)
    case images
    case image(String)
    case namespaces
    case namespace(String)
  }

  var region: String
  var resource: Resource

  /// Nil where no call of the API has such a path.
  init?(_ segments: [String]) {
    guard segments.count >= 5, segments[..<3] == ["registry", "v1", "regions"] else { return nil }
    region = segments[3]
    let rest = segments[4...]
    switch (rest.count, rest[4]) {
    case (1, "images"): resource = .images
    case (1, "namespaces"): resource = .namespaces
    case (2, "images"): resource = .image(rest[5])
    case (2, "namespaces"): resource = .namespace(rest[5])
    case (2, "tags"): resource = .tag(rest[5])
    case (3, "images") where rest[6] == "tags": resource = .tags(image: rest[5])
    default: return nil
    }
  }

  /// The methods that can be used on it.
  var methods: [String] {
    if case .tag = resource { return ["GET", "HEAD", "DELETE"] }
    return ["GET", "HEAD"]
  }
}
