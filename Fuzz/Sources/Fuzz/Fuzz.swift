#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is looked for: the check that the environment names.
private let check: FuzzCheck = {
  let name = getenv("FUZZ_CHECK").map { String(cString: $0) } ?? ""
  guard let check = FuzzCheck(rawValue: name) else {
    let names = FuzzCheck.allCases.map(\.rawValue).joined(separator: ", ")
    fatalError("FUZZ_CHECK must be one of \(names)")
  }
  return check
}()

/// libFuzzer calls this with one input after another.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  // A crash is how libFuzzer is told.
  if let problem = check.problem(with: bytes) { fatalError(problem) }
  return 0
}
