import ArgumentParser
import TagQueryShell

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A command of tagq.
protocol TagqCommand: ParsableCommand {
  /// Whether it needs what only a host can reach. It reads no input to find out.
  var needsHost: Bool { get }
  /// Does its work; without a host where it needs none.
  mutating func run(_ host: CommandHost?) throws
}

extension TagqCommand {
  var needsHost: Bool { false }
}

/// The command line, from the arguments to the exit code.
public enum CommandLineTool {
  /// Does what the arguments say, the first of which is the process's own name.
  ///
  /// Without a host, what needs one goes on in the executable that has one.
  public static func run(_ arguments: [String], host: CommandHost?) {
    Terminal.ignoreBrokenPipes()
    do {
      // Its flags are its own.
      if arguments.dropFirst().first == "serve" {
        try Executable.server.replaceProcess(
          arguments: ["tagq serve"] + arguments.dropFirst(2))
      }
      var command = try Tagq.parseAsRoot(Tagq.arguments(arguments.dropFirst()))
      guard var asked = command as? any TagqCommand else { return try command.run() }
      if host == nil, asked.needsHost {
        try Executable.registry.replaceProcess(arguments: arguments)
      }
      try asked.run(host)
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
  }

  private static func leave(_ code: Int32) -> Never { exit(code) }
}
