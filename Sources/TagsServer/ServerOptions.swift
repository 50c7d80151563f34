public import TagQuery

/// How a server behaves.
public struct ServerOptions: Sendable {
  /// Where it listens.
  public var address = ListenAddress(host: "127.0.0.1", port: 7080)
  /// What clients must send in the header `X-Auth-Token`; nil for anything. Without one, the server
  /// listens to this machine only.
  public var token: String?
  /// How long it waits before each answer, when it has done what was asked.
  public var latency: Duration = .zero
  /// How it misbehaves.
  public var faults = FaultRates()
  /// A tag is pushed before every so many pages of tags; nil for none.
  public var churn: Int?
  /// What faults and pushes depend on.
  public var seed: UInt64 = 0
  /// How long a deleted tag is still seen, with the status `deleting`.
  public var deletionDelay: Duration = .zero
  /// How long requests in flight may take when the server is told to stop.
  public var patience: Duration = .seconds(30)
  /// Whether SIGTERM and SIGINT stop it.
  public var stopsOnSignals = false
  /// Takes the lines of the access log, without their line breaks. They are safe to show on a
  /// terminal. It is called from many tasks at once.
  public var log: (@Sendable (String) -> Void)?
  /// Pushes a tag to the registry, in a region; `churn` needs it.
  public var push: (@Sendable (TagRecord, String) async throws(RegistryError) -> Void)?
  /// The present moment.
  public var now: @Sendable () -> Timestamp
  /// The moment on a clock that only goes forwards, for durations.
  public var uptime: @Sendable () -> ContinuousClock.Instant = { .now }

  /// The behaviour that the options of a new server have; the clock is handed in.
  public init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
  }
}
