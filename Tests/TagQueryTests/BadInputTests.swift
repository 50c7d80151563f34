import Foundation
import Testing

@testable import TagQuery

/// Texts that nobody writes, or only to do harm: each is refused with its places, none crashes, on
/// a small stack neither.
@Suite("Bad input")
struct BadInputTests {
  @Test("Each is refused, with places inside the text", arguments: BadInput.all)
  func refusal(of input: BadInput) throws {
    let error = try #require(input.refusal())
    input.check(error)
  }

  @Test("Each is refused on a stack of 512 KiB, too", arguments: BadInput.all)
  func smallStack(for input: BadInput) async throws {
    let error = try #require(await onSmallStack { input.refusal() })
    input.check(error)
  }

  @Test(
    "A text with more mistakes than are told is not read to its end",
    arguments: [("@", 500_000), ("`", 1_000_000), ("| ", 500_000), ("tags where a not = ", 50_000)])
  func manyMistakes(text: String, count: Int) throws {
    let input = BadInput("", String(repeating: text, count: count))
    let error = try #require(input.refusal())
    #expect(error.diagnostics.count == Limits().reportedErrors)
    #expect(error.omittedErrors == 1)
  }

  @Test("What is large and right is compiled on a small stack, and run", arguments: BadInput.large)
  func large(input: BadInput) async throws {
    let outcome = await onSmallStack { () -> Result<CheckedProgram, QueryError> in
      do throws(QueryError) { return .success(try input.accepted()) } catch {
        return .failure(error)
      }
    }
    let program = try outcome.get()
    _ = try await input.engine.run(program, on: SmallRegistry.make(), output: MemoryOutput())
  }
}
