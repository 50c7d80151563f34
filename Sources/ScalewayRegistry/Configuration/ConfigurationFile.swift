import TagQuery
import Yams

/// A configuration file as it is on a disk.
public struct ConfigurationFile: Sendable {
  /// What is in it.
  public var text: String
  /// Who may do what with it: the lowest nine bits, `0o600` for the owner alone.
  public var permissions: UInt32

  /// A file.
  public init(text: String, permissions: UInt32) {
    self.text = text
    self.permissions = permissions
  }
}

/// Why a file that is there cannot be read.
public struct ConfigurationFileError: Error, Sendable, Hashable {
  /// Half a sentence for people: `it may not be read`.
  public var message: String

  /// A reason.
  public init(_ message: String) { self.message = message }
}

/// The vendor's configuration file, as far as it matters here.
struct ConfigurationText {
  private let root: Node.Mapping

  /// Throws where it is no YAML, or no mapping.
  ///
  /// What the parser says is not passed on whole: it repeats the line, which may hold the secret.
  init(_ text: String, path: String) throws(ScalewayConfigurationError) {
    func wrong(_ what: String) -> ScalewayConfigurationError {
      ScalewayConfigurationError("\(shown(path)) \(what); mend it, or make a new one with scw init")
    }
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _),
      YamlError.composer(_, _, let mark, _)
    {
      throw wrong("is no YAML at line \(mark.line)")
    } catch {
      throw wrong("is no YAML")
    }
    switch node {
    case nil: root = Node.Mapping([])
    case .scalar(let scalar)? where scalar.string.isEmpty: root = Node.Mapping([])
    case .mapping(let mapping)?: root = mapping
    default: throw wrong("is not what it should be: keys and values")
    }
  }

  /// A value of the root, or of a profile.
  func value(_ key: String, profile: String? = nil) -> String? {
    let mapping = profile.map { profiles?[Node($0)]?.mapping } ?? root
    guard let scalar = mapping?[Node(key)]?.scalar else { return nil }
    let isPlainNull = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    return isPlainNull || scalar.string.isEmpty ? nil : scalar.string
  }

  /// The names of the profiles, as they stand in the file.
  var profileNames: [String] { profiles?.keys.compactMap { $0.scalar?.string } ?? [] }

  private var profiles: Node.Mapping? { root[Node("profiles")]?.mapping }
}
