import CLibEdit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which keys do what, and `~/.editrc`, where people say otherwise.
extension TerminalEditor {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// The order matters: setting the keys of emacs or vi forgets all others.
  func configure(name: String) {
    clibedit_set_context(editor, Unmanaged.passUnretained(self).toOpaque())
    clibedit_set_reader(editor) {
      Unmanaged<TerminalEditor>.fromOpaque($0).takeUnretainedValue().nextKey()
    }
    clibedit_set_prompts(
      editor, { TerminalEditor.of($0).promptPointer() },
      { TerminalEditor.of($0).rightPromptPointer() })
    addCommands()
    clibedit_set_editor(editor, "emacs")
    bindUsualKeys()
    readSettings(name: name)
    bindKeysThatMustWork()
    clibedit_read_all_keys(editor)
  }

  private func bind(_ keys: [String], to command: String) {
    for key in keys { clibedit_bind(editor, key, command, false) }
  }

  /// Keys that ~/.editrc may bind to something else.
  private func bindUsualKeys() {
    bind(["^I"], to: "le-complete")
    bind(["^R", "^S"], to: "le-search")
    bind(["^P"], to: "le-older")
    bind(["^N"], to: "le-newer")
    bind(["^Z"], to: "le-suspend")
    if clibedit_is_vi(editor) {
      for (key, command) in [
        ("k", "le-older"), ("j", "le-newer"), ("/", "le-search"), ("?", "le-search"),
        ("K", "le-older-same"), ("J", "le-newer-same"),
        ("^P", "le-older"), ("^N", "le-newer"), ("^R", "le-search"),
        // vi's keys take the Escape of a sequence for itself, so its rest is bound.
        ("[A", "le-older"), ("[B", "le-newer"), ("OA", "le-older"), ("OB", "le-newer"),
      ] {
        clibedit_bind(editor, key, command, true)
      }
      return
    }
    ignoreUnknownKeys()
    bind(["\\e[A", "\\eOA"], to: "le-older")
    bind(["\\e[B", "\\eOB"], to: "le-newer")
    bind(["\\ep", "\\eP", "\\e[5~"], to: "le-older-same")
    bind(["\\en", "\\eN", "\\e[6~"], to: "le-newer-same")
    bind(["\\e[1;5C", "\\e[1;3C"], to: "em-next-word")
    bind(["\\e[1;5D", "\\e[1;3D"], to: "ed-prev-word")
    bind(["^A", "\\e[H", "\\eOH", "\\e[1~", "\\e[7~"], to: "le-line-start")
    bind(["^E", "\\e[F", "\\eOF", "\\e[4~", "\\e[8~"], to: "le-line-end")
    bind(["\\e[3~"], to: "ed-delete-next-char")
    bind(["^W"], to: "ed-delete-prev-word")
    bind(["^U"], to: "vi-kill-line-prev")
  }

  /// libedit types the end of a sequence that it does not know, such as that of F5.
  private func ignoreUnknownKeys() {
    var keys = (1...34).map { "\\e[\($0)~" } + ["P", "Q", "R", "S"].map { "\\eO\($0)" }
    for modifier in 2...8 {
      keys += ["A", "B", "C", "D", "F", "H", "P", "Q", "R", "S"].map { "\\e[1;\(modifier)\($0)" }
      keys += [2, 3, 5, 6, 15, 17, 18, 19, 20, 21, 23, 24].map { "\\e[\($0);\(modifier)~" }
    }
    keys += ["A", "B", "C", "D", "E"].map { "\\e[[\($0)" } + ["\\e[I", "\\e[O", "\\e[Z"]
    bind(keys, to: "ed-ignore")
  }

  /// Without these the editor would not do what it promises.
  private func bindKeysThatMustWork() {
    for (key, command) in [("^M", "le-accept"), ("^J", "le-accept"), ("^C", "le-interrupt")] {
      bindInAllModes(key, to: command)
    }
    bind(.insertLine, to: "le-insert-line")
    bind(.search, to: "le-search-step")
    bind(.paste, to: "le-paste")
    bind(.refresh, to: "le-refresh")
  }

  /// Binds one of the keys that no keyboard has.
  func bind(_ key: PrivateKey, to command: String) {
    bindInAllModes("\\" + String(key.rawValue, radix: 8), to: command)
  }

  private func bindInAllModes(_ key: String, to command: String) {
    clibedit_bind(editor, key, command, false)
    if clibedit_is_vi(editor) { clibedit_bind(editor, key, command, true) }
  }

  /// Reads `~/.editrc` as libedit does, but goes back to our keys where it changes to those of vi
  /// or emacs, which forgets them.
  private func readSettings(name: String) {
    guard let path = settingsPath, let file = fopen(path, "r") else { return }
    defer { fclose(file) }
    guard let tokenizer = tok_init(nil) else { return }
    defer { tok_end(tokenizer) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0, let line {
      // A line break would end the last word, too, but belongs to none.
      if let end = strchr(line, 0x0A) { end.pointee = 0 }
      let blanks = strspn(line, " \t")
      guard line[blanks] != 0, line[blanks] != 0x23 else { continue }
      var count: Int32 = 0
      var words: UnsafeMutablePointer<UnsafePointer<CChar>?>?
      tok_reset(tokenizer)
      guard tok_str(tokenizer, line + blanks, &count, &words) == 0, count > 0, let words else {
        continue
      }
      el_parse(editor, count, words)
      let isBind = words[0].map { String(cString: $0).hasSuffix("bind") } ?? false
      if isBind, count == 2, let option = words[1], ["-v", "-e"].contains(String(cString: option)) {
        bindUsualKeys()
      }
    }
  }

  private var settingsPath: String? {
    if let path = getenv("EDITRC") { return String(cString: path) }
    return getenv("HOME").map { String(cString: $0) + "/.editrc" }
  }
}
