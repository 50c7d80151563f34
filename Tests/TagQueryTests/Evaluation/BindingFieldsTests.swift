import TagQuery
import Testing

/// A field that only the user of a named pipeline looks at is read with that pipeline.
@Suite struct BindingFieldsTests {
  @Test(arguments: [
    "let a = tags image=web/api | limit 3  $a | select siblings",
    "let a = tags image=web/api  let b = $a where name ~ /^v/  $b | limit 3 | select siblings",
    "let a = tags image=web/api | limit 1  let b = tags image=web/ui | limit 2 "
      + "$a | union $b | select siblings",
    "let a = tags image=e0e7753c-0a92-4e01-a0bf-26601f413f44 | limit 3  $a | select image",
    "let b = tags image=web/ui | limit 2 | extend n = siblings | select name "
      + "tags image=web/api | limit 1 | extend n = siblings | union $b | select n",
  ]) func noValueIsMissing(_ text: String) async throws {
    let engine = QueryEngine(environment: QueryEnvironment(now: Timestamp("2026-11-24")!))
    let program = try engine.compile(SourceText(name: "query", text))
    let output = Rows()
    _ = try await engine.run(program, on: MemoryRegistry.demo(), output: output)
    #expect(output.values.count == 3)
    #expect(output.values.allSatisfy { !$0.isNull })
  }

  private final class Rows: ResultOutput {
    var values: [Value] = []
    func begin(_ columns: [ResultColumn]) throws(RunError) {}
    func end() throws(RunError) {}
    func explain(_ plan: PipelinePlan) throws(RunError) {}

    func rows(_ rows: [[Value]]) throws(RunError) -> Bool {
      values += rows.map { $0[0] }
      return true
    }
  }
}
