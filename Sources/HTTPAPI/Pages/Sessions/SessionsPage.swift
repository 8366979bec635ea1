/// The list of sessions.
struct SessionsPage: WebPage {
    static let template = "sessions"

    let title = "Sessions"
    let count: String
    let sessions: [ShownSession]
    let hasSessions: Bool
    let range: String
    let previous: String?
    let next: String?

    /// - Parameter page: counted from 1.
    init(_ sessions: [ShownSession], total: Int, page: Int) {
        let first = (page - 1) * Self.size + 1
        self.sessions = sessions
        hasSessions = !sessions.isEmpty
        count = total.of("session", "sessions")
        range = "\(first.grouped)–\((first + sessions.count - 1).grouped) of \(total.grouped)"
        previous = page > 1 ? "\(PageEndpoint.conversations.rawValue)?page=\(page - 1)" : nil
        next =
            first + sessions.count - 1 < total && !sessions.isEmpty
            ? "\(PageEndpoint.conversations.rawValue)?page=\(page + 1)" : nil
    }

    static let size = 20
}
