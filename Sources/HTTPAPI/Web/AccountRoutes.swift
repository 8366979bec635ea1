import Base
import HTTPTypes
import Hummingbird
import Identity

/// A page of one's own: what is connected, and how to end it.
struct AccountRoutes: Sendable {
    let web: WebDoor
    let door: AuthorizationDoor
    let stores: AuthorizationStores
    let identity: IdentityStores
    let tokens: APITokenDirectory
    let mint: APITokenMint
    let epoch: RevocationEpoch

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.account, .get) { request, _ in
            guard let visitor = try await web.visitor(request, at: web.time.now()) else {
                return .seeOther(WebPath.login(continuing: WebPath.account))
            }
            return try await page(visitor)
        }
        router.on(.accountClient, .post, use: disconnect)
        router.on(.accountTokens, .post, use: makeToken)
        router.on(.accountToken, .post, use: revokeToken)
        router.on(.accountSession, .post, use: endSession)
    }

    @Sendable private func disconnect(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, client) = try await sealed(request, field: "client")
        try await stores.consents.withdraw(from: ID(client), by: visitor.user.id)
        epoch.bump()
        return .seeOther(WebPath.account)
    }

    @Sendable private func revokeToken(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, id) = try await sealed(request, field: "token")
        guard case .one(let token) = try await tokens.find(id, of: visitor.user.id) else { throw Fault(.notFound, "Token not found") }
        _ = try await tokens.remove(token.id)
        return .seeOther(WebPath.account)
    }

    @Sendable private func endSession(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, _, id) = try await sealed(request, field: "session")
        _ = try await stores.sessions.end(ID(id), of: visitor.user.id)
        return .seeOther(WebPath.account)
    }

    /// Shown in the answer itself and never again: a secret has no place in a URL or a second request.
    @Sendable private func makeToken(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, form, _) = try await sealed(request, field: nil)
        do {
            let minted = try await mint.mint(Self.order(form, for: visitor.user), ceiling: .write)
            return try await page(visitor, newToken: minted.secret.reveal())
        } catch let fault as Fault where (400..<500).contains(fault.code.status) {
            return try await page(visitor, problem: fault.detail, status: .init(code: fault.code.status))
        }
    }

    /// What the form says, and nothing in place of what it does not say: a token must not live longer or do more, or less, than
    /// its owner believes.
    private static func order(_ form: FormParameters, for user: User) throws -> APITokenMint.Order {
        guard let scopes = try form.value("scope").flatMap({ ScopeSet(name: $0) }) else {
            throw Fault(.validationFailed, "Choose what the token may do: read, or read and write.")
        }
        let term = try form.value("days") ?? ""
        let days = Int(term)
        guard days != nil || term == AccountPage.never else {
            throw Fault(.validationFailed, "Choose after how many days the token ends, or that it never does.")
        }
        return APITokenMint.Order(
            text: try form.value("description") ?? "", owner: .user(user.id), workspace: user.personalWorkspace, scopes: scopes,
            expiresAfterDays: days)
    }

    /// The visitor of a form of theirs, sealed for the one thing it names.
    private func sealed(_ request: Request, field: String?) async throws -> (Visitor, FormParameters, String) {
        try web.requireOwnPage(request)
        guard let visitor = try await web.visitor(request, at: web.time.now()) else { throw WebDoor.outOfDate }
        let form = try await request.form()
        let value = try field.flatMap { try form.value($0) } ?? ""
        guard web.seals.isValid(try form.value("seal") ?? "", purpose: [field ?? "new token", value], browser: visitor.cookie) else {
            throw WebDoor.outOfDate
        }
        return (visitor, form, value)
    }

    private func seal(_ field: String, _ value: String, _ visitor: Visitor) -> String {
        web.seals.seal(purpose: [field, value], browser: visitor.cookie)
    }

    private func page(
        _ visitor: Visitor, newToken: String? = nil, problem: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let user = visitor.user
        let now = web.time.now()
        let sessions = try await stores.sessions.sessions(of: user.id, at: now).map { session in
            AccountPage.Session(
                id: session.id.rawValue, agent: session.userAgent ?? "A browser", since: Self.day(session.createdAt),
                provider: session.provider, isCurrent: session.id == visitor.session.id,
                seal: seal("session", session.id.rawValue, visitor))
        }
        let apiTokens = try await tokens.list(of: user.id).map { token in
            AccountPage.Token(
                id: token.id.rawValue, text: token.text, masked: APITokenSecret.masked(token.id),
                scopes: token.scopes.names.last ?? "", created: Self.day(token.createdAt),
                expires: token.expiresAt.map { "ends \(Self.day($0))" } ?? "never ends",
                lastUsed: token.lastUsedAt.map(Self.day) ?? "never", seal: seal("token", token.id.rawValue, visitor))
        }
        return try web.response(
            AccountPage(
                base: "", person: user.name, problem: problem, newToken: newToken, userName: user.name, displayName: user.displayName,
                email: user.email, since: Self.day(user.createdAt), mcpURL: "\(door.options.issuer)/mcp",
                clients: try await connected(visitor, at: now), tokens: apiTokens, tokenSeal: seal("new token", "", visitor),
                sessions: sessions, logoutSeal: web.seals.seal(purpose: ["logout"], browser: visitor.cookie)),
            status: status, formTargets: visitor.session.provider == nil ? [] : [WebDoor.anySite])
    }

    private func connected(_ visitor: Visitor, at now: Timestamp) async throws -> [AccountPage.ConnectedClient] {
        let grants = try await stores.grants.grants(of: visitor.user.id)
        var result: [AccountPage.ConnectedClient] = []
        for consent in try await stores.consents.consents(of: visitor.user.id) {
            let client = try? await door.server.clients.client(consent.client.rawValue, at: now)
            let lastUsed = grants.filter { $0.client == consent.client }.compactMap(\.lastUsedAt).max()
            let workspace = try await identity.workspaces.workspace(consent.workspace)
            result.append(
                AccountPage.ConnectedClient(
                    id: consent.client.rawValue, name: client?.name ?? "An application without a name",
                    host: ClientDocumentURL(consent.client.rawValue)?.host, scopes: consent.scopes.text,
                    workspace: workspace.map { $0.kind == .personal ? "your own memories" : "team \($0.name)" } ?? "",
                    lastUsed: lastUsed.map(Self.day) ?? "not yet", seal: seal("client", consent.client.rawValue, visitor)))
        }
        return result
    }

    private static func day(_ time: Timestamp) -> String { String(time.description.prefix(10)) }
}
