public import TagQuery

/// Writes what the Tags API answers: the bodies that `TagsAPIReader` reads, with every member that
/// a record has and null for those that are missing. What is read again is what was written.
///
/// **Images.** The API itself tells the names of an image's tags and not how many there are; a
/// record knows only how many. So an image is written with `tag_count`, a member that the API does
/// not have and that other readers pass over, and with `tags` only where that is no lie: where its
/// names are handed in, or where it has none.
public enum TagsAPIWriter {
  /// A page of an image's tags.
  public static func body(_ page: RecordPage<TagRecord>) -> String {
    body(page, .tags) { json, tag in json.members(of: tag) }
  }

  /// A page of images. `tagNames` are the names of all tags of those images whose are known.
  public static func body(
    _ page: RecordPage<ImageRecord>, tagNames: [UniqueIdentifier: [String]] = [:]
  ) -> String {
    body(page, .images) { json, image in
      json.apiMembers(of: image, tagNames: tagNames[image.id])
    }
  }

  /// A page of namespaces, which tell their region.
  public static func body(_ page: RecordPage<NamespaceRecord>, region: String) -> String {
    body(page, .namespaces) { json, namespace in
      json.apiMembers(of: namespace, region: region)
    }
  }

  /// One tag.
  public static func body(_ tag: TagRecord) -> String {
    body { json in json.members(of: tag) }
  }

  /// One image. `tagNames` are the names of all its tags, where they are known.
  public static func body(_ image: ImageRecord, tagNames: [String]? = nil) -> String {
    body { json in json.apiMembers(of: image, tagNames: tagNames) }
  }

  /// One namespace, which tells its region.
  public static func body(_ namespace: NamespaceRecord, region: String) -> String {
    body { json in json.apiMembers(of: namespace, region: region) }
  }

  /// The body of an error. What is nil is not in it, as the API has it.
  public static func body(_ failure: APIFailure) -> String {
    body { json in
      json.present(.type, failure.type)
      json.present(.message, failure.message)
      json.present(.resource, failure.resource)
      json.present(.resourceID, failure.resourceID)
      json.present(.precondition, failure.precondition)
      json.present(.helpMessage, failure.helpMessage)
      json.present(.currentState, failure.currentState)
      json.present(.method, failure.method)
      json.present(.reason, failure.reason)
      json.present(.expiredSince, failure.expiredSince)
      guard !failure.details.isEmpty else { return }
      json.name(FailureKey.details.text)
      json.array { json in
        for detail in failure.details {
          json.object { json in
            json.present(.argumentName, detail.argumentName)
            json.present(.helpMessage, detail.helpMessage)
            json.present(.reason, detail.reason)
            json.present(.action, detail.action)
            json.present(.resource, detail.resource)
          }
        }
      }
    }
  }

  private static func body(_ members: (inout JSONText) -> Void) -> String {
    var json = JSONText()
    json.object(members)
    return json.text
  }

  private static func body<Record>(
    _ page: RecordPage<Record>, _ key: PageKey,
    _ members: (inout JSONText, Record) -> Void
  ) -> String {
    body { json in
      json.name(key.text)
      json.array { json in
        for record in page.records { json.object { json in members(&json, record) } }
      }
      if let total = page.totalCount { json.member(PageKey.totalCount.text, total) }
    }
  }
}

extension JSONText {
  fileprivate mutating func apiMembers(of image: ImageRecord, tagNames: [String]?) {
    members(of: image)
    guard let names = tagNames ?? (image.tagCount == 0 ? [] : nil) else { return }
    name(RecordKey.tags.text)
    array { json in for name in names { json.string(name) } }
  }

  fileprivate mutating func apiMembers(of namespace: NamespaceRecord, region: String) {
    members(of: namespace)
    member(.region, region)
  }

  fileprivate mutating func present(_ key: FailureKey, _ value: String?) {
    if let value { member(key.text, value) }
  }
}
