public import TagQuery

/// What every registry must answer, as named checks that any test framework can run.
///
/// Whoever writes a registry says how to make one that holds given contents, and runs the checks.
/// Each makes a registry of its own, so they may run in any order or side by side:
///
///     import RegistryConformance
///     import Testing
///
///     private let conformance = RegistryConformance { contents in
///       try await MyRegistry(holding: contents)
///     }
///
///     @Test(arguments: conformance.checks)
///     func myRegistryAnswersAsAllDo(check: ConformanceCheck) async throws {
///       try await check.run()
///     }
///
/// The checks go by the registry's `capabilities`: what it claims it must do exactly, and what it
/// does not claim it must refuse with `.invalidRequest`. So a registry that only reads passes too,
/// and so does one with fewer orders. What they expect is worked out from the contents, plainly and
/// without any registry.
public struct RegistryConformance: Sendable {
  /// Makes a registry that holds these contents and nothing else.
  public typealias Factory = @Sendable (RegistryContents) async throws -> any Registry

  /// In which order rows come that an order holds to be equal.
  public enum Ties: Sendable {
    /// By their UUIDs, ascending in an ascending order; all tags of a list tie in the order
    /// `region`, where the older ones come first. All registries of this package do so.
    case byIdentifier
    /// In any, as long as no page loses or repeats a row.
    case inAnyOrder
  }

  /// The checks.
  public let checks: [ConformanceCheck]

  /// Checks of the registries that `make` gives.
  ///
  /// Lists are read with pages of `pageSizes` rows, where the registry can give them, and with its
  /// largest pages. A registry that is slow to answer is checked sooner with fewer sizes.
  public init(
    pageSizes: [Int] = [1, 2, 7], ties: Ties = .byIdentifier, _ make: @escaping Factory
  ) {
    let all = [
      ListChecks.all, RefusalChecks.all, NameChecks.all, LookupChecks.all, DeletionChecks.all,
    ]
    checks = all.joined().map { definition in
      ConformanceCheck(name: definition.name) {
        let expected = ExpectedContents(ConformanceContents.all)
        let registry = try await make(expected.contents)
        try await definition.body(
          Trial(registry: registry, expected: expected, pageSizes: pageSizes, ties: ties))
      }
    }
  }
}

/// One thing that a registry must do.
public struct ConformanceCheck: Sendable, CustomStringConvertible {
  /// What it must do, in a few words; no other check has the same.
  public let name: String
  private let body: @Sendable () async throws -> Void

  init(name: String, body: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.body = body
  }

  /// The name.
  public var description: String { name }

  /// Makes a registry and checks it.
  ///
  /// Throws a `ConformanceFailure` where it does not do what it must, and whatever making the
  /// registry throws.
  public func run() async throws {
    do {
      try await body()
    } catch let failure as ConformanceFailure {
      throw ConformanceFailure("\(name): \(failure.message)")
    }
  }
}

/// What a registry did that it must not.
public struct ConformanceFailure: Error, Sendable, CustomStringConvertible {
  /// The check, the call and what was wrong with the answer.
  public let message: String

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

/// A check before it knows the registry.
struct CheckDefinition: Sendable {
  let name: String
  let body: @Sendable (Trial) async throws -> Void

  init(_ name: String, _ body: @escaping @Sendable (Trial) async throws -> Void) {
    self.name = name
    self.body = body
  }
}
