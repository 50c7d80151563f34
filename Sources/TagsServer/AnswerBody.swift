import TagJSON
import TagQuery

/// The bodies of good answers, as the API writes them.
enum AnswerBody {
  /// The names of the tags of images, where they are told.
  typealias Names = [UniqueIdentifier: [String]]

  /// A page of a list.
  static func page(
    _ rows: RowBatch, total: Int, of request: ListRequest, names: Names
  ) -> String {
    let places = 0..<rows.count
    switch request.kind {
    case .tags:
      return TagsAPIWriter.body(RecordPage(places.compactMap(rows.tag), totalCount: total))
    case .images:
      return TagsAPIWriter.body(
        RecordPage(places.compactMap(rows.image), totalCount: total), tagNames: names)
    case .namespaces:
      return TagsAPIWriter.body(
        RecordPage(places.compactMap(rows.namespace), totalCount: total), region: request.region)
    }
  }

  /// A tag, an image or a namespace; nil where there is none in the rows.
  static func record(_ rows: RowBatch, region: String, names: Names) -> String? {
    guard rows.count > 0 else { return nil }
    if let tag = rows.tag(at: 0) { return TagsAPIWriter.body(tag) }
    if let image = rows.image(at: 0) {
      return TagsAPIWriter.body(image, tagNames: names[image.id])
    }
    return rows.namespace(at: 0).map { TagsAPIWriter.body($0, region: region) }
  }
}
