import Foundation

/// A block of a page that shows commands and what they print: a command stands behind `$ `, goes on
/// behind `> `, and what it prints stands below it.
struct ConsoleSession {
  /// A command and what it is said to print.
  struct Step {
    var command: String
    var output: String
  }

  var steps: [Step]

  init(_ text: String) {
    steps = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2)), output: ""))
      } else if line.hasPrefix("> "), let step = steps.last, step.output.isEmpty {
        steps[steps.count - 1].command += "\n" + line.dropFirst(2)
      } else if !steps.isEmpty {
        steps[steps.count - 1].output += line + "\n"
      }
    }
  }

  /// The text of a block.
  var text: String {
    steps.map { step in
      "$ " + step.command.split(separator: "\n").joined(separator: "\n> ") + "\n" + step.output
    }.joined()
  }
}

/// Runs commands as a person at a terminal would who is in the project's folder.
///
/// Rows are printed as a table, as they are on a terminal. A blank line between two steps belongs
/// to neither.
struct Console {
  /// The folder in which the built command is.
  let products: URL
  private var exports = ""

  init(products: URL) { self.products = products }

  /// What a command writes, to standard error too. An `export` holds for those after it.
  mutating func run(_ command: String) throws -> String {
    if command.hasPrefix("export ") {
      exports += command + "\n"
      return ""
    }
    let script = """
      tagq() {
        case "$1 $*" in
          check*|fmt*|completions*|*--format*) command tagq "$@" ;;
          *) command tagq "$@" --format table ;;
        esac
      }
      \(exports)\(command)
      """
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = Project.root
    var environment = ProcessInfo.processInfo.environment
    environment["TAGQ_REGISTRY"] = nil
    let path = environment["PATH"] ?? "/usr/bin:/bin"
    environment["PATH"] = "\(products.path(percentEncoded: false)):\(path)"
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
