import Testing

@testable import TagQuery

/// A column without `as` bears its own source text.
@Suite struct ColumnNameTests {
  @Test(arguments: [
    ("tags | select created", "created_at"),
    ("tags | select  age +  1d", "age + 1d"),
    ("def f(a) = a + 1 tags | select f( 1 )", "f(1)"),
    ("def f(a) = a tags | summarize f(max(created))", "f(max(created))"),
  ]) func itIsNamedAsItIsWritten(text: String, name: String) throws {
    let engine = QueryEngine(environment: QueryEnvironment(now: Timestamp("2026-11-24")!))
    let program = try engine.compile(SourceText(name: "query", text))
    guard case .run(let pipeline)? = program.actions.first else { return }
    #expect(pipeline.columns.map(\.name) == [name])
  }
}
