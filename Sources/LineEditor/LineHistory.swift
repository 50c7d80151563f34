/// The texts that were typed, oldest first, kept in a file for the next session.
///
/// The file is private (0600). Each text is added to it as it is typed, under a lock, so that
/// sessions running at once keep each other's, and a crash loses none. A file that is not a
/// history is left as it is.
public final class LineHistory {
  /// Why texts are not kept beyond this session.
  public enum Problem: Error, Equatable, Sendable {
    /// There is a file of that name which is no history.
    case foreignFile(path: String)
    /// The file cannot be read or written: what the system says to that.
    case inaccessible(path: String, reason: String)
  }

  /// The texts, oldest first; those of other sessions as of when this one began.
  public private(set) var entries: [String]
  /// Why nothing is kept; nil while all is well, and where no file was asked for.
  public private(set) var problem: Problem?

  private let file: HistoryFile?
  private let limit: Int
  private let isKept: (String) -> Bool

  /// Reads the history.
  ///
  /// - Parameters:
  ///   - path: the file, which is made when it is needed; nil keeps texts for this session only.
  ///   - limit: how many texts are kept.
  ///   - isKept: whether a text may be kept. Those which hold a secret should not.
  public init(
    path: String?, limit: Int = 5000, isKept: @escaping (String) -> Bool = { _ in true }
  ) {
    file = path.map { HistoryFile(path: $0, limit: limit) }
    self.limit = max(1, limit)
    self.isKept = isKept
    entries = []
    guard let file else { return }
    do {
      entries = try file.load()
    } catch {
      problem = error
    }
  }

  /// Adds a text; returns whether it is kept. Blank ones, those that begin with a blank, and the
  /// same once more are not, nor what the caller's filter refuses.
  @discardableResult
  public func add(_ text: String) -> Bool {
    guard let first = text.first, first != " ", !text.allSatisfy(\.isWhitespace),
      text != entries.last, !text.unicodeScalars.contains("\0"), isKept(text)
    else { return false }
    entries.append(text)
    if entries.count > limit { entries.removeFirst(entries.count - limit) }
    guard let file, problem == nil else { return true }
    do {
      try file.append(text)
    } catch {
      problem = error
    }
    return true
  }
}
