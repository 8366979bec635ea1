import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The account page as its owner sees it.
extension AccountRoutes {
    /// Which field of the password form a problem is about.
    enum WrongField { case current, new }

    func seal(_ field: String, _ value: String, _ visitor: Visitor) -> String {
        web.seal([field, value], for: visitor)
    }

    func page(
        _ visitor: Visitor,
        _ context: EdgeContext,
        shown: [FlashMessages.Message] = [],
        problem: String? = nil,
        wrong: WrongField? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        var notices: [String] = []
        var newTokens: [AccountPage.NewToken] = []
        for message in shown {
            switch message {
            case .newToken(let secret, let text): newTokens.append(.init(text: text, secret: secret.reveal()))
            case .done(let sentence): notices.append(sentence)
            }
        }
        let user = visitor.user
        let now = web.time.now()
        let sessions = try await stores.sessions.sessions(of: user.id, at: now).map { session in
            AccountPage.Session(
                id: session.id.rawValue,
                agent: BrowserName.of(session.userAgent),
                since: Self.minute(session.createdAt),
                provider: session.provider,
                isCurrent: session.id == visitor.session.id,
                seal: seal("session", session.id.rawValue, visitor)
            )
        }
        let apiTokens = try await tokens.list(of: user.id).map { token in
            AccountPage.Token(
                id: token.id.rawValue,
                text: token.text,
                masked: APITokenSecret.masked(token.id),
                scopes: Self.words(token.scopes),
                created: Self.day(token.createdAt),
                expires: token.expiresAt.map { "ends \(Self.day($0))" } ?? "never ends",
                lastUsed: Self.lastUsed(token.lastUsedAt),
                seal: seal("token", token.id.rawValue, visitor)
            )
        }
        return try web.response(
            AccountPage(
                title: problem == nil ? "Your account" : "Error: Your account",
                person: user.name,
                problem: wrong == nil ? problem : nil,
                passwordProblem: wrong == nil ? nil : problem,
                reference: problem.map { _ in context.id },
                notices: notices,
                newTokens: newTokens,
                userName: user.name,
                displayName: user.displayName,
                email: user.email,
                since: Self.day(user.createdAt),
                mcpURL: door.options.resources.names[0],
                clients: try await connected(visitor),
                tokens: apiTokens,
                tokenSeal: seal("new token", "", visitor),
                sessions: sessions,
                passwordSeal: try await hasPassword(user) ? seal("password", "", visitor) : nil,
                badCurrentPassword: wrong == .current,
                badNewPassword: wrong == .new,
                logoutSeal: web.seal(["logout"], for: visitor)
            ),
            status: status,
            formTargets: visitor.session.provider == nil ? [] : [WebDoor.anySite]
        )
    }

    /// What applications hold: what is remembered of a consent, and all that lives of earlier ones, which a later
    /// consent to less did not end.
    private func connected(_ visitor: Visitor) async throws -> [AccountPage.ConnectedClient] {
        let consents = try await stores.consents.consents(of: visitor.user.id)
        let grants = try await stores.grants.grants(of: visitor.user.id)
        let all =
            consents.map { (client: $0.client, workspace: $0.workspace, scopes: $0.scopes) }
            + grants.map { (client: $0.client, workspace: $0.workspace, scopes: $0.scopes) }
        var places: [ID<Workspace>: String] = [:]
        for id in Set(all.map(\.workspace)) { places[id] = try await identity.workspaces.workspace(id)?.words }
        var clients: [AccountPage.ConnectedClient] = []
        for id in Self.distinct(all.map(\.client)) {
            let held = all.filter { $0.client == id }
            let scopes = OAuthScopes(held.reduce(into: []) { $0.formUnion($1.scopes.values) })
            let document = ClientDocumentURL(id.rawValue)
            clients.append(
                AccountPage.ConnectedClient(
                    id: id.rawValue,
                    name: try await name(of: id, document),
                    host: document.map { String($0.text.dropFirst("https://".count)) },
                    scopes: scopes.ordered.map(\.words),
                    workspace: Self.distinct(held.compactMap { places[$0.workspace] }).joined(separator: ", "),
                    lastUsed: Self.lastUsed(grants.filter { $0.client == id }.compactMap(\.lastUsedAt).max()),
                    seal: seal("client", id.rawValue, visitor)
                )
            )
        }
        return clients
    }

    /// Each once, in the order of the first.
    private static func distinct<Item: Hashable>(_ items: [Item]) -> [Item] {
        var seen: Set<Item> = []
        return items.filter { seen.insert($0).inserted }
    }

    /// A metadata document is not fetched for this page: its host is what vouches for it, and is known.
    private func name(of id: ID<Client>, _ document: ClientDocumentURL?) async throws -> String {
        if let document { return document.host }
        return try await stores.clients.client(id)?.name ?? "An application without a name"
    }

    private static func words(_ scopes: ScopeSet) -> String {
        if scopes.contains(.admin) { return "may read, write and manage" }
        return scopes.contains(.write) ? "may read and write" : "may read"
    }

    private static func lastUsed(_ time: Timestamp?) -> String { time.map { "last used \(day($0))" } ?? "not used yet" }

    private static func day(_ time: Timestamp) -> String { String(time.description.prefix(10)) }
    private static func minute(_ time: Timestamp) -> String {
        "\(day(time)) \(time.description.dropFirst(11).prefix(5)) UTC"
    }
}

extension Workspace {
    /// What its owner or member calls it.
    fileprivate var words: String { kind == .personal ? "your own memories" : "team \(name)" }
}
