/// A text of parts with styles, to stand beside what is typed.
public struct Prompt: Equatable, Sendable {
  /// Some text and how it looks.
  public struct Part: Equatable, Sendable {
    /// What is shown. Control characters are left out.
    public var text: String
    /// The parameters of the terminal's sequence for it, such as `1;32` for bold green; nil for
    /// plain text.
    public var style: String?

    /// Makes a part.
    public init(_ text: String, style: String? = nil) {
      self.text = text
      self.style = style
    }
  }

  /// The parts, from left to right.
  public var parts: [Part]

  /// A prompt of several parts.
  public init(parts: [Part]) {
    self.parts = parts
  }

  /// A prompt of one part.
  public init(_ text: String, style: String? = nil) {
    parts = [Part(text, style: style)]
  }

  /// No prompt at all.
  public static let none = Prompt(parts: [])
}

extension Prompt {
  /// How many columns it takes.
  var width: Int {
    var width = parts.reduce(0) { $0 + DisplayText.width(of: DisplayText.printable($1.text)) }
    if needsSpace { width += 1 }
    return width
  }

  /// Whether its end is styled and no blank: then a blank has to follow that bears the reset.
  private var needsSpace: Bool {
    guard let last = parts.last(where: { !$0.text.isEmpty }) else { return false }
    return last.style != nil && last.text.last != " "
  }

  /// The prompt as libedit takes it: sequences between `\u{1}`s, each before a character that is
  /// shown. libedit loses a sequence that nothing follows, and garbles two that follow each other;
  /// so there is one at each change of style, and the last character is plain.
  var encoded: String { encoded(isStyled: true) }

  /// The same, or for terminals that know no styles, the text alone.
  func encoded(isStyled: Bool) -> String {
    var result = ""
    var current: String?
    func change(to style: String?) {
      guard style != current else { return }
      let reset = current == nil ? "" : "\u{1B}[0m"
      result += "\u{1}" + reset + (style.map { "\u{1B}[\($0)m" } ?? "") + "\u{1}"
      current = style
    }
    let shown = parts.map {
      Part(
        DisplayText.printable($0.text), style: isStyled ? $0.style.flatMap(Self.parameters) : nil)
    }.filter { !$0.text.isEmpty }
    for (index, part) in shown.enumerated() {
      change(to: part.style)
      let isLast = index == shown.count - 1
      if isLast, part.style != nil, part.text.last == " " {
        result += part.text.dropLast()
        change(to: nil)
        result += " "
      } else {
        result += part.text
      }
    }
    if current != nil {
      change(to: nil)
      result += " "
    }
    return result
  }

  /// Only digits and semicolons are parameters of that sequence.
  private static func parameters(_ style: String) -> String? {
    let isRight = style.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x3B }
    return isRight ? style : nil
  }
}
