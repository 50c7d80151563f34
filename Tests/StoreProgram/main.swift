import SQLiteRegistry
import TagQuery

// What tests of stores run as another process, and what measures a store. It says on its standard
// output what it has done, and goes on when it is given a line.

/// What it was asked to do.
enum StoreTask {
  /// Opens a store, or makes it.
  case open(String)
  /// Imports a series of tags; where `pausesAt` is given it stops there until it is given a line.
  case fill(String, GeneratedTags, pausesAt: Int?)
  /// Says how fast a store is.
  case measure(String, Int)

  init?(_ arguments: [String]) {
    let numbers = arguments.dropFirst(2).map(Int.init)
    guard arguments.count >= 2, !numbers.contains(nil) else { return nil }
    let given = numbers.compactMap { $0 }
    switch (arguments[0], given.count) {
    case ("open", 0): self = .open(arguments[1])
    case ("fill", 2), ("fill", 3):
      let tags = GeneratedTags(series: UInt64(given[0]), count: given[1])
      self = .fill(arguments[1], tags, pausesAt: given.count == 3 ? given[2] : nil)
    case ("measure", 1): self = .measure(arguments[1], given[0])
    default: return nil
    }
  }

  func run() async throws {
    switch self {
    case .open(let path):
      say(try SQLiteRegistry(path: path).isEmpty ? "empty" : "filled")
    case .fill(let path, let tags, let pause):
      let filling = try SQLiteRegistry(path: path).beginImport()
      say("begun")
      var count = 0
      try tags.forEach { entry in
        try filling.add(entry)
        guard case .tag = entry else { return }
        count += 1
        if count == pause { sayAndWait("paused") }
      }
      say("added")
      try filling.commit()
      say("committed")
    case .measure(let path, let count): try await Measurement(path: path, count: count).run()
    }
  }
}

/// Says something at once.
func say(_ text: String) {
  print(text)
  flush()
}

private func sayAndWait(_ text: String) {
  say(text)
  _ = readLine()
}

guard let task = StoreTask(Array(CommandLine.arguments.dropFirst())) else {
  say("usage: StoreProgram open FILE | fill FILE SERIES COUNT [PAUSE] | measure FILE COUNT")
  exit(2)
}
do {
  try await task.run()
} catch let error as RegistryError {
  say("error: \(error.kind): \(error.message)")
  exit(1)
}
