import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

// Whoever reads the log may go away; the server stays.
signal(SIGPIPE, SIG_IGN)
do {
  let command = try ServeCommand.parse()
  try await command.serve()
} catch let failure as ServeFailure {
  StandardError.line("error: \(failure.message)")
  exit(1)
} catch {
  let message = ServeCommand.fullMessage(for: error)
  // Asking for help is no mistake.
  guard ServeCommand.exitCode(for: error) == .success else {
    StandardError.line(message)
    exit(2)
  }
  print(message)
}
