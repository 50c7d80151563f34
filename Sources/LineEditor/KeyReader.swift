import CLibEdit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What someone did at the keyboard.
enum KeyEvent: Equatable {
  /// A character, or one of a sequence that a key sends.
  case key(Int32)
  /// Alt-Enter.
  case insertLine
  /// A text was pasted; nil where it is too long.
  case paste(String?)
  /// Ctrl-C.
  case interrupt
  /// Something was signalled: see `takeSignals`.
  case signal
  case end
}

/// Reads keys from a terminal. It does by itself what must work in whatever state libedit is:
/// Ctrl-C, pasted text, and Alt-Enter, which vi's keys would take for Escape and Enter.
struct KeyReader {
  /// Longer texts are not taken from a paste.
  static let longestPaste = 1 << 20

  private enum ByteRead {
    case byte(UInt8)
    case timedOut
    case signal
    case end
  }

  private let descriptor: Int32
  /// What was read and not used yet.
  private var bytes: [UInt8] = []
  private var position = 0
  /// The rest of a sequence that began with Escape.
  private var queue: [Int32] = []
  /// The beginning of a character.
  private var partial: [UInt8] = []
  private var signals: UInt32 = 0
  /// A paste was given up, and its rest, which may still come, must not count as typed.
  private var isDiscarding = false

  private static let escape: UInt8 = 0x1B
  private static let control: UInt8 = 0x03
  private static let pasteBegin = Array("\u{1B}[200~".utf8)
  private static let pasteEnd = Array("\u{1B}[201~".utf8)
  private static let endingSignals =
    clibedit_signal_interrupt.rawValue | clibedit_signal_end.rawValue

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Whether there is something to read already.
  var hasMore: Bool {
    if !queue.isEmpty || position < bytes.count || signals != 0 { return true }
    var place = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&place, 1, 0) > 0
  }

  mutating func takeSignals() -> UInt32 {
    defer { signals = 0 }
    return signals | clibedit_guard_take_signals()
  }

  /// Reads a key again.
  mutating func putBack(_ key: Int32) {
    queue.insert(key, at: 0)
  }

  mutating func next() -> KeyEvent {
    if !queue.isEmpty { return .key(queue.removeFirst()) }
    while true {
      if isDiscarding {
        let event = readPaste()
        // What was given up is over, one way or the other.
        if case .paste = event { continue }
        return event
      }
      switch readByte() {
      case .byte(Self.control):
        partial = []
        return .interrupt
      case .byte(Self.escape):
        partial = []
        return readSequence()
      case .byte(let byte):
        if let key = character(endingWith: byte) { return .key(key) }
      case .signal: return .signal
      case .timedOut: continue
      case .end: return .end
      }
    }
  }

  /// The character that a byte completes. C1 controls are none that a keyboard has: the editor
  /// uses their places for keys of its own.
  private mutating func character(endingWith byte: UInt8) -> Int32? {
    if byte < 0x80 {
      partial = []
      return byte == 0 ? nil : Int32(byte)
    }
    if byte >= 0xC0 { partial = [] }
    partial.append(byte)
    let first = partial[0]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    guard partial.count >= length else { return nil }
    defer { partial = [] }
    guard let text = String(validating: partial, as: UTF8.self),
      let scalar = text.unicodeScalars.first, scalar.value >= 0xA0
    else { return nil }
    return Int32(scalar.value)
  }

  /// What comes behind Escape. A key sends its whole sequence at once, a person does not.
  private mutating func readSequence() -> KeyEvent {
    guard let second = byteSoon() else { return .key(Int32(Self.escape)) }
    if second == 0x0A || second == 0x0D { return .insertLine }
    guard second == UInt8(ascii: "[") else {
      position -= 1
      return .key(Int32(Self.escape))
    }
    var sequence = [Self.escape, second]
    while sequence.count < 32, let byte = byteSoon() {
      if byte < 0x20 {
        // A key of its own; Ctrl-C, maybe.
        position -= 1
        break
      }
      sequence.append(byte)
      // The console of Linux sends ESC [ [ A for F1.
      let isFinal = byte >= 0x40 && byte <= 0x7E
      if isFinal && !(byte == second && sequence.count == 3) { break }
    }
    if sequence == Self.pasteBegin { return readPaste() }
    queue = sequence.dropFirst().map { Int32($0) }
    return .key(Int32(Self.escape))
  }

  private mutating func byteSoon() -> UInt8? {
    while true {
      switch readByte(milliseconds: 40) {
      case .byte(let byte): return byte
      case .signal: continue
      case .timedOut, .end: return nil
      }
    }
  }

  /// Everything up to the end of a paste.
  private mutating func readPaste() -> KeyEvent {
    var content: [UInt8] = []
    var isTooLong = false
    while true {
      switch readByte(atOnce: 4096, heeding: Self.endingSignals) {
      case .byte(Self.control) where isPerson():
        // Text may hold this character, too, but then more follows.
        isDiscarding.toggle()
        return .interrupt
      case .byte(let byte):
        content.append(byte)
        if content.count > Self.longestPaste + Self.pasteEnd.count {
          content.removeFirst(content.count - Self.pasteEnd.count)
          isTooLong = true
        }
        guard byte == Self.pasteEnd.last, content.suffix(6).elementsEqual(Self.pasteEnd) else {
          continue
        }
        isDiscarding = false
        return .paste(isTooLong ? nil : Self.text(ofPaste: content.dropLast(6)))
      case .signal:
        isDiscarding = true
        return .signal
      case .timedOut: continue
      case .end: return .end
      }
    }
  }

  /// Whether nothing follows the byte that was read last.
  private func isPerson() -> Bool {
    position == bytes.count && clibedit_wait(descriptor, 200) != 1
  }

  static func text(ofPaste bytes: ArraySlice<UInt8>) -> String {
    var result = String.UnicodeScalarView()
    var isAfterReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      defer { isAfterReturn = scalar == "\r" }
      switch scalar.value {
      case 0x0A where isAfterReturn: continue
      case 0x0D: result.append("\n")
      case 0x09, 0x0A: result.append(scalar)
      case 0..<0x20, 0x7F..<0xA0: continue
      default: result.append(scalar)
      }
    }
    while result.last == "\n" { result.removeLast() }
    return String(result)
  }

  /// The next byte. Typed keys are read one by one: what is typed ahead belongs to whoever reads
  /// from the terminal next.
  private mutating func readByte(
    milliseconds: Int32 = -1, atOnce: Int = 1, heeding heeded: UInt32 = .max
  ) -> ByteRead {
    while position == bytes.count {
      if signals & heeded != 0 && milliseconds < 0 { return .signal }
      switch clibedit_wait(descriptor, milliseconds) {
      case 0: return .timedOut
      case 1: break
      case 2:
        signals |= clibedit_guard_take_signals()
        continue
      default: return .end
      }
      position = 0
      bytes = [UInt8](unsafeUninitializedCapacity: atOnce) { space, count in
        var received = read(descriptor, space.baseAddress, atOnce)
        while received < 0 && (errno == EINTR || errno == EAGAIN) {
          _ = clibedit_wait(descriptor, 10)
          received = read(descriptor, space.baseAddress, atOnce)
        }
        count = max(0, received)
      }
      if bytes.isEmpty { return .end }
    }
    position += 1
    return .byte(bytes[position - 1])
  }
}
