import RegistryConformance
import TagQuery
import Testing

/// Every registry of the package passes every check.
@Suite struct RegistriesTests {
  @Test(arguments: RegistryConformance { MemoryRegistry($0) }.checks)
  func memory(check: ConformanceCheck) async throws { try await check.run() }

  @Test(
    arguments: RegistryConformance { contents in
      try FilledRegistry.snapshot(of: contents)
    }.checks)
  func snapshot(check: ConformanceCheck) async throws { try await check.run() }

  @Test(
    arguments: RegistryConformance { contents in
      try FilledRegistry.store(of: contents, largestPage: 100)
    }.checks)
  func store(check: ConformanceCheck) async throws { try await check.run() }

  @Test(
    arguments: RegistryConformance { contents in
      try FilledRegistry.store(of: contents, largestPage: 3)
    }.checks)
  func storeWithSmallPages(check: ConformanceCheck) async throws { try await check.run() }

  @Test(
    arguments: RegistryConformance { contents in
      try await ServedRegistry(MemoryRegistry(contents))
    }.checks)
  func memoryThroughServerAndClient(check: ConformanceCheck) async throws { try await check.run() }

  @Test(
    arguments: RegistryConformance { contents in
      try await ServedRegistry(try FilledRegistry.store(of: contents, largestPage: 100))
    }.checks)
  func storeThroughServerAndClient(check: ConformanceCheck) async throws { try await check.run() }

  /// A registry that can do hardly anything passes: what it cannot do it refuses.
  @Test(
    arguments: RegistryConformance(ties: .inAnyOrder) { LesserRegistry.least($0) }.checks)
  func theLeast(check: ConformanceCheck) async throws { try await check.run() }

  /// One that finds more than it was asked for, and says so, passes as well.
  @Test(arguments: RegistryConformance { LesserRegistry.superset($0) }.checks)
  func superset(check: ConformanceCheck) async throws { try await check.run() }

  @Test func checksHaveNamesOfTheirOwn() {
    let names = RegistryConformance { MemoryRegistry($0) }.checks.map(\.name)
    #expect(names.count >= 24)
    #expect(Set(names).count == names.count)
  }
}
