public import TagQuery

/// Reads all that a registry holds: first the namespaces, then the images, then the tags, each by
/// region.
///
/// Namespaces come by name, images by their namespaces' UUIDs and name. Tags come image by image in
/// the order in which they were made, those made at the same moment by UUID. So the same registry
/// always gives the same entries in the same order, wherever they are kept. Namespaces and images
/// are held in memory; of the tags no more than a few pages are.
public struct RegistryExport {
  /// Calls that are made at a time.
  private static let concurrency = 8

  private let registry: any Registry
  private let regions: [String]

  /// An export of these regions; nil stands for those that the registry asks by default, `all` for
  /// all that it knows.
  public init(_ registry: any Registry, regions: [String]? = nil) {
    self.registry = registry
    let capabilities = registry.capabilities
    let named = regions ?? capabilities.defaultRegions
    let all = named.flatMap { $0 == "all" ? capabilities.regions : [$0] }
    self.regions = Set(all).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Hands over entry after entry, until `deliver` returns false.
  ///
  /// Throws where the registry fails, or where a list changes while it is read, so that a page of
  /// it may be missing.
  public func run(_ deliver: (RegistryEntry) throws(RunError) -> Bool) async throws(RunError) {
    for region in regions {
      for namespace in try await namespaces(in: region) {
        guard try deliver(.namespace(namespace, region: region)) else { return }
      }
    }
    var images: [(region: String, images: [ImageRecord])] = []
    for region in regions {
      let found = try await self.images(in: region)
      for image in found {
        guard try deliver(.image(image, region: region)) else { return }
      }
      images.append((region, found))
    }
    for (region, images) in images {
      guard try await tags(of: images, in: region, deliver) else { return }
    }
  }

  /// Writes a snapshot, and tells how much it holds; nil where its reader went away before its end.
  public func run(
    to output: SnapshotOutput, progress: inout EntryProgress
  ) async throws(RunError) -> EntryCount? {
    var count = EntryCount()
    var isClosed = false
    /// Whether there is still somebody to write for.
    func attempt(_ write: () throws(OutputError) -> Void) throws(RunError) -> Bool {
      do throws(OutputError) {
        try write()
        return true
      } catch {
        guard error == .closed else { throw RunError(.failed, error.description) }
        isClosed = true
        return false
      }
    }
    try await run { entry throws(RunError) in
      count.add(entry)
      progress.advance(to: count)
      return try attempt { () throws(OutputError) in try output.write(entry) }
    }
    if !isClosed { _ = try attempt { () throws(OutputError) in try output.finish() } }
    return isClosed ? nil : count
  }

  private func namespaces(in region: String) async throws(RunError) -> [NamespaceRecord] {
    var found: [NamespaceRecord] = []
    let title = "the namespaces of \(region)"
    _ = try await pages(of: .namespaces, in: region, title) { rows throws(RunError) in
      found += try records(of: rows, title, rows.namespace)
      return true
    }
    return found.sorted { comesBefore(($0.name, $0.id), ($1.name, $1.id)) }
  }

  private func images(in region: String) async throws(RunError) -> [ImageRecord] {
    var found: [ImageRecord] = []
    let title = "the images of \(region)"
    _ = try await pages(of: .images(namespace: nil), in: region, title) { rows throws(RunError) in
      found += try records(of: rows, title, rows.image)
      return true
    }
    return found.sorted { left, right in
      left.namespaceID != right.namespaceID
        ? left.namespaceID < right.namespaceID
        : comesBefore((left.name, left.id), (right.name, right.id))
    }
  }

  /// Hands over the tags of images, one image after another; false where no more are wanted.
  private func tags(
    of images: [ImageRecord], in region: String,
    _ deliver: (RegistryEntry) throws(RunError) -> Bool
  ) async throws(RunError) -> Bool {
    var rest = images[...]
    while !rest.isEmpty {
      let some = rest.prefix(Self.concurrency)
      rest = rest.dropFirst(some.count)
      // Most images have few tags, and the first page of one need not wait for those of another.
      let firsts = try await answers(to: some.map { request(.tags(image: $0.id), region, page: 1) })
      for (image, first) in zip(some, firsts) {
        let title = "the tags of the image \(image.name)"
        var ties = TagTies()
        let kind = ListedKind.tags(image: image.id)
        let isWanted = try await pages(of: kind, in: region, title, first: first) {
          rows throws(RunError) in
          for tag in try records(of: rows, title, rows.tag) {
            for tag in ties.take(tag) {
              guard try deliver(.tag(tag, region: region)) else { return false }
            }
          }
          return true
        }
        guard isWanted else { return false }
        for tag in ties.rest() {
          guard try deliver(.tag(tag, region: region)) else { return false }
        }
      }
    }
    return true
  }

  /// The records that rows stand for.
  private func records<Record>(
    of rows: RowBatch, _ title: String, _ record: (Int) -> Record?
  ) throws(RunError) -> [Record] {
    var records: [Record] = []
    records.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      guard let record = record(row) else {
        throw RunError(
          .failed,
          "\(registry.capabilities.name) told one of \(title) without its UUID, its name or what "
            + "it belongs to")
      }
      records.append(record)
    }
    return records
  }
}

// MARK: Pages

extension RegistryExport {
  /// Hands over the pages of a list, one after another; false where no more are wanted.
  private func pages(
    of kind: ListedKind, in region: String, _ title: String, first: ListPage? = nil,
    _ take: (RowBatch) throws(RunError) -> Bool
  ) async throws(RunError) -> Bool {
    let able = registry.capabilities.lists(of: kind)
    var answers: [ListPage]
    if let first {
      answers = [first]
    } else {
      answers = try await self.answers(to: [request(kind, region, page: 1)])
    }
    let firstTotal = answers.first?.totalCount
    var pageCount = firstTotal.map { Self.pages($0, of: able.largestPage) }
    var (page, seen) = (1, 0)
    while true {
      for answer in answers {
        page += 1
        seen += answer.rows.count
        // A list in the order in which things were made may grow at its end, and at no other place.
        if let firstTotal, let total = answer.totalCount, total < firstTotal { throw moved(title) }
        guard try take(answer.rows) else { return false }
        // Without a total the end is where a page is not full.
        if pageCount == nil, answer.rows.count < able.largestPage { pageCount = page - 1 }
      }
      if let pageCount, page > pageCount {
        if let firstTotal, seen < firstTotal { throw moved(title) }
        return true
      }
      let count = able.hasPageNumbers ? pageCount.map { $0 - page + 1 } ?? 1 : 1
      let numbers = page..<page + min(count, Self.concurrency)
      answers = try await self.answers(to: numbers.map { request(kind, region, page: $0) })
    }
  }

  private static func pages(_ total: Int, of size: Int) -> Int { (total + size - 1) / size }

  private func request(_ kind: ListedKind, _ region: String, page: Int) -> ListRequest {
    let able = registry.capabilities.lists(of: kind)
    let order =
      able.orders.contains(.createdAscending)
      ? .createdAscending : able.orders.min { $0.rawValue < $1.rawValue } ?? .createdAscending
    return ListRequest(
      kind, region: region, order: order, page: page, pageSize: able.largestPage)
  }

  private func moved(_ title: String) -> RunError {
    RunError(
      .failed, "\(title) changed while they were read, so that some may be missing",
      help: "export again")
  }

  /// The answers to calls, which are made all at once, in the order of the calls.
  private func answers(to requests: [ListRequest]) async throws(RunError) -> [ListPage] {
    let registry = registry
    let results = await withTaskGroup(of: NumberedAnswer.self) { group in
      for (index, request) in requests.enumerated() {
        group.addTask {
          do throws(RegistryError) {
            return NumberedAnswer(index: index, result: .success(try await registry.list(request)))
          } catch {
            return NumberedAnswer(index: index, result: .failure(error))
          }
        }
      }
      var results = [Result<ListPage, RegistryError>?](repeating: nil, count: requests.count)
      for await answer in group { results[answer.index] = answer.result }
      return results
    }
    do throws(RegistryError) {
      var pages: [ListPage] = []
      for result in results { if let page = try result?.get() { pages.append(page) } }
      return pages
    } catch {
      throw RunError(.failed, error.message)
    }
  }
}

/// The answer to one of several calls.
///
/// A structure, since release builds of Swift 6.3 got a sort of tuples with a `Result` wrong: pages
/// were taken for those of other images.
private struct NumberedAnswer: Sendable {
  let index: Int
  let result: Result<ListPage, RegistryError>
}

/// Puts tags that were made at the same moment in the order of their UUIDs: registries do not agree
/// on their order.
private struct TagTies {
  /// Tags that are held back. More than these stay in the order of the registry.
  private static let largest = 10_000

  private var held: [TagRecord] = []

  /// Takes a tag, and gives those that come before it.
  mutating func take(_ tag: TagRecord) -> [TagRecord] {
    guard let last = held.last else {
      held = [tag]
      return []
    }
    if last.createdAt == tag.createdAt, held.count < Self.largest {
      held.append(tag)
      return []
    }
    let ready = rest()
    held = [tag]
    return ready
  }

  /// The tags that are held back still.
  mutating func rest() -> [TagRecord] {
    defer { held = [] }
    return held.count > 1 ? held.sorted { $0.id < $1.id } : held
  }
}

/// The order of names by their bytes, and of UUIDs where the names are the same.
private func comesBefore(
  _ left: (name: String, id: UniqueIdentifier), _ right: (name: String, id: UniqueIdentifier)
) -> Bool {
  if left.name.utf8.elementsEqual(right.name.utf8) { return left.id < right.id }
  return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
}
