/// Keeps the folders of the core in the order in which data flows: each knows only those before it.
///
/// It goes by names, not by types: a name that is declared at the top level of a later folder, and
/// nowhere in this folder or an earlier one, must not be used. Members that a later folder adds to
/// an earlier type escape it.
struct LayerCheck {
  /// The folders of the core in the order in which data flows. Files beside them come last.
  static let folders = [
    "Model", "Diagnostics", "Syntax", "Semantics", "Registry", "Planning", "Evaluation",
    "Deletion", "Completion", "Formatting",
  ]
  static let root = "Sources/TagQuery/"

  private let files: [(file: ProjectFile, layer: Int, names: SwiftNames)]
  private var findings: [Finding] = []
  /// The first layer that declares a name at the top level, where others can see it.
  private var layerOfName: [String: Int] = [:]
  /// The first layer that declares a name at all.
  private var layerOfAnyName: [String: Int] = [:]

  static func findings(in files: [ProjectFile]) -> [Finding] {
    var check = LayerCheck(files)
    check.run()
    return check.findings
  }

  private init(_ files: [ProjectFile]) {
    var known: [(ProjectFile, Int, SwiftNames)] = []
    for file in files where file.path.hasPrefix(Self.root) {
      let parts = file.path.dropFirst(Self.root.count).split(separator: "/")
      if parts.count == 1 {
        known.append((file, Self.folders.count, SwiftNames(of: file.text)))
      } else if let layer = Self.folders.firstIndex(of: String(parts[0])) {
        known.append((file, layer, SwiftNames(of: file.text)))
      } else {
        findings.append(
          Finding(
            path: file.path, line: 1,
            message: "\(parts[0]) has no place among the folders; give it one in LayerCheck"))
      }
    }
    self.files = known
    for (_, layer, names) in known {
      for name in names.visible { layerOfName[name] = min(layer, layerOfName[name] ?? layer) }
      for name in names.declared {
        layerOfAnyName[name] = min(layer, layerOfAnyName[name] ?? layer)
      }
    }
  }

  private mutating func run() {
    for (file, layer, names) in files {
      for use in names.uses {
        guard let home = layerOfName[use.text], home > layer else { continue }
        if let other = layerOfAnyName[use.text], other <= layer { continue }
        findings.append(
          Finding(
            path: file.path, line: use.line,
            message: "\(use.text) belongs to \(Self.title(home)), which comes after "
              + Self.title(layer)))
      }
    }
  }

  private static func title(_ layer: Int) -> String {
    layer < folders.count ? folders[layer] : "the files beside the folders"
  }
}
