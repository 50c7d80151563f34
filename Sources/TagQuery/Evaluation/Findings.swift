/// Which rows the names and UUIDs of a source choose, and which of those found nothing.
struct Findings {
  let query: ResourceQuery
  private var isFound: [Bool]
  private var candidates: [String] = []

  init(query: ResourceQuery) {
    self.query = query
    isFound = Array(
      repeating: false, count: (query.names?.count ?? 0) + (query.identifiers?.count ?? 0))
  }

  mutating func select(_ rows: [Row], _ listing: Listing) -> [Row] {
    var selected: [Row] = []
    for row in rows where passes(row, id: listing.identifier, name: listing.name) {
      selected.append(row)
    }
    return selected
  }

  /// Takes in what there is, without choosing.
  mutating func note(_ batch: RowBatch, _ listing: Listing) {
    for row in 0..<batch.count {
      if let name = batch.value(slot: listing.name, row: row).text { candidates.append(name) }
    }
  }

  /// Whether something is not found that must be there.
  var isMissing: Bool {
    let names = query.names ?? []
    return isFound.indices.contains { index in
      !isFound[index] && (index >= names.count || !names[index].isGlob)
    }
  }

  private mutating func passes(_ row: Row, id: Int, name: Int) -> Bool {
    guard case .uuid(let identifier) = row.value(slot: id) else { return false }
    let text = row.value(slot: name).text ?? ""
    if query.names != nil { candidates.append(text) }
    var passesNames = query.names == nil
    for (index, selector) in (query.names ?? []).enumerated()
    where selector.matches(name: text, id: identifier) {
      isFound[index] = true
      passesNames = true
    }
    var passesIdentifiers = query.identifiers == nil
    for (index, wanted) in (query.identifiers ?? []).enumerated() where wanted.id == identifier {
      isFound[(query.names?.count ?? 0) + index] = true
      passesIdentifiers = true
    }
    return passesNames && passesIdentifiers
  }

  /// A name that matches nothing is a mistake; a glob may match nothing.
  func check(_ kind: String, isEverywhere: Bool) throws(RunError) {
    let names = query.names ?? []
    for (index, selector) in names.enumerated() where !isFound[index] && !selector.isGlob {
      throw .nothingNamed(
        selector.text, kind: kind, candidates: candidates, range: selector.range,
        isEverywhere: isEverywhere)
    }
    for (index, wanted) in (query.identifiers ?? []).enumerated()
    where !isFound[names.count + index] {
      throw .nothingNamed(
        wanted.id.description, kind: kind, candidates: [], range: wanted.range,
        isEverywhere: isEverywhere)
    }
  }
}
