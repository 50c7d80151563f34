import SnapshotRegistry
public import TagQuery
import TagJSON

/// Writes a snapshot, line by line: to an output, or to a file that appears when it is complete.
public final class SnapshotOutput {
  private enum Place {
    case output(StandardOutput)
    case file(AtomicFile)
  }

  private let place: Place
  private let compressor: GzipCompressor?
  private let format = SnapshotLine()
  private var text = ""

  /// A snapshot to an output.
  public init(_ output: StandardOutput) {
    place = .output(output)
    compressor = nil
  }

  /// A snapshot to a file, compressed where its name ends in `.gz`.
  public init(path: String) throws(OutputError) {
    place = .file(try AtomicFile(path: path))
    compressor = path.hasSuffix(".gz") ? GzipCompressor() : nil
  }

  /// Writes an entry.
  public func write(_ entry: RegistryEntry) throws(OutputError) {
    text += format.text(of: entry)
    text += "\n"
    if text.utf8.count >= 64 << 10 { try flush() }
  }

  /// Brings the rest to its place, and the file into its own.
  public func finish() throws(OutputError) {
    try flush()
    switch place {
    case .output(let output): try output.flush()
    case .file(let file):
      if let compressor { try file.write(compressor.finish()) }
      try file.commit()
    }
  }

  private func flush() throws(OutputError) {
    switch place {
    case .output(let output): try output.write(text)
    case .file(let file):
      if let compressor {
        try file.write(compressor.compress(Array(text.utf8)))
      } else {
        try file.write(text)
      }
    }
    text = ""
  }
}
