import Foundation

/// A text file of the project.
struct ProjectFile {
  /// The path from the project's root.
  let path: String
  /// Its text.
  let text: String

  /// Its lines, without their ends.
  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// The Swift files of the project.
  static let swiftFiles = files(under: ["Package.swift", "Sources", "Tests", "Benchmarks"])
    .filter { $0.path.hasSuffix(".swift") }

  /// The text files that belong to the project. The licence is not ours to word.
  static let all = files(
    under: ["Sources", "Tests", "Benchmarks", "examples", "Scripts", ".ci"]
      + names(under: ".").filter { !$0.contains("/") && $0 != "LICENSE" })

  /// The project's root, found from the place of this file.
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The files at these paths and in these folders; a path that does not exist stands for none.
  private static func files(under paths: [String]) -> [ProjectFile] {
    paths.flatMap { path in
      file(at: path).map { [$0] } ?? names(under: path).compactMap { file(at: "\(path)/\($0)") }
    }
  }

  /// The paths of what is in a folder, sorted. Builds and other hidden folders are not entered.
  private static func names(under folder: String) -> [String] {
    let found = FileManager.default.enumerator(
      atPath: root.appending(path: folder).path(percentEncoded: false))
    var names: [String] = []
    while let name = found?.nextObject() as? String {
      if name.split(separator: "/").last?.hasPrefix(".") == true {
        found?.skipDescendants()
      } else {
        names.append(name)
      }
    }
    return names.sorted()
  }

  /// The file at a path, unless it is a folder, is not UTF-8, or does not exist.
  private static func file(at path: String) -> ProjectFile? {
    guard let data = try? Data(contentsOf: root.appending(path: path)),
      let text = String(data: data, encoding: .utf8)
    else { return nil }
    return ProjectFile(path: path, text: text)
  }
}

/// What a check has found, with its place.
struct Finding: Equatable, CustomStringConvertible {
  /// The path of the file.
  let path: String
  /// The line, from 1.
  let line: Int
  /// What is wrong there.
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}
