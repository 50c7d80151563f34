import GRDB
import Synchronization
import TagQuery

/// Connections that only read, so that pages can be read side by side and beside an import. They
/// are opened when they are needed: most programs need one.
final class StoreReaders: Sendable {
  private struct State {
    var idle: [DatabaseQueue] = []
    var busy: [DatabaseQueue] = []
    var next = 0
  }

  /// Pages come from memory, so more than this many at once only wait for the processor.
  private static let most = 4

  private let path: String
  private let state = Mutex(State())

  init(path: String) { self.path = path }

  func read<Result: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Result
  ) async throws -> Result {
    let queue = try take()
    defer { giveBack(queue) }
    return try await queue.read(body)
  }

  /// Closes the file. Nobody reads any more.
  func close() {
    state.withLock { state in
      for queue in state.idle + state.busy { try? queue.close() }
      state = State()
    }
  }

  private func take() throws -> DatabaseQueue {
    try state.withLock { state in
      if let queue = state.idle.popLast() {
        state.busy.append(queue)
        return queue
      }
      if state.busy.count >= Self.most {
        state.next += 1
        return state.busy[state.next % state.busy.count]
      }
      let queue = try StoreFile.connection(path, isReadOnly: true)
      state.busy.append(queue)
      return queue
    }
  }

  /// A queue that several readers share becomes idle with the first of them; the others are then
  /// merely ahead of whoever takes it next.
  private func giveBack(_ queue: DatabaseQueue) {
    state.withLock { state in
      guard let index = state.busy.firstIndex(where: { $0 === queue }) else { return }
      state.idle.append(state.busy.remove(at: index))
    }
  }
}
