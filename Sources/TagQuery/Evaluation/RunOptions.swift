/// What a host gives to a run, besides program and registry.
public struct RunOptions: Sendable {
  /// The regions that are asked where the query names none, whatever the script sets; nil for the
  /// script's, or else the registry's own.
  public var regions: [String]?
  /// Tags that may be deleted.
  public var deletions: Int
  /// The most that may go of each image's tags, in percent.
  public var percent: Int
  /// Requests that may be sent; nil for any number.
  public var requests: Int?
  /// How long reading may take; nil for any time.
  public var timeout: TimeSpan?
  /// Requests that may be under way at a time.
  public var concurrency: Int

  static let defaultConcurrency = 8

  /// The defaults: 1,000 deletions, any part of an image, any number of requests, 8 at a time.
  public init() {
    deletions = Limits().deletions
    percent = 100
    requests = nil
    concurrency = Self.defaultConcurrency
  }
}
