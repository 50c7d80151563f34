import Foundation
import Testing

/// The files of the project, found from the place of this one.
enum Project {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let examples = root.appending(path: "examples")
  static let reference = root.appending(path: "Sources/TagQuery/TagQuery.docc")

  /// The text of a file.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The names of the files in a folder that end so, sorted.
  static func names(in folder: URL, endingIn suffix: String) throws -> [String] {
    try FileManager.default
      .contentsOfDirectory(atPath: folder.path(percentEncoded: false))
      .filter { $0.hasSuffix(suffix) }.sorted()
  }

  /// The folder that the tests were built into, with all products beside them.
  static var products: URL? {
    for argument in CommandLine.arguments {
      guard let end = argument.range(of: ".xctest")?.upperBound else { continue }
      return URL(filePath: String(argument[..<end])).deletingLastPathComponent()
    }
    return nil
  }
}

/// A block of text between fences, as in a page of documentation.
struct FencedBlock: CustomTestStringConvertible {
  /// The page it stands on.
  let page: String
  /// The line of its opening fence, from 1.
  let line: Int
  /// What stands behind the opening fence.
  let language: String
  /// Its lines, each with its end.
  let text: String

  var testDescription: String { "\(page):\(line)" }

  /// The blocks of a page whose language starts so.
  static func all(in text: String, page: String, language prefix: String) -> [FencedBlock] {
    var blocks: [FencedBlock] = []
    var open: (line: Int, language: String, lines: [Substring])?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(
            FencedBlock(
              page: page, line: block.line, language: block.language,
              text: block.lines.map { $0 + "\n" }.joined()))
          open = nil
        } else {
          open = (index + 1, String(line.dropFirst(3)), [])
        }
      } else {
        open?.lines.append(line)
      }
    }
    return blocks.filter { $0.language.hasPrefix(prefix) }
  }
}
