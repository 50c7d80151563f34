// What the tests of LineEditor run on a terminal: it tells what it was given, and has candidates
// that never change.
import LineEditor
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

let arrived = Atomic(0)

func option(_ name: String) -> String? {
  CommandLine.arguments.firstIndex(of: name).flatMap { index in
    index + 1 < CommandLine.arguments.count ? CommandLine.arguments[index + 1] : nil
  }
}

func has(_ name: String) -> Bool { CommandLine.arguments.contains(name) }

func say(_ text: String) {
  print(text)
  fflush(nil)
}

/// What it was given, short enough for a line and still telling every difference.
func describe(_ text: String) -> String {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
  let shown = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "⏎")
  guard text.utf8.count > 100 else { return "got [\(shown)]" }
  return "got \(text.utf8.count) bytes, \(String(hash, radix: 16))"
}

let history = LineHistory(
  path: option("--history"), limit: option("--limit").flatMap { Int($0) } ?? 5000
) {
  !$0.contains("secret")
}
if let problem = history.problem { say("problem: \(problem)") }

let editor = try LineEditor(
  name: "line-editor-program", history: history, usesColor: has("--color"))
editor.prompt = { text in
  let isDeleting = text.contains("| delete")
  return Prompt(parts: [
    Prompt.Part("demo", style: has("--color") ? "1;32" : nil),
    Prompt.Part(isDeleting ? "! " : "> ", style: has("--color") && isDeleting ? "31" : nil),
  ])
}
if has("--right-prompt") {
  // A signal stands for values that come in from elsewhere.
  signal(SIGUSR2) { _ in
    arrived.wrappingAdd(1, ordering: .relaxed)
    LineEditor.refreshPrompts()
  }
  editor.rightPrompt = {
    let count = arrived.load(ordering: .relaxed)
    return Prompt(
      "≈\($0.count)" + (count > 0 ? " of \(count)" : ""), style: has("--color") ? "2" : nil)
  }
}
editor.isComplete = { text in
  let end = text.reversed().first { !$0.isWhitespace }
  return end != "|" && text.count { $0 == "(" } == text.count { $0 == ")" }
}
editor.complete = CannedCompletion.list

if has("--handle-term") {
  signal(SIGTERM) { _ in write(1, "handled\r\n", 9) }
}
say(editor.isInteractive ? "interactive" : "plain")
reading: while true {
  switch editor.readText() {
  case .text(let text) where text == "quit": break reading
  case .text(let text) where text == "history": history.entries.forEach { say("· \($0)") }
  case .text("ask"):
    switch editor.ask(Prompt("sure? ", style: has("--color") ? "31" : nil)) {
    case .text(let answer): say("answered [\(answer)]")
    case .interrupted: say("not answered")
    case .end: say("left")
    }
  case .text("again"): say("again: \(editor.readText(startingWith: "start | delete\nover"))")
  case .text(let text) where text.hasSuffix("| pause"):
    say("paused")
    while true { pause() }
  case .text(let text): say(describe(text))
  case .interrupted: say("interrupted")
  case .end:
    say("end")
    break reading
  }
}
