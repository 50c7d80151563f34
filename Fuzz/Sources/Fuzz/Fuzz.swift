#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// libFuzzer, which calls a function with one input after another.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ argumentCount: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@main
enum Fuzz {
  /// What is looked for: the check that the environment names.
  private static let check: FuzzCheck = {
    let name = getenv("FUZZ_CHECK").map { String(cString: $0) } ?? ""
    guard let check = FuzzCheck(rawValue: name) else {
      let names = FuzzCheck.allCases.map(\.rawValue).joined(separator: ", ")
      fatalError("FUZZ_CHECK must be one of \(names)")
    }
    return check
  }()

  static func main() {
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    let code = runFuzzer(&count, &arguments) { start, count in
      let bytes = Array(UnsafeBufferPointer(start: start, count: count))
      // A crash is how libFuzzer is told.
      if let problem = Fuzz.check.problem(with: bytes) { fatalError(problem) }
      return 0
    }
    exit(code)
  }
}
