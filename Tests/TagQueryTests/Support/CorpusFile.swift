import Foundation

/// One `*.test` file of the corpus: cases, each a program with what it must give. The format is
/// described in `Corpus/README.md`.
struct CorpusFile {
  /// What stands before the first case.
  var preamble: [String]
  var cases: [CorpusCase]

  /// A line that does not belong where it stands.
  struct Malformation: Error {
    var line: Int
    var message: String
  }

  init(_ text: String) throws(Malformation) {
    preamble = []
    cases = []
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    let starts = lines.indices.filter { lines[$0].hasPrefix("=== ") }
    preamble = Array(lines[..<(starts.first ?? lines.count)])
    for (number, start) in starts.enumerated() {
      let end = number + 1 < starts.count ? starts[number + 1] : lines.count
      cases.append(try CorpusCase(lines[start..<end]))
    }
    var names: Set<String> = []
    for entry in cases where !names.insert(entry.name).inserted {
      throw Malformation(line: entry.line, message: "two cases are called '\(entry.name)'")
    }
  }

  /// The text that reads as this file again.
  var text: String {
    (preamble + cases.flatMap(\.lines)).joined(separator: "\n") + "\n"
  }
}

/// A program with what it must give.
struct CorpusCase {
  /// Something that the program is given.
  enum Directive {
    case parameter(name: String, value: String)
    case file(path: String, text: String)
    case now(String)
    case registry(String)
    case limit(name: String, value: Int)
    case option(name: String, value: String)
    case readOnly
    case carriageReturns
    case withoutFiles
    case withoutResults
  }

  /// A part of what a program gives.
  struct Section: Equatable {
    var title: String
    var lines: [String]
  }

  /// Every title that a section can have, in the order in which they are written.
  static let titles = [
    "errors", "warnings", "rows", "files", "deletion", "applied", "fails", "format", "plan",
    "requests",
  ]

  /// The titles of sections that are only there if the case asks for them.
  static let optionalTitles: Set<String> = ["applied", "format", "plan", "requests"]

  var name: String
  /// Where it starts, from 1.
  var line: Int
  /// Comments and directives as they are written.
  var header: [String]
  var directives: [Directive]
  var program: String
  var sections: [Section]

  init(_ lines: ArraySlice<String>) throws(CorpusFile.Malformation) {
    line = lines.startIndex + 1
    name = String(lines[lines.startIndex].dropFirst(4))
    header = []
    directives = []
    sections = []
    var index = lines.startIndex + 1
    while index < lines.endIndex, lines[index].hasPrefix("%") || lines[index].hasPrefix("@ ") {
      header.append(lines[index])
      let start = index
      index += 1
      guard lines[start].hasPrefix("@ ") else { continue }
      var content: [String] = []
      while index < lines.endIndex, lines[index] == "|" || lines[index].hasPrefix("| ") {
        header.append(lines[index])
        content.append(String(lines[index].dropFirst(2)))
        index += 1
      }
      directives += try Self.directives(lines[start], content, line: start + 1)
    }
    var program: [String] = []
    while index < lines.endIndex, !lines[index].hasPrefix("--- ") {
      program.append(lines[index])
      index += 1
    }
    self.program = Self.trimmed(program).joined(separator: "\n")
    while index < lines.endIndex {
      let title = String(lines[index].dropFirst(4))
      guard Self.titles.contains(title) else {
        throw .init(line: index + 1, message: "there is no section '\(title)'")
      }
      guard !sections.contains(where: { $0.title == title }) else {
        throw .init(line: index + 1, message: "the section '\(title)' is there twice")
      }
      let start = index + 1
      index = lines[start...].firstIndex { $0.hasPrefix("--- ") } ?? lines.endIndex
      sections.append(Section(title: title, lines: Self.trimmed(Array(lines[start..<index]))))
    }
    if self.program.isEmpty {
      throw .init(line: line, message: "the case '\(name)' has no program")
    }
  }

  /// Blank lines at the end are only there to be read.
  static func trimmed(_ lines: [String]) -> [String] {
    Array(lines[..<((lines.lastIndex { !$0.isEmpty } ?? -1) + 1)])
  }

  var lines: [String] {
    ["=== \(name)"] + header
      + program.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init) + sections.flatMap { ["--- \($0.title)"] + $0.lines } + [""]
  }
}

extension CorpusCase {
  /// What a line such as `@ param days = 14d` says.
  private static func directives(
    _ line: String, _ content: [String], line number: Int
  ) throws(CorpusFile.Malformation) -> [Directive] {
    let words = line.dropFirst(2).split(separator: " ", maxSplits: 1).map(String.init)
    let rest = words.count > 1 ? words[1] : ""
    if words.first != "file", !content.isEmpty {
      throw .init(line: number, message: "only a file has lines")
    }
    switch words.first {
    case "file": return [.file(path: rest, text: content.map { $0 + "\n" }.joined())]
    case "now": return [.now(rest)]
    case "registry": return [.registry(rest)]
    case "read-only": return [.readOnly]
    case "crlf": return [.carriageReturns]
    case "without-files": return [.withoutFiles]
    case "without-results": return [.withoutResults]
    case "param":
      let (name, value) = try pair(rest, line: number)
      return [.parameter(name: name, value: value)]
    case "limits":
      var limits: [Directive] = []
      for part in rest.split(separator: " ") {
        let (name, text) = try pair(String(part), line: number)
        guard let value = Int(text) else {
          throw .init(line: number, message: "'\(text)' is not a number")
        }
        limits.append(.limit(name: name, value: value))
      }
      return limits
    case "options":
      var options: [Directive] = []
      for part in rest.split(separator: " ") {
        let (name, value) = try pair(String(part), line: number)
        options.append(.option(name: name, value: value))
      }
      return options
    default: throw .init(line: number, message: "there is no directive '\(line)'")
    }
  }

  private static func pair(
    _ text: String, line: Int
  ) throws(CorpusFile.Malformation) -> (name: String, value: String) {
    guard let equal = text.firstIndex(of: "=") else {
      throw .init(line: line, message: "'\(text)' has no '='")
    }
    return (String(text[..<equal]), String(text[text.index(after: equal)...]))
  }
}
