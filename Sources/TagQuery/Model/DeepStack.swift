internal import CStack

/// Calls a function where there is stack enough for everything that the limits allow.
///
/// What is nested is read and checked by functions that call themselves. Without optimisation 200
/// levels take megabytes, and a host's thread may have half a one. A thread of its own costs 50 µs:
/// only what is nested deeper than `shallowLevels` comes here.
func onDeepStack<Result, Failure: Error>(
  if isNeeded: Bool = true, _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  guard isNeeded else { return try body() }
  var outcome: Swift.Result<Result, Failure>?
  func call() {
    do throws(Failure) { outcome = .success(try body()) } catch { outcome = .failure(error) }
  }
  withoutActuallyEscaping(call) { call in
    var call = call
    let hasRun = withUnsafeMutablePointer(to: &call) { pointer in
      cstack_call(
        deepStackBytes, { $0?.assumingMemoryBound(to: (() -> Void).self).pointee() }, pointer)
    }
    // Where no thread can be had, this one's stack has to do.
    if !hasRun { call() }
  }
  // The function was called, here or there, so there is an outcome.
  return try outcome!.get()
}

/// Levels of nesting for which every thread's stack has to do.
let shallowLevels = 8

/// Three times what 200 levels take without optimisation. Only what is used becomes memory.
private let deepStackBytes = 16 << 20
