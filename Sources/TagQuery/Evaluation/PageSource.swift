/// The pages of one list in one order. They may be asked for before they are wanted, and those that
/// a search has looked at are kept for who reads them.
final class PageSource {
  let session: RegistrySession
  let kind: ListedKind
  let region: String
  let name: String?
  let order: ListOrder
  let pageSize: Int
  /// The place in the query, for messages.
  let range: SourceRange?
  /// How many rows the list has, as the last page told; nil where the registry does not tell.
  private(set) var total: Int?

  private var pending: [Int: PendingPage] = [:]
  private var answers: [Int: ListPage] = [:]

  init(
    _ kind: ListedKind, region: String, name: String? = nil, order: ListOrder,
    pageSize: Int = .max, session: RegistrySession, range: SourceRange?
  ) {
    self.session = session
    self.kind = kind
    self.region = region
    self.name = name
    self.order = order
    self.range = range
    self.pageSize = min(pageSize, session.capabilities.lists(of: kind).largestPage)
  }

  /// The number of the last page; nil where it is not known.
  var lastPage: Int? { total.map { max(1, ($0 + pageSize - 1) / pageSize) } }

  /// Asks for a page, unless that has been done, or enough is under way. Where somebody waits for
  /// an answer nothing else can be asked for meanwhile; otherwise room is left for one request.
  ///
  /// Tells whether the page is here or on its way.
  @discardableResult
  func ask(for page: Int, isAwaited: Bool) -> Bool {
    if pending[page] != nil || answers[page] != nil { return true }
    guard session.mayAskAhead(isAwaited: isAwaited), let started = try? start(page) else {
      return false
    }
    pending[page] = started
    return true
  }

  /// The pages that a search has looked at and nobody has taken.
  var kept: [Int] { answers.keys.sorted() }

  /// Asks for a page that is waited for, and for those behind it that there are.
  func askAhead(from page: Int) {
    guard session.capabilities.lists(of: kind).hasPageNumbers else { return }
    let last = min(lastPage ?? page, page + session.concurrency - 1)
    guard last >= page else { return }
    for next in page...last where !ask(for: next, isAwaited: true) { return }
  }

  private func start(_ page: Int) throws(RunError) -> PendingPage {
    try session.start(
      ListRequest(
        kind, region: region, name: name, order: order, page: page, pageSize: pageSize),
      range: range)
  }

  /// A page, which is given away: who asks again for it gets a new answer.
  func take(_ page: Int) async throws(RunError) -> ListPage {
    if let answer = answers.removeValue(forKey: page) { return answer }
    let call: PendingPage
    if let started = pending.removeValue(forKey: page) {
      call = started
    } else {
      call = try start(page)
    }
    switch await call.answer() {
    case .success(let answer):
      total = answer.totalCount
      return answer
    case .failure(let error):
      if error.kind == .invalidRequest, session.canDo(without: order, of: kind) {
        session.avoid(order)
      }
      throw RunError(error, range: range)
    }
  }

  /// A page that is kept for who takes it later.
  func look(at page: Int) async throws(RunError) -> ListPage {
    if let answer = answers[page] { return answer }
    let answer = try await take(page)
    answers[page] = answer
    return answer
  }

  /// The list is not in its order; from now on the run does without it.
  func misordered() -> RunError {
    session.avoid(order)
    return RunError(
      .failed, "the registry does not keep the order \(order.rawValue) in its list", range: range)
  }

  /// Forgets all pages that are here or on their way, since the list has changed.
  func forget() {
    pending = [:]
    answers = [:]
  }
}
