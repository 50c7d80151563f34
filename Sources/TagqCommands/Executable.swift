import TagQuery
import TagQueryShell

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An executable that is installed with `tagq`: beside it, or in `../libexec/tagq`.
struct Executable {
  /// Its name.
  let name: String

  /// The commands again, with what they need to reach stores and the network.
  static let registry = Executable(name: "tagq-registry")

  /// The server of the Tags API.
  static let server = Executable(name: "tagq-server")

  /// Why a registry cannot be reached by this process.
  static var unreachable: RegistryAddress.Failure {
    RegistryAddress.Failure(message: "this process cannot reach that registry", end: .failed)
  }

  /// Goes on in the executable, with these arguments, and comes back only where it cannot.
  func replaceProcess(arguments: [String]) throws(RegistryAddress.Failure) -> Never {
    let own = Terminal.executablePath()
    let folder = own.lastIndex(of: "/").map { String(own[...$0]) } ?? ""
    var pointers = arguments.map { strdup($0) } + [nil]
    for path in [folder + name, folder + "../libexec/tagq/" + name] { execv(path, &pointers) }
    throw RegistryAddress.Failure(
      message: "'\(name)' is not where it should be, beside tagq in "
        + "\(TerminalText.sanitized(folder)): install both", end: .failed)
  }
}
