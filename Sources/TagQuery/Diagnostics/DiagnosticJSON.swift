extension Diagnostic {
  /// Writes this diagnostic for editors and CI: lines and columns from 1, columns in Unicode
  /// scalars, bytes from 0.
  public func write(to json: inout JSONText, in sources: SourceMap) {
    json.object { json in
      json.member("severity", severity.rawValue)
      json.member("code", code.rawValue)
      json.member("message", message)
      json.member("help", help)
      json.member("replacement", replacement)
      Self.write(range, to: &json, in: sources)
      json.name("notes")
      json.array { json in
        for note in notes {
          json.object { json in
            json.member("message", note.message)
            if let range = note.range { Self.write(range, to: &json, in: sources) }
          }
        }
      }
    }
  }

  private static func write(_ range: SourceRange, to json: inout JSONText, in sources: SourceMap) {
    let file = sources.files[range.file]
    json.member("file", file.name)
    for (name, offset) in [("start", range.lower), ("end", range.upper)] {
      let (line, column) = file.position(of: offset)
      json.name(name)
      json.object { json in
        json.member("line", line)
        json.member("column", column)
        json.member("byte", offset)
      }
    }
  }
}
