import TagQuery

/// Lets one call through at a time, in the order in which they come.
actor Gate {
  private var isTaken = false
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// Runs something while nobody else is inside.
  nonisolated func pass<Answer: Sendable>(
    _ body: () async throws(RegistryError) -> Answer
  ) async throws(RegistryError) -> Answer {
    await enter()
    do throws(RegistryError) {
      let answer = try await body()
      await leave()
      return answer
    } catch {
      await leave()
      throw error
    }
  }

  private func enter() async {
    guard isTaken else {
      isTaken = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    guard !waiting.isEmpty else {
      isTaken = false
      return
    }
    waiting.removeFirst().resume()
  }
}
