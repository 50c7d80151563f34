@testable import TagQuery

/// Rows as the corpus writes them: columns apart by bars, texts in quotes, so that every value
/// shows its type.
struct CorpusTable {
  var columns: [ResultColumn]
  var rows: [[Value]]

  var lines: [String] {
    guard !rows.isEmpty else { return [columns.map(\.name).joined(separator: " | "), "(no rows)"] }
    let cells = [columns.map(\.name)] + rows.map { $0.map(Self.text) }
    let widths = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    return cells.map { cells in
      let padded = cells.enumerated().map { column, cell in
        column == cells.count - 1
          ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      return padded.joined(separator: " | ")
    }
  }

  static func text(_ value: Value) -> String {
    switch value {
    case .null: return "null"
    case .string:
      var json = JSONText()
      json.value(value)
      return json.text
    case .bytes(let bytes): return "\(bytes) bytes"
    case .uuid(let identifier):
      // Those of the small registry differ only at their ends.
      let text = identifier.description
      return text.hasPrefix("00000000-0000-4000-8000-00000000") ? "…\(text.suffix(4))" : text
    case .digest(let digest):
      let text = digest.description
      return text.utf8.count == 71 ? "\(text.prefix(11))…" : text
    case .list(let values): return "[\(values.map(text).joined(separator: ", "))]"
    case .bool, .int, .decimal, .duration, .timestamp, .status, .version:
      return value.text ?? "null"
    }
  }
}
