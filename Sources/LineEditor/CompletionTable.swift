/// Lays out candidates for a terminal: with what they are and mean, one a line; names alone in
/// columns.
struct CompletionTable {
  let list: CompletionList
  let columns: Int
  let usesColor: Bool

  /// The lines to show, none wider than the terminal.
  var lines: [String] {
    let isDescribed = list.candidates.contains { !$0.kind.isEmpty || !$0.detail.isEmpty }
    var lines = isDescribed ? described : bare
    if !list.note.isEmpty {
      lines.append(dimmed(DisplayText.fitted(DisplayText.printable(list.note), to: width)))
    }
    return lines
  }

  /// The last column stays free: some terminals break the line there.
  private var width: Int { max(1, columns - 1) }

  private func dimmed(_ text: String) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[2m\(text)\u{1B}[0m" : text
  }

  private var described: [String] {
    let names = list.candidates.map { DisplayText.printable($0.text) }
    let kinds = list.candidates.map { DisplayText.printable($0.kind) }
    let nameWidth = min(names.map { DisplayText.width(of: $0) }.max() ?? 0, max(8, width / 2))
    let kindWidth = min(kinds.map { DisplayText.width(of: $0) }.max() ?? 0, 16)
    return list.candidates.indices.map { index in
      let name = DisplayText.fitted(names[index], to: min(nameWidth, width))
      let detail = DisplayText.printable(list.candidates[index].detail)
      var rest =
        "  " + DisplayText.padded(DisplayText.fitted(kinds[index], to: kindWidth), to: kindWidth)
      if !detail.isEmpty { rest += (kindWidth > 0 ? "  " : "") + detail }
      while rest.last == " " { rest.removeLast() }
      let room = width - nameWidth
      guard !rest.isEmpty, room > 4 else { return name }
      return DisplayText.padded(name, to: nameWidth) + dimmed(DisplayText.fitted(rest, to: room))
    }
  }

  /// As `ls` does: down the columns, in as few lines as there can be.
  private var bare: [String] {
    let names = list.candidates.map {
      DisplayText.fitted(DisplayText.printable($0.text), to: width)
    }
    let cell = (names.map { DisplayText.width(of: $0) }.max() ?? 0) + 2
    let perLine = max(1, (width + 2) / cell)
    let count = (names.count + perLine - 1) / perLine
    return (0..<count).map { row in
      let cells = stride(from: row, to: names.count, by: count).map { names[$0] }
      let padded = cells.dropLast().map { DisplayText.padded($0, to: cell) }
      return padded.joined() + (cells.last ?? "")
    }
  }
}
