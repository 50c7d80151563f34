/// Everything that a program is compiled against. The core has nothing ambient: the clock, files
/// and bounds are handed in here.
public struct QueryEnvironment: Sendable {
  /// The kinds of rows that pipelines can start with.
  public var resources: [Resource]
  /// What `now()` is, for all of a program.
  public var now: Timestamp
  /// The bounds.
  public var limits: Limits
  /// Where `include`, `lines` and list parameters find files; nil where there are none.
  public var files: (any ProgramFiles)?
  /// What is wrong with a file name behind `into`; nil where the host takes no results.
  public var resultFileProblem: (@Sendable (String) -> String?)?
  /// Whether `delete` and `into` are errors.
  public var isReadOnly: Bool
  /// Whether a parameter without a value gets a made-up one, so that a script can be checked
  /// without what it will be given.
  public var assumesParameters: Bool
  /// Whether a value may be given for a parameter that the program does not have.
  public var allowsUnknownParameters: Bool

  /// An environment of a container registry at a moment, without files.
  public init(now: Timestamp) {
    resources = Resource.standard
    self.now = now
    limits = Limits()
    files = nil
    resultFileProblem = nil
    isReadOnly = false
    assumesParameters = false
    allowsUnknownParameters = false
  }
}

/// The files of a host that a program may read.
public protocol ProgramFiles: Sendable {
  /// The bytes of a file and a name for it that is the same however it is reached.
  ///
  /// `path` is relative to the file named `includer`, or to the host's own place without one.
  /// Throws `ProgramFileError`.
  func read(_ path: String, from includer: String?) throws(ProgramFileError) -> ProgramFile
}

/// A file that was read.
public struct ProgramFile: Sendable {
  /// A name that is the same however the file is reached; messages show it.
  public var name: String
  /// What it holds.
  public var bytes: [UInt8]

  /// A file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }
}

/// A file that could not be read.
public struct ProgramFileError: Error, Sendable {
  /// Why, such as `no such file`.
  public var reason: String

  /// An error.
  public init(_ reason: String) { self.reason = reason }
}

/// A parameter's value from outside.
public enum ParameterValue: Sendable, Hashable {
  /// A text, to be read as the parameter's type; a list as `a,b` or `@file`.
  case text(String)
  /// A value of the parameter's type.
  case value(Value)
}
