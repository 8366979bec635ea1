/// The list of sessions.
struct SessionsPage: WebPage {
    static let template = "sessions"

    let title = localized("Sessions")
    let count: String
    let sessions: [ShownSession]
    let hasSessions: Bool
    let part: ListPart

    /// - Parameter page: counted from 1.
    init(_ sessions: [ShownSession], total: Int, page: Int) {
        self.sessions = sessions
        hasSessions = !sessions.isEmpty
        count = total.of("session", "sessions")
        part = ListPart(page, size: Self.size, shown: sessions.count, of: total) { number in
            "\(PageEndpoint.conversations.rawValue)?page=\(number)"
        }
    }

    static let size = 20
}
