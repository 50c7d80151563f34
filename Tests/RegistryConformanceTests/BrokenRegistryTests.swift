import RegistryConformance
import TagQuery
import Testing

/// A check that cannot fail checks nothing: each notices registries that are wrong about it.
@Suite struct BrokenRegistryTests {
  /// A registry that is wrong, and the check that must notice it.
  struct Case: Sendable, CustomStringConvertible {
    let check: String
    let fault: Fault
    var description: String { "\(check): \(fault)" }
  }

  static let cases: [Case] =
    [ListFaults.all, CallFaults.refusals, CallFaults.lookups, DeletionFaults.all].flatMap { all in
      all.flatMap { check, faults in faults.map { Case(check: check, fault: $0) } }
    }

  @Test(arguments: cases)
  func isNoticed(broken: Case) async throws {
    let conformance = RegistryConformance { BrokenRegistry($0, broken.fault) }
    let check = try #require(conformance.checks.first { $0.name == broken.check })
    let failure = await #expect(throws: ConformanceFailure.self) { try await check.run() }
    #expect(failure?.message.hasPrefix(broken.check) == true)
  }

  @Test func everyCheckNoticesSomething() {
    let names = RegistryConformance { MemoryRegistry($0) }.checks.map(\.name)
    #expect(Set(Self.cases.map(\.check)) == Set(names))
  }

  /// The wrapper itself is not what they notice.
  @Test(arguments: RegistryConformance { BrokenRegistry($0, Fault("does nothing wrong")) }.checks)
  func withoutAFaultAllPass(check: ConformanceCheck) async throws { try await check.run() }
}
