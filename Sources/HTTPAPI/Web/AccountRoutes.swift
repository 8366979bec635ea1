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
        let form = try await request.form()
        let value = try field.flatMap { try form.value($0) } ?? ""
        let visitor = try await web.requireSeal(
            form.value("seal"), { _ in [field ?? "new token", value] }, of: web.visitor(request, at: web.time.now()), page: WebPath.account)
        return (visitor, form, value)
    }

    private func seal(_ field: String, _ value: String, _ visitor: Visitor) -> String { web.seal([field, value], for: visitor) }

    private func page(
        _ visitor: Visitor, newToken: String? = nil, problem: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let user = visitor.user
        let now = web.time.now()
        let sessions = try await stores.sessions.sessions(of: user.id, at: now).map { session in
            AccountPage.Session(
                id: session.id.rawValue, agent: BrowserName.of(session.userAgent), since: Self.minute(session.createdAt),
                provider: session.provider, isCurrent: session.id == visitor.session.id,
                seal: seal("session", session.id.rawValue, visitor))
        }
        let apiTokens = try await tokens.list(of: user.id).map { token in
            AccountPage.Token(
                id: token.id.rawValue, text: token.text, masked: APITokenSecret.masked(token.id),
                scopes: Self.words(token.scopes), created: Self.day(token.createdAt),
                expires: token.expiresAt.map { "ends \(Self.day($0))" } ?? "never ends",
                lastUsed: Self.lastUsed(token.lastUsedAt), seal: seal("token", token.id.rawValue, visitor))
        }
        return try web.response(
            AccountPage(
                person: user.name, problem: problem, newToken: newToken, userName: user.name, displayName: user.displayName,
                email: user.email, since: Self.day(user.createdAt), mcpURL: door.options.resources.names[0],
                clients: try await connected(visitor), tokens: apiTokens, tokenSeal: seal("new token", "", visitor),
                sessions: sessions, logoutSeal: web.seal(["logout"], for: visitor)),
            status: status, formTargets: visitor.session.provider == nil ? [] : [WebDoor.anySite])
    }

    /// What applications hold: what is remembered of a consent, and all that lives of earlier ones, which a later consent to less did
    /// not end.
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
                    id: id.rawValue, name: try await name(of: id, document),
                    host: document.map { String($0.text.dropFirst("https://".count)) }, scopes: scopes.ordered.map(\.words),
                    workspace: Self.distinct(held.compactMap { places[$0.workspace] }).joined(separator: ", "),
                    lastUsed: Self.lastUsed(grants.filter { $0.client == id }.compactMap(\.lastUsedAt).max()),
                    seal: seal("client", id.rawValue, visitor)))
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
    private static func minute(_ time: Timestamp) -> String { "\(day(time)) \(time.description.dropFirst(11).prefix(5)) UTC" }
}

extension Workspace {
    /// What its owner or member calls it.
    fileprivate var words: String { kind == .personal ? "your own memories" : "team \(name)" }
}
