@testable import TagQuery

/// Makes a failing case small: takes statements, stages, list elements and parts of expressions out
/// of the program, and records out of the registry, for as long as it goes on failing.
struct Shrinker {
  private(set) var program: TestProgram
  private(set) var contents: RegistryContents
  private let fails: (TestProgram, RegistryContents) async -> Bool
  /// Attempts that are left, so that a stubborn case does not hold up the tests.
  private var attempts = 600

  init(
    _ program: TestProgram, _ contents: RegistryContents,
    fails: @escaping (TestProgram, RegistryContents) async -> Bool
  ) {
    self.program = program
    self.contents = contents
    self.fails = fails
  }

  mutating func shrink() async {
    await inlineFiles()
    var isSmaller = true
    while isSmaller, attempts > 0 {
      isSmaller = await shrinkText()
      if await shrinkContents() { isSmaller = true }
    }
  }

  private mutating func accepts(_ text: String) async -> Bool {
    guard attempts > 0 else { return false }
    attempts -= 1
    var candidate = program
    candidate.text = text
    guard await fails(candidate, contents) else { return false }
    program = candidate
    return true
  }

  private mutating func inlineFiles() async {
    for (path, text) in program.files {
      guard let range = program.text.firstRange(of: "include \"\(path)\"") else { continue }
      var inlined = program.text
      inlined.replaceSubrange(range, with: text)
      _ = await accepts(inlined)
    }
  }

  // MARK: Text

  private mutating func shrinkText() async -> Bool {
    var isSmaller = false
    var index = 0
    var edits = ProgramEdits(of: program.text).edits
    while index < edits.count, attempts > 0 {
      let edited = ProgramEdits.apply(edits[index], to: program.text)
      if edited.utf8.count < program.text.utf8.count, await accepts(edited) {
        isSmaller = true
        // The places have moved. What came before this one has been tried.
        edits = ProgramEdits(of: program.text).edits
      } else {
        index += 1
      }
    }
    return isSmaller
  }

  // MARK: Registry

  private mutating func shrinkContents() async -> Bool {
    var isSmaller = false
    for kind in 0..<3 {
      var size = max(1, count(kind) / 2)
      while size > 0 {
        var start = 0
        while start < count(kind), attempts > 0 {
          attempts -= 1
          let smaller = removing(start..<min(start + size, count(kind)), of: kind)
          if await fails(program, smaller) {
            contents = smaller
            isSmaller = true
          } else {
            start += size
          }
        }
        size /= 2
      }
    }
    return isSmaller
  }

  private func count(_ kind: Int) -> Int {
    contents.regions.reduce(0) { sum, region in
      sum + [region.namespaces.count, region.images.count, region.tags.count][kind]
    }
  }

  /// The registry without some records of a kind, and without what belongs to them.
  private func removing(_ range: Range<Int>, of kind: Int) -> RegistryContents {
    var smaller = contents
    var position = 0
    func isKept() -> Bool {
      defer { position += 1 }
      return !range.contains(position)
    }
    for index in smaller.regions.indices {
      switch kind {
      case 0: smaller.regions[index].namespaces.removeAll { _ in !isKept() }
      case 1: smaller.regions[index].images.removeAll { _ in !isKept() }
      default: smaller.regions[index].tags.removeAll { _ in !isKept() }
      }
      let namespaces = Set(smaller.regions[index].namespaces.map(\.id))
      smaller.regions[index].images.removeAll { !namespaces.contains($0.namespaceID) }
      let images = Set(smaller.regions[index].images.map(\.id))
      smaller.regions[index].tags.removeAll { !images.contains($0.imageID) }
    }
    return smaller
  }
}
