import Authorization
import Base
import Identity

/// A login, a token or a connection of a person: when it began, and what is known of its use.
struct ShownAccess: Sendable {
    /// The most entries on the page.
    private static let most = 12

    let title: String
    let detail: String
    let isLogin: Bool
    let isToken: Bool
    let isConnection: Bool
    let isEnd: Bool
    let at: ShownTime
    private let time: Timestamp

    private enum Kind { case login, token, connection, end }

    private init(_ kind: Kind, _ title: String, _ detail: String, at time: Timestamp, now: Timestamp) {
        self.title = title.beginning(60)
        self.detail = detail.beginning(120)
        isLogin = kind == .login
        isToken = kind == .token
        isConnection = kind == .connection
        isEnd = kind == .end
        at = ShownTime(time, now: now)
        self.time = time
    }

    /// Newest first. Logins that ended and tokens that were revoked are not kept.
    static func all(
        sessions: [BrowserSession],
        subjects: [ApplicationSubject],
        ended: [EndedConnection],
        now: Timestamp
    ) -> [ShownAccess] {
        var all = sessions.map { session in
            let through = session.provider.map { localized(", through \($0)") } ?? ""
            let browser = BrowserName.of(session.userAgent)
            return ShownAccess(
                .login,
                localized("You logged in"),
                "\(browser)\(through)",
                at: session.createdAt,
                now: now
            )
        }
        for subject in subjects {
            if let token = subject.token {
                let used =
                    token.lastUsedAt.map { localized("last used \(ShownTime($0, now: now).text)") }
                    ?? localized("never used")
                all.append(
                    .init(
                        .token,
                        localized("You created a token"),
                        "\(token.label), \(used)",
                        at: token.createdAt,
                        now: now
                    )
                )
            }
            for connection in subject.connected?.connections ?? [] {
                all.append(
                    .init(
                        .connection,
                        localized("You let in an application"),
                        subject.name,
                        at: connection.createdAt,
                        now: now
                    )
                )
            }
        }
        all += ended.map { end in
            let shown = ShownEnd(end, now: now)
            return ShownAccess(
                .end,
                localized("\(shown.name) was disconnected"),
                shown.reason,
                at: end.endedAt,
                now: now
            )
        }
        return Array(all.sorted { $0.time > $1.time }.prefix(most))
    }
}
