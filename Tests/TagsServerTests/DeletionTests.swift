import Synchronization
import TagQuery
import Testing

@testable import TagsServer

@Suite struct DeletionTests {
  @Test func aDeletedTagIsAnsweredAndGoes() async throws {
    let bench = try Bench()
    let reply = try await bench.ask("DELETE", Bench.path(7))
    #expect(reply.status == 200)
    #expect(reply.object["status"] as? String == "deleting")
    #expect(reply.object["name"] as? String == "t07")
    #expect(try await bench.ask(Bench.path(7)).status == 404)
    #expect(try await bench.ask("DELETE", Bench.path(7)).status == 404)
    #expect(try await bench.ask(Bench.list).total == 24)
  }

  @Test func aLockedTagStays() async throws {
    let bench = try Bench()
    let reply = try await bench.ask("DELETE", Bench.path(3) + "?force=true")
    #expect(reply.status == 423)
    #expect(reply.type == "locked")
    #expect(reply.object["resource"] as? String == "tag")
    #expect(reply.object["resource_id"] as? String == "\(Bench.tag(3))")
    #expect(try await bench.ask(Bench.list).total == 25)
  }

  @Test(arguments: ["", "?force=false", "?force=0"])
  func aSharedDigestMustBeForced(query: String) async throws {
    let bench = try Bench()
    let reply = try await bench.ask("DELETE", Bench.path(5) + query)
    #expect(reply.status == 412)
    #expect(reply.type == "precondition_failed")
    #expect(reply.object["precondition"] as? String == "tag_digest_shared")
    #expect(reply.object["message"] as? String == "precondition is not respected")
    #expect((reply.object["help_message"] as? String)?.isEmpty == false)
    #expect(try await bench.ask(Bench.list).total == 25)
  }

  @Test(arguments: ["true", "True", "1"])
  func whatIsForcedGoes(force: String) async throws {
    let bench = try Bench()
    #expect(try await bench.ask("DELETE", Bench.path(5) + "?force=\(force)").status == 200)
    #expect(try await bench.ask(Bench.path(6)).status == 200)
    #expect(try await bench.ask("DELETE", Bench.path(6)).status == 200)
  }

  @Test func whatIsDeletingAlreadyIsAnsweredAgain() async throws {
    let bench = try Bench()
    for _ in 0..<2 {
      let reply = try await bench.ask("DELETE", Bench.path(4))
      #expect(reply.status == 200)
      #expect(reply.object["status"] as? String == "deleting")
    }
  }

  @Test func aRegistryThatDeletesNothingForbidsIt() async throws {
    var able = MemoryRegistry(Bench.contents()).capabilities
    able.deletesTags = false
    let bench = try Bench(registry: MemoryRegistry(Bench.contents(), capabilities: able))
    let reply = try await bench.ask("DELETE", Bench.path(1))
    #expect(reply.status == 403)
    #expect(reply.type == "permissions_denied")
  }

  @Test func withADelayItIsSeenForAWhile() async throws {
    let clock = TestClock()
    let bench = try Bench { options in
      options.deletionDelay = .seconds(2)
      options.uptime = { clock.now }
    }
    #expect(try await bench.ask("DELETE", Bench.path(7)).status == 200)
    #expect(try await bench.ask("DELETE", Bench.path(5)).status == 412)
    let seen = try await bench.ask(Bench.path(7))
    #expect(seen.object["status"] as? String == "deleting")
    #expect(try await bench.ask(Bench.list).names().contains("t07"))
    #expect(try await bench.ask(Bench.list).total == 25)
    #expect(try await bench.ask("DELETE", Bench.path(7)).status == 200)
    // It is gone in what is behind: so nothing is lost if the server ends now.
    #expect(bench.registry.contents.regions[0].tags.count == 25)
    clock.advance(.seconds(1))
    #expect(try await bench.ask(Bench.path(7)).status == 200)
    clock.advance(.seconds(1))
    #expect(try await bench.ask(Bench.path(7)).status == 404)
    #expect(try await bench.ask("DELETE", Bench.path(7)).status == 404)
    #expect(try await bench.ask(Bench.list).total == 24)
  }

  /// Whatever was deleted, in whatever order and page: the list is that of a registry in which the
  /// deleted tags have the status `deleting`.
  @Test(arguments: 0..<40)
  func lingeringTagsAreWhereTheyWere(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    var contents = Bench.contents()
    let base = MemoryRegistry(contents)
    let lingering = LingeringRegistry(base, delay: .seconds(1)) { ContinuousClock.Instant.epoch }
    for place in contents.regions[0].tags.indices {
      let tag = contents.regions[0].tags[place]
      guard random.below(100) < Int(seed) * 3, tag.status == .ready else { continue }
      let answer = try await lingering.delete(
        DeleteRequest(id: tag.id, region: "fr-par", isForced: true))
      #expect(answer.status == .deleting)
      contents.regions[0].tags[place].status = .deleting
    }
    let expected = MemoryRegistry(contents)
    for order in ListOrder.allCases {
      for size in [1, 3, 10, 100] {
        for page in [1, 2, 3, 9, 30, Int.max] {
          for name in [nil, "t07"] {
            let request = ListRequest(
              .tags(image: Bench.api), region: "fr-par", name: name, order: order, page: page,
              pageSize: size)
            let left = try await lingering.list(request)
            let right = try await expected.list(request)
            #expect(left.totalCount == right.totalCount)
            #expect(
              (0..<left.rows.count).map { left.rows.tag(at: $0) }
                == (0..<right.rows.count).map { right.rows.tag(at: $0) },
              "\(order) page \(page) of \(size)")
          }
        }
      }
    }
  }
}

/// A clock that goes when it is told to.
final class TestClock: Sendable {
  private let moment = Mutex(ContinuousClock.Instant.epoch)

  var now: ContinuousClock.Instant { moment.withLock { $0 } }

  func advance(_ duration: Duration) { moment.withLock { $0 = $0.advanced(by: duration) } }
}

extension ContinuousClock.Instant {
  /// Some moment, the same for the whole run.
  static let epoch = ContinuousClock.Instant.now
}
