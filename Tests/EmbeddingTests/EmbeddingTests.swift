import Testing

/// A host that embeds the core must get the core and nothing else: no other package is fetched,
/// and no Foundation is linked.
@Suite struct EmbeddingTests {
  @Test func aHostGetsTheCoreAlone() async throws {
    let host = try HostPackage()
    defer { host.remove() }

    // Optimised, because that is how hosts ship.
    let build = try await host.swift("build", "-c", "release")
    try #require(build.status == 0, "\(build.output)")
    let run = try await host.runExecutable()
    #expect(run.status == 0)
    #expect(run.output == "2026-01-31T00:00:00Z\n")

    #expect(try host.fetched().isEmpty)
    let graph = try await host.swift("package", "show-dependencies", "--format", "flatlist")
    #expect(graph.status == 0)
    #expect(graph.output.split(separator: "\n").count == 1, "\(graph.output)")

    let libraries = try await host.linkedLibraries()
    #expect(libraries.contains("re2"), "this is no list of libraries: \(libraries)")
    #expect(!libraries.contains("Foundation"), "\(libraries)")
  }
}
