/// How many cells of a terminal a text takes.
///
/// A terminal gives an ideograph or an emoji two cells and a combining mark none. No standard says
/// it all: this is East Asian Width (Unicode Standard Annex 11) with the sequences of emoji
/// (Unicode Technical Standard 51) counted as the one picture that they are.
package enum DisplayWidth {
  /// The cells that a text without control characters takes.
  package static func cells(of text: String) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + cells(of: $1) }
  }

  /// The text if it fits in so many cells; else its beginning and an ellipsis, which fit.
  package static func truncated(_ text: String, to limit: Int) -> String {
    guard cells(of: text) > limit else { return text }
    guard limit > 0 else { return "" }
    var result = ""
    var used = 1
    for character in text {
      used += cells(of: character)
      if used > limit { break }
      result.append(character)
    }
    return result + "…"
  }

  private static func cells(of character: Character) -> Int {
    var sum = 0
    for scalar in character.unicodeScalars {
      if scalar.properties.isEmojiPresentation { return 2 }
      sum += cells(of: scalar)
    }
    // U+FE0F asks for the picture of a character that is a plain sign by itself, such as ❤.
    let asksForPicture =
      character.unicodeScalars.contains("\u{FE0F}")
      && character.unicodeScalars.first?.properties.isEmoji == true
    return asksForPicture ? 2 : sum
  }

  private static func cells(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    case .format: return isPrependedSign(scalar) ? 1 : 0
    default: break
    }
    // Vowels and final consonants of Hangul join the syllable before them.
    if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FB).contains(scalar.value) {
      return 0
    }
    return isWide(scalar.value) ? 2 : 1
  }

  /// Signs such as the Arabic number sign, which are format characters and yet drawn.
  private static func isPrependedSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: true
    default: false
    }
  }

  private static func isWide(_ code: UInt32) -> Bool {
    guard code >= 0x1100 else { return false }
    var low = 0
    var high = wide.count
    while low < high {
      let middle = (low + high) / 2
      if code > wide[middle].upperBound { low = middle + 1 } else { high = middle }
    }
    return low < wide.count && wide[low].contains(code)
  }

  /// The wide and fullwidth characters of EastAsianWidth.txt (Unicode 18), in order. Gaps that hold
  /// only unassigned characters, emoji or combining marks, which are decided elsewhere, are closed.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x3029,
    0x3030...0x303E, 0x3041...0x3163, 0x3165...0x3247, 0x3250...0xA4C6, 0xA960...0xA97C,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x16FE0...0x16FE3, 0x16FF2...0x191D2, 0x1AFF0...0x1B2FB, 0x1D300...0x1D376,
    0x1F1AE...0x1F265, 0x1F6D9...0x1F6D9, 0x1F7DA...0x1F7DA, 0x1FA8B...0x1FAFA,
    0x20000...0x3FFFD,
  ]
}
