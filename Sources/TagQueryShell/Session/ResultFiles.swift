public import TagQuery

/// Writes what `into` hands over to files, in the format that the extension tells. A file appears
/// when it is complete.
public final class ResultFiles: ResultSink {
  /// The files.
  public init() {}

  /// What is wrong with a file's name; nil if nothing is. Programs are checked with it.
  public static func problem(with path: String) -> String? {
    do throws(OutputError) {
      _ = try OutputFormat(path: path)
      return nil
    } catch {
      return error.description
    }
  }

  /// Begins a file.
  public func open(
    _ path: String, columns: [ResultColumn]
  ) throws(RunError) -> any ResultWriter {
    do throws(OutputError) {
      return ResultFile(
        file: try AtomicFile(path: path), format: try OutputFormat(path: path), columns: columns)
    } catch {
      throw RunError(.failed, error.description)
    }
  }
}

/// One file that is being written.
private final class ResultFile: ResultWriter {
  private let file: AtomicFile
  private var formatter: any ResultFormatter
  private var text = ""

  init(file: AtomicFile, format: OutputFormat, columns: [ResultColumn]) {
    self.file = file
    formatter = makeFormatter(format)
    formatter.begin(columns, to: &text)
  }

  func write(_ values: [Value]) throws(RunError) {
    formatter.row(values, to: &text)
    if text.utf8.count >= 64 << 10 { try flush() }
  }

  func commit() throws(RunError) {
    formatter.end(to: &text)
    try flush()
    do throws(OutputError) {
      try file.commit()
    } catch {
      throw RunError(.failed, error.description)
    }
  }

  private func flush() throws(RunError) {
    do throws(OutputError) {
      try file.write(text)
    } catch {
      throw RunError(.failed, error.description)
    }
    text = ""
  }
}
