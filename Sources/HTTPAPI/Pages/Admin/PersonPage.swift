import Authorization
import Base
import Identity

/// One person of the server, for its administrators: the account, and what may act for it. Never a memory.
struct PersonPage: WebPage {
    static let template = "person"

    struct Team: Sendable {
        let name: String
        let role: String
    }

    /// A session, a token or an application.
    struct Row: Sendable {
        let id: String
        let name: String
        let detail: String
        let lastUsed: ShownTime?
        let address: String?
    }

    let title: String
    let tab = ["people": true]
    let name: String
    let shown: String
    let monogram: Monogram
    let email: String?
    let isActive: Bool
    let isAdministrator: Bool
    let isSelf: Bool
    let since: ShownTime
    let teams: [Team]
    let path: String
    let seal: String
    let sessions: [Row]
    let sessionPart: ListPart?
    let tokens: [Row]
    let tokenPart: ListPart?
    /// False without an authorization server.
    let hasApplications: Bool
    let applications: [Row]
    let applicationPart: ListPart?

    /// Everything that can act for a person.
    struct Holdings {
        let sessions: [BrowserSession]
        let tokens: [APIToken]
        /// Nil without an authorization server.
        let applications: [ConnectedApplication]?
    }

    private static let size = 10

    /// - Parameter page: the number of the page of a list, by the name it has in the address.
    init(
        _ user: User,
        _ memberships: [Membership],
        _ held: Holdings,
        visit: PageVisit,
        seal: String,
        page: (String) -> String?
    ) {
        let now = visit.now
        let path = PageEndpoint.person.path(user.id.rawValue)
        title = user.name
        name = user.name
        shown = user.displayName ?? user.name
        monogram = Monogram(ofPerson: shown)
        email = user.email
        isActive = user.status == .active
        isAdministrator = user.isAdministrator
        isSelf = user.id == visit.visitor.user.id
        since = ShownTime(user.createdAt, now: now)
        teams = memberships.filter { $0.workspace.kind == .team }.map {
            Team(name: $0.workspace.name, role: $0.role.word)
        }
        self.path = path
        self.seal = seal
        func part<Item>(_ items: [Item], _ name: String) -> ([Item], ListPart?) {
            ListPart.of(items, size: Self.size, page: page(name), path: { "\(path)?\(name)=\($0)" })
        }
        let (sessions, sessionPart) = part(held.sessions, "logins")
        self.sessions = sessions.map { session in
            Row(
                id: session.id.rawValue,
                name: BrowserName.of(session.userAgent),
                detail: session.provider.map {
                    localized("logged in \(ShownTime.date(session.createdAt)) through \($0)")
                } ?? localized("logged in \(ShownTime.date(session.createdAt))"),
                lastUsed: session.seenAt.map { ShownTime($0, now: now) },
                address: session.address
            )
        }
        self.sessionPart = sessionPart
        let (tokens, tokenPart) = part(held.tokens, "tokens")
        self.tokens = tokens.map { token in
            Row(
                id: token.id.rawValue,
                name: token.label.beginning(60),
                detail: [
                    AccountRoutes.words(token.scopes), localized("created \(ShownTime.date(token.createdAt))"),
                    token.expiresAt.map { localized("expires \(ShownTime.date($0))") } ?? localized("never expires"),
                ].joined(separator: " · "),
                lastUsed: token.lastUsedAt.map { ShownTime($0, now: now) },
                address: token.lastAddress
            )
        }
        self.tokenPart = tokenPart
        hasApplications = held.applications != nil
        let (applications, applicationPart) = part(held.applications ?? [], "applications")
        self.applications = applications.map { application in
            Row(
                id: application.id,
                name: ShownApplication.name(of: application),
                detail: application.target ?? application.client.rawValue,
                lastUsed: application.lastUsedAt.map { ShownTime($0, now: now) },
                address: application.lastAddress
            )
        }
        self.applicationPart = applicationPart
    }
}
