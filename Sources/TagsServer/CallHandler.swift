import TagJSON
import TagQuery

/// Carries out calls on a registry.
struct CallHandler: Sendable {
  let registry: any Registry
  let churn: Churn?
  /// Is told what went wrong with nobody else to tell.
  let report: @Sendable (String) -> Void

  /// The regions that there are, as far as clients know: a registry may have nothing in them.
  static let knownRegions = ["fr-par", "nl-ams", "pl-waw"]

  /// The most names of tags that an answer has. An image whose names do not fit any more is told
  /// without them; its `tag_count` tells how many there are.
  static let mostNames = 2_000

  /// The body of the answer.
  func answer(_ call: TagsCall) async throws(APIError) -> String {
    do throws(RegistryError) {
      switch call {
      case .list(let call): return try await list(call)
      case .get(let request):
        let rows = try await registry.get(request)
        let names = try await names(rows, region: request.region)
        guard let body = AnswerBody.record(rows, region: request.region, names: names) else {
          throw Self.emptyAnswer
        }
        return body
      case .delete(let request): return try await delete(request)
      }
    } catch {
      let subject = call.subject
      throw APIError(error, resource: subject.resource, id: subject.id, action: subject.action)
    }
  }

  private static let emptyAnswer = RegistryError(
    .unavailable, "the registry has answered with nothing")

  private func list(_ call: ListCall) async throws(RegistryError) -> String {
    await push(before: call.request)
    do throws(RegistryError) {
      let page = try await ListReader(registry: registry).page(call)
      let names = try await names(page.rows, region: call.request.region)
      return AnswerBody.page(page.rows, total: page.total, of: call.request, names: names)
    } catch {
      // Nothing but the region can be missing, and a region exists also while it is empty.
      guard error.kind == .notFound, call.subject.resource == "region",
        Self.knownRegions.contains(call.request.region)
      else { throw error }
      let none = RowBatch(tags: [], region: call.request.region)
      return AnswerBody.page(none, total: 0, of: call.request, names: [:])
    }
  }

  private func push(before request: ListRequest) async {
    do throws(RegistryError) {
      try await churn?.willRead(request)
    } catch  where error.kind == .notFound {
      // There is no such image; whoever asked for it is told so.
    } catch {
      report("no tag could be pushed: \(error.message)")
    }
  }

  /// A registry tells only the status afterwards; the API answers with the whole tag.
  private func delete(_ request: DeleteRequest) async throws(RegistryError) -> String {
    guard registry.capabilities.deletesTags else {
      throw RegistryError(.denied, "\(registry.capabilities.name) deletes no tags")
    }
    let rows = try await registry.get(GetRequest(.tag, id: request.id, region: request.region))
    let deletion = try await registry.delete(request)
    guard rows.count > 0, var tag = rows.tag(at: 0) else { throw Self.emptyAnswer }
    tag.status = deletion.status
    return TagsAPIWriter.body(tag)
  }

  /// The names of the tags of images; nothing for other rows.
  private func names(
    _ rows: RowBatch, region: String
  ) async throws(RegistryError) -> AnswerBody.Names {
    var names: AnswerBody.Names = [:]
    var rest = Self.mostNames
    for row in 0..<rows.count {
      guard let image = rows.image(at: row), let count = image.tagCount, count > 0, count <= rest
      else { continue }
      let found = try await self.names(of: image.id, region: region, atMost: rest)
      names[image.id] = found
      rest -= found?.count ?? 0
    }
    return names
  }

  /// The names of an image's tags; nil where there are more than so many.
  private func names(
    of image: UniqueIdentifier, region: String, atMost most: Int
  ) async throws(RegistryError) -> [String]? {
    let size = registry.capabilities.tags.largestPage
    var names: [String] = []
    var request = ListRequest(.tags(image: image), region: region, pageSize: size)
    while true {
      let page = try await registry.list(request)
      for row in 0..<page.rows.count {
        if case .string(let name) = page.rows.value(slot: TagSlot.name, row: row) {
          names.append(name)
        }
      }
      if names.count > most { return nil }
      if page.rows.count < size { return names }
      request.page += 1
    }
  }
}
