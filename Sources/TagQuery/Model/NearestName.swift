/// The name that a misspelt one most likely means; nil where none is near.
///
/// Near means at most a third of the letters changed, added, left out or swapped with a neighbour
/// (optimal string alignment), or that one begins with the other.
public func nearestName(to word: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(word.lowercased().utf8.prefix(64))
  let limit = max(1, (wanted.count + 1) / 3)
  var best: (name: String, distance: Int)?
  for name in names where name != word {
    let candidate = Array(name.lowercased().utf8.prefix(64))
    var distance = editDistance(wanted, candidate, limit: limit)
    let isBeginning =
      wanted.count >= 3 && candidate.starts(with: wanted)
      || candidate.count >= 3 && wanted.starts(with: candidate)
    if distance > limit, isBeginning { distance = limit }
    guard distance <= limit, distance < (best?.distance ?? .max) else { continue }
    // Short words are near everything; they must share a letter in place.
    if wanted.count <= 2, distance > 0, candidate.first != wanted.first { continue }
    best = (name, distance)
  }
  return best?.name
}

/// The number of edits between two words; some number above `limit` where there are more.
private func editDistance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
  guard abs(left.count - right.count) <= limit else { return limit + 1 }
  var beforeLast = [Int](repeating: 0, count: right.count + 1)
  var last = Array(0...right.count)
  var current = last
  for row in 1...max(left.count, 1) where row <= left.count {
    current[0] = row
    for column in 1...max(right.count, 1) where column <= right.count {
      let cost = left[row - 1] == right[column - 1] ? 0 : 1
      current[column] = min(
        last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
      if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
      {
        current[column] = min(current[column], beforeLast[column - 2] + 1)
      }
    }
    (beforeLast, last, current) = (last, current, beforeLast)
  }
  return last[right.count]
}
