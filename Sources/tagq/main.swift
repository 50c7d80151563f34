import ArgumentParser
import TagQueryShell

// The root is not an asynchronous command: that would cost every start some milliseconds.
Terminal.ignoreBrokenPipes()
do {
  var command = try Tagq.parseAsRoot(Tagq.arguments(CommandLine.arguments.dropFirst()))
  try command.run()
} catch let code as ExitCode {
  leave(code.rawValue)
} catch let failure as RegistryAddress.Failure {
  try? StandardError.shared.write("error: \(failure.message)\n")
  leave(failure.end.rawValue)
} catch {
  let message = Tagq.fullMessage(for: error)
  // Asking for help is no mistake.
  guard Tagq.exitCode(for: error) == .success else {
    try? StandardError.shared.write(message + "\n")
    leave(RunEnd.mistake.rawValue)
  }
  let output = StandardOutput()
  try? output.write(message + "\n")
  try? output.flush()
}
