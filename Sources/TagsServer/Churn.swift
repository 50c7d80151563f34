import Synchronization
import TagQuery

/// Pushes a tag to an image while its tags are being read: before every so many pages, a new tag
/// of the image whose page was asked for. So each page may be shifted against the one before it, as
/// happens to whoever reads a registry that is in use.
final class Churn: Sendable {
  /// How a tag is pushed to the registry, in a region.
  typealias Push = @Sendable (TagRecord, String) async throws(RegistryError) -> Void

  private let interval: Int
  private let seed: UInt64
  private let now: @Sendable () -> Timestamp
  private let push: Push
  private let state = Mutex(State())

  private struct State {
    var pages = 0
    var random: SplitMix64?
  }

  /// A push before each `interval`th page.
  init(
    every interval: Int, seed: UInt64, now: @escaping @Sendable () -> Timestamp,
    push: @escaping Push
  ) {
    self.interval = max(interval, 1)
    self.seed = seed
    self.now = now
    self.push = push
  }

  /// To be told of each call before it is answered. Throws where a push is due and fails.
  func willRead(_ request: ListRequest) async throws(RegistryError) {
    guard case .tags(let image) = request.kind else { return }
    let moment = now()
    let tag: TagRecord? = state.withLock { state in
      state.pages += 1
      guard state.pages.isMultiple(of: interval) else { return nil }
      // With the moment, so that a second run on the same store does not push the same tags.
      var random =
        state.random
        ?? SplitMix64(seed: seed ^ UInt64(bitPattern: moment.nanoseconds))
      defer { state.random = random }
      let id = random.identifier()
      let digest = Digest.sha256(random.next(), random.next(), random.next(), random.next())
      return TagRecord(
        id: id, name: "churn-\(String(id.high, radix: 16))", imageID: image, status: .ready,
        digest: digest, createdAt: moment, updatedAt: moment)
    }
    if let tag { try await push(tag, request.region) }
  }
}
