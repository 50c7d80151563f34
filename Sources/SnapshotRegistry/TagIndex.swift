import Dispatch
import Synchronization
import TagQuery

/// Where the tags of a region are, by their UUIDs: a hash table of eight to sixteen bytes a tag.
struct TagIndex: Sendable {
  /// Where a tag is.
  struct Place: Sendable {
    let image: Int
    let row: Int
  }

  /// Two tags with the same UUID.
  struct Clash: Sendable {
    let first: Place
    let later: Place
  }

  /// The number of the first tag of each image, and behind them that of all tags.
  private let starts: [Int]
  /// Parts of the table, each for a share of the UUIDs, with the numbers of tags from 1; 0 is none.
  private let parts: [[UInt32]]
  private let seed: Int

  /// The index of tags by their images. Parts are made side by side. `clash` is told of every tag
  /// whose UUID another one has, from several threads.
  init(_ tags: [TagColumns], processors: Int, clash: @Sendable (Clash) -> Void) {
    var starts = [0]
    for columns in tags { starts.append(starts[starts.count - 1] + columns.count) }
    self.starts = starts
    let total = starts[starts.count - 1]
    // UUIDs come from whoever wrote the file, so where they go must not be known beforehand.
    var hasher = Hasher()
    hasher.combine(total)
    seed = hasher.finalize()
    // Each part looks at all UUIDs, so more of them than processors are no help.
    let partCount = total < 10_000 ? 1 : min(processors, 16)
    let made = Mutex([[UInt32]](repeating: [], count: partCount))
    let index = TagIndex(starts: starts, parts: [], seed: seed)
    DispatchQueue.concurrentPerform(iterations: partCount) { part in
      let slots = index.part(part, of: partCount, tags, clash)
      made.withLock { $0[part] = slots }
    }
    parts = made.withLock { $0 }
  }

  private init(starts: [Int], parts: [[UInt32]], seed: Int) {
    self.starts = starts
    self.parts = parts
    self.seed = seed
  }

  private func hash(_ id: UniqueIdentifier) -> UInt64 {
    // Multiplied in full, so that every bit of either half has a say.
    let seed = UInt64(bitPattern: Int64(seed))
    let product = (id.low ^ seed).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    let mixed = (product.high ^ product.low ^ id.high &+ seed)
      .multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return mixed.high ^ mixed.low
  }

  private func part(
    _ part: Int, of partCount: Int, _ tags: [TagColumns], _ clash: (Clash) -> Void
  ) -> [UInt32] {
    let total = starts[starts.count - 1]
    // Shares are never exactly equal; a table that gets full is made anew with more room.
    var capacity = 64
    while capacity < total / partCount * 2 { capacity *= 2 }
    while true {
      if let slots = slots(part, of: partCount, tags, capacity: capacity, clash) { return slots }
      capacity *= 2
    }
  }

  private func slots(
    _ part: Int, of partCount: Int, _ tags: [TagColumns], capacity: Int, _ clash: (Clash) -> Void
  ) -> [UInt32]? {
    var slots = [UInt32](repeating: 0, count: capacity)
    var used = 0
    for (image, columns) in tags.enumerated() {
      for row in 0..<columns.count {
        let id = columns.id(of: row)
        let hash = hash(id)
        guard Int(hash >> 56) % partCount == part else { continue }
        let number = UInt32(truncatingIfNeeded: starts[image] + row + 1)
        var slot = Int(truncatingIfNeeded: hash) & (capacity - 1)
        while slots[slot] != 0 {
          let other = place(Int(slots[slot]) - 1)
          if tags[other.image].id(of: other.row) == id {
            let here = Place(image: image, row: row)
            let comesFirst = columns.lines[row] < tags[other.image].lines[other.row]
            clash(Clash(first: comesFirst ? here : other, later: comesFirst ? other : here))
            if comesFirst { slots[slot] = number }
            break
          }
          slot = (slot + 1) & (capacity - 1)
        }
        if slots[slot] == 0 {
          slots[slot] = number
          used += 1
          if used > capacity / 4 * 3 { return nil }
        }
      }
    }
    return slots
  }

  private func place(_ number: Int) -> Place {
    var (low, high) = (0, starts.count - 1)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if starts[middle] <= number { low = middle } else { high = middle }
    }
    return Place(image: low, row: number - starts[low])
  }

  /// Where a tag is, among the same tags that the index was made of; nil where there is none.
  func place(of id: UniqueIdentifier, in tags: [TagColumns]) -> Place? {
    let hash = hash(id)
    let slots = parts[Int(hash >> 56) % parts.count]
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let place = place(Int(slots[slot]) - 1)
      if tags[place.image].id(of: place.row) == id { return place }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}
