import Foundation
import TagQuery
import Testing

@testable import TagsServer

@Suite struct FaultTests {
  @Test(arguments: [
    "", "429", "429=", "429=x", "429=-0.1", "429=1.1", "429=nan", "429=inf", "200=0.1", "600=0.1",
    "oops=0.1", "429=0.1,", "429=0.1,429=0.1", "429=0.6,500=0.5", "429=0.1=2", "+429=1",
  ])
  func whatIsNoRateIsRefused(text: String) {
    #expect(throws: ServerError.self) { try FaultRates(text) }
  }

  @Test func ratesAreRead() throws {
    let rates = try FaultRates("429=0.1,reset=.5,lost=0,garbage=0.1,truncate=0.3").rates
    #expect(rates.map(\.fault) == [.status(429), .reset, .lost, .garbage, .truncate])
    #expect(rates.map(\.share) == [0.1, 0.5, 0, 0.1, 0.3])
  }

  /// How a number of calls end, in words.
  private func fates(
    _ text: String, seed: UInt64, calls: [String], count: Int = 40
  ) async throws -> [String: [String]] {
    let rates = try FaultRates(text)
    let bench = try Bench { options in
      options.faults = rates
      options.seed = seed
    }
    var fates: [String: [String]] = [:]
    for _ in 0..<count {
      for call in calls {
        let fate =
          switch await bench.outcome("GET", call) {
          case .answer(let answer): "\(answer.status) \(answer.body.count)"
          case .truncated: "truncated"
          case .lost: "lost"
          case .reset: "reset"
          }
        fates[call, default: []].append(fate)
      }
    }
    return fates
  }

  @Test func theFateOfACallDependsOnTheSeedAndTheCallOnly() async throws {
    let text = "429=0.2,503=0.2,reset=0.1,truncate=0.1,garbage=0.1,lost=0.1"
    let calls = [Bench.list, Bench.list + "?page=2", Bench.path(1)]
    let first = try await fates(text, seed: 7, calls: calls)
    #expect(try await fates(text, seed: 7, calls: calls.reversed()) == first)
    #expect(try await fates(text, seed: 7, calls: [calls[1]])[calls[1]] == first[calls[1]])
    #expect(try await fates(text, seed: 8, calls: calls) != first)
    #expect(first[calls[0]] != first[calls[1]])
    let kinds = Set(first.values.joined().map { $0.prefix(3) })
    #expect(kinds == ["200", "429", "503", "res", "tru", "los"])
  }

  @Test func faultsHappenAsOftenAsIsSaid() async throws {
    let plan = FaultPlan(try FaultRates("429=0.1,reset=0.3"), seed: 1)
    var counts: [FaultRates.Fault: Int] = [:]
    for number in 0..<20_000 {
      if let fault = plan.next(method: "GET", target: "/\(number % 500)")?.fault {
        counts[fault, default: 0] += 1
      }
    }
    #expect((1_850...2_150).contains(counts[.status(429)] ?? 0))
    #expect((5_800...6_200).contains(counts[.reset] ?? 0))
    let never = FaultPlan(try FaultRates("429=0"), seed: 1)
    let always = FaultPlan(try FaultRates("500=1"), seed: 1)
    for number in 0..<1_000 {
      #expect(never.next(method: "GET", target: "/\(number)") == nil)
      #expect(always.next(method: "GET", target: "/\(number)")?.fault == .status(500))
    }
  }

  @Test func aRateLimitHasNoBodyAndDoesNotSayWhenToComeBack() async throws {
    let rates = try FaultRates("429=1")
    let bench = try Bench { $0.faults = rates }
    let reply = try await bench.ask("DELETE", Bench.path(1))
    #expect(reply.status == 429)
    #expect(reply.body.isEmpty)
    #expect(reply.headers["x-envoy-ratelimited"] == "true")
    #expect(reply.headers["retry-after"] == nil)
    #expect(reply.headers["x-request-id"] != nil)
    #expect(try await bench.ask("/healthz").status == 200)
    #expect(bench.registry.contents.regions[0].tags.count == 26)
  }

  @Test(arguments: [
    ("500=1", 26), ("503=1", 26), ("reset=1", 26), ("truncate=1", 25), ("garbage=1", 25),
    ("lost=1", 25),
  ])
  func someFaultsComeBeforeTheEffectAndOthersAfter(text: String, left: Int) async throws {
    let rates = try FaultRates(text)
    let bench = try Bench { $0.faults = rates }
    let outcome = await bench.outcome("DELETE", Bench.path(1))
    #expect(bench.registry.contents.regions[0].tags.count == left)
    switch outcome {
    case .lost: #expect(text == "lost=1")
    case .reset: #expect(text == "reset=1")
    case .truncated(let answer):
      #expect(text == "truncate=1")
      #expect(answer.status == 200)
    case .answer(let answer): #expect(answer.status == (text == "garbage=1" ? 200 : answer.status))
    }
  }

  @Test func garbageIsNeverWhatItClaimsToBe() async throws {
    let rates = try FaultRates("garbage=1")
    let bench = try Bench { $0.faults = rates }
    var bodies: Set<[UInt8]> = []
    for _ in 0..<100 {
      let reply = try await bench.ask(Bench.list)
      #expect(reply.status == 200)
      #expect((try? JSONSerialization.jsonObject(with: Data(reply.body))) == nil)
      bodies.insert(reply.body)
    }
    #expect(bodies.count > 10)
  }

  @Test func unavailabilityHasBodiesOfSeveralKinds() async throws {
    let rates = try FaultRates("503=1")
    let bench = try Bench { $0.faults = rates }
    var kinds: Set<String> = []
    for _ in 0..<50 {
      let reply = try await bench.ask(Bench.list)
      #expect(reply.status == 503)
      kinds.insert(reply.type ?? reply.object["message"] as? String ?? "no JSON")
    }
    #expect(kinds == ["out_of_stock", "service unavailable", "no JSON"])
  }

  @Test func churnPushesBeforeEveryNthPage() async throws {
    let bench = try Bench { $0.churn = 3 }
    var totals: [Int?] = []
    for _ in 0..<7 { totals.append(try await bench.ask(Bench.list + "?page_size=1").total) }
    #expect(totals == [25, 25, 26, 26, 26, 27, 27])
    _ = try await bench.ask(Bench.region + "/images")
    _ = try await bench.ask(Bench.path(1))
    #expect(bench.registry.contents.regions[0].tags.count == 28)
    let names = try await bench.ask(Bench.list + "?page_size=100&order_by=name_asc").names()
    #expect(names.filter { $0.hasPrefix("churn-") }.count == 2)
    // An image that is not there is nothing to push to, and no error of the server.
    for _ in 0..<3 {
      #expect(try await bench.ask(Bench.region + "/images/\(Bench.web)/tags").status == 404)
    }
  }

  @Test func churnIsTheSameForTheSameSeedAndMoment() async throws {
    func names(seed: UInt64) async throws -> [String] {
      let bench = try Bench { options in
        options.churn = 1
        options.seed = seed
      }
      for _ in 0..<5 { _ = try await bench.ask(Bench.list) }
      return try await bench.ask(Bench.list + "?page_size=100&order_by=name_asc").names()
    }
    #expect(try await names(seed: 1) == names(seed: 1))
    #expect(try await names(seed: 1) != names(seed: 2))
  }

  @Test func churnNeedsARegistryThatTakesTags() {
    #expect(throws: ServerError.self) {
      try Bench { options in
        options.churn = 1
        options.push = nil
      }
    }
  }
}
