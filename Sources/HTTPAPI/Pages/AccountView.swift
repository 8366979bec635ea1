import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// The account page as its owner sees it.
extension AccountRoutes {
    /// The field of the password form that is wrong.
    enum WrongField { case current, new }

    func seal(_ field: String, _ value: String, _ visitor: Visitor) -> String {
        web.seal([field, value], for: visitor)
    }

    func page(
        _ visitor: Visitor,
        _ request: Request,
        _ context: EdgeContext,
        shown: [FlashMessages.Message] = [],
        problem: String? = nil,
        wrong: WrongField? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var notices: [String] = []
        var newTokens: [ShownNewToken] = []
        for message in shown {
            switch message {
            case .newToken(let secret, let text): newTokens.append(.init(text: text, secret: secret.reveal()))
            case .done(let sentence): notices.append(sentence)
            case .link: web.flashes.leave(message, for: visitor.session.id, at: web.time.now())
            }
        }
        let user = visitor.user
        let now = web.time.now()
        let shownProblem = problem.map { PageProblem(text: $0, reference: context.id) }
        let query = try request.query()
        let logins = try await holdings.sessions.sessions(of: user.id, at: now)
        let (shownLogins, sessionPart) = ListPart.of(
            logins.filter { $0.id == visitor.session.id } + logins.filter { $0.id != visitor.session.id },
            size: Self.partSize,
            page: query.values("logins").first,
            path: { "\(Self.path)?logins=\($0)" }
        )
        let sessions = shownLogins.map { session in
            ShownLogin(
                id: session.id.rawValue,
                agent: BrowserName.of(session.userAgent),
                since: ShownTime.minute(session.createdAt),
                seen: session.seenAt.map { ShownTime($0, now: now) },
                address: session.address,
                provider: session.provider,
                isCurrent: session.id == visitor.session.id,
                seal: seal("session", session.id.rawValue, visitor)
            )
        }
        let (shownTokens, tokenPart) = ListPart.of(
            try await holdings.tokens.list(of: user.id),
            size: Self.partSize,
            page: query.values("tokens").first,
            path: { "\(Self.path)?tokens=\($0)" }
        )
        let apiTokens = shownTokens.map { token in
            let text = token.label.beginning(60)
            return ShownToken(
                id: token.id.rawValue,
                text: text,
                whole: text == token.label ? nil : token.label,
                masked: APITokenSecret.masked(token.id),
                scopes: Self.words(token.scopes),
                created: Self.day(token.createdAt),
                expires: token.expiresAt.map { localized("expires \(Self.day($0))") } ?? localized("never expires"),
                lastUsed: Self.lastUsed(token.lastUsedAt)
                    + (token.lastAddress.map { localized(" from \($0)") } ?? ""),
                seal: seal("token", token.id.rawValue, visitor)
            )
        }
        return try web.show(
            AccountPage(
                title: problem == nil ? localized("Your account") : localized("Error: Your account"),
                problem: wrong == nil ? shownProblem : nil,
                passwordProblem: wrong == nil ? nil : shownProblem,
                newTokens: newTokens,
                userName: user.name,
                displayName: user.displayName,
                email: user.email,
                since: Self.day(user.createdAt),
                hasApplications: holdings.applications != nil,
                memories: try await memoryCounts(visitor),
                tokens: apiTokens,
                tokenPart: tokenPart,
                tokenSeal: seal("new token", "", visitor),
                sessions: sessions,
                sessionPart: sessionPart,
                othersSeal: logins.count > 1 ? seal("others", "", visitor) : nil,
                passkeys: try await passkeyCard(visitor, at: now),
                passwordSeal: try await hasPassword(user) ? seal("password", "", visitor) : nil,
                badCurrentPassword: wrong == .current,
                badNewPassword: wrong == .new
            ),
            web.visit(of: visitor, request, at: now),
            at: .account,
            notices: notices,
            status: status
        )
    }

    /// The number of memories stored under the person's own name, in each workspace they may read.
    private func memoryCounts(_ visitor: Visitor) async throws -> [ShownMemoryCount] {
        var counts: [ShownMemoryCount] = []
        for workspace in visitor.memberships.map(\.workspace) {
            let access = try AccessPolicy.access(
                visitor.principal,
                workspace: workspace.id,
                user: visitor.principal.userName,
                to: .read
            )
            let number = try await holdings.memories.list(access, MemoryFilter(), page: PageRequest(limit: 1)).total
            counts.append(
                ShownMemoryCount(
                    workspace: workspace.words,
                    number: number.of("memory", "memories")
                )
            )
        }
        return counts
    }

    /// The most tokens and the most logins on the page.
    private static let partSize = 10

    static func words(_ scopes: ScopeSet) -> String {
        if scopes.contains(.admin) { return localized("read, write and manage") }
        return scopes.contains(.write) ? localized("read and write") : localized("read only")
    }

    static func lastUsed(_ time: Timestamp?) -> String {
        time.map { localized("last used \(day($0))") } ?? localized("never used")
    }

    static func day(_ time: Timestamp) -> String { ShownTime.date(time) }
}
