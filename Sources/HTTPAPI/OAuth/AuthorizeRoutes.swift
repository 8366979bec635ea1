package import Authorization
package import Base
import HTTPTypes
import Hummingbird
import Identity

/// The authorization endpoint as a browser sees it. GET changes nothing and may be repeated: one client fetches the URL
/// itself before it opens the browser.
package struct AuthorizeRoutes: Sendable {
    private let server: AuthorizationServer
    private let people: any ConsentPages
    let templates: PageTemplates
    private let time: any TimeSource
    private var issuer: String { server.options.issuer }

    /// - Parameter people: where people log in and answer forms.
    /// - Throws: what is wrong with a page's template.
    package init(server: AuthorizationServer, people: any ConsentPages, time: any TimeSource) throws {
        self.server = server
        self.people = people
        self.time = time
        templates = try PageTemplates()
    }

    func mount(on router: some RouterMethods<EdgeContext>) {
        for endpoint in [OAuthEndpoint.authorize, .guessedAuthorize] { router.on(endpoint, .get, use: ask) }
        router.on(.authorize, .post, use: decide)
    }

    @Sendable private func ask(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let now = time.now()
        let query = request.uri.query ?? ""
        let parameters = try FormParameters(parsing: query)
        let target = try await target(parameters, at: now)
        let visitor = try await people.visitor(request, at: now)
        let login = Response.seeOther(PageEndpoint.login(continuing: Self.path(query)))
        do {
            let (authorization, step) = try await server.step(
                parameters,
                target: target,
                session: visitor.map { ($0.session, $0.user) },
                at: now
            )
            switch (step, visitor) {
            case (.login, _), (_, nil):
                return login
            case (.consent, let visitor?):
                return try await page(authorization, query: query, visitor: visitor)
            case (.issue(let user, let browser, let workspace), _):
                let code = try await server.issueCode(
                    authorization,
                    user: user,
                    session: browser,
                    workspace: workspace,
                    at: now
                )
                return try handedOver(target.success(code: code, issuer: issuer), target)
            }
        } catch let fault as Fault {
            // First we know the person, then the request is judged again (RFC 9700 §4.11.2). `prompt=none` is never
            // shown to anybody.
            let isSilent = (try? parameters.value("prompt")) == "none"
            guard visitor != nil || isSilent || target.mayReceiveErrorsBeforeLogin else { return login }
            let back = target.failure(fault, issuer: issuer)
            return isSilent ? .seeOther(back) : try handedOver(back, target, fault)
        }
    }

    @Sendable private func decide(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let now = time.now()
        let form = try await request.form()
        // A request may come by POST too (OIDC Core §3.1.2.1): it is asked as by GET, and decides nothing.
        if try form.value("seal") == nil, try form.value("client_id") != nil { return try Self.asked(form) }
        try people.requireOwnPage(request)
        guard let query = try form.value("request"), let seal = try form.value("seal") else {
            throw Fault(.invalidRequest, "The form is incomplete.")
        }
        let parameters = try FormParameters(parsing: query)
        // Everything is judged again: what the form carries was in the browser's hands.
        let target = try await target(parameters, at: now)
        let visitor = try await people.answering(
            request,
            seal: seal,
            purpose: { Self.purpose(query, $0) },
            page: Self.path(query),
            at: now
        )
        do {
            let authorization = try AuthorizationRequest(
                parameters,
                target: target,
                resources: server.options.resources
            )
            guard try form.value("decision") == "approve" else { throw Fault(.accessDenied, "The person said no.") }
            guard let workspace = try form.value("workspace") else {
                throw Fault(.invalidRequest, "No workspace was chosen.")
            }
            let code = try await server.approve(
                authorization,
                user: visitor.user,
                session: visitor.session,
                workspace: ID(workspace),
                at: now
            )
            return try handedOver(target.success(code: code, issuer: issuer), target)
        } catch let fault as Fault {
            return try handedOver(target.failure(fault, issuer: issuer), target, fault)
        }
    }

    /// The answer on its way to the application. A redirect to a scheme of its own leaves the browser on the page it
    /// came from, buttons and all, so that people press them again: there, a page says what happens.
    private func handedOver(_ location: String, _ target: RedirectTarget, _ fault: Fault? = nil) throws -> Response {
        guard target.uri.kind == .privateUse else { return .seeOther(location) }
        let name = target.client.name ?? target.uri.display
        return try templates.response(LeavingPage(application: name, link: location, fault: fault))
    }

    private static func asked(_ form: FormParameters) throws -> Response {
        let query = Percent.encode(form.pairs.map { ($0.name, $0.value) })
        guard query.utf8.count <= 12_000 else { throw Fault(.invalidRequest, "The request is too long.") }
        return .seeOther(Self.path(query))
    }

    /// A page of status 400 for everything that is wrong before the way back is proven: clients that were forgotten
    /// here register again on 400 only.
    private func target(_ parameters: FormParameters, at now: Timestamp) async throws -> RedirectTarget {
        do {
            return try await server.target(parameters, at: now)
        } catch let fault as Fault where fault.code == .invalidClient {
            throw Fault(.invalidRequest, fault.detail, cause: fault.cause)
        }
    }

    private func page(_ request: AuthorizationRequest, query: String, visitor: Visitor) async throws -> Response {
        let client = request.target.client
        let isNative = request.target.uri.kind != .https
        let workspaces = try await server.workspaces(of: visitor.user)
        let choices = workspaces.enumerated().map { index, membership in
            ConsentPage.Choice(
                id: membership.workspace.id.rawValue,
                label: membership.workspace.kind == .personal ? "My own memories" : "Team \(membership.workspace.name)",
                role: membership.workspace.kind == .personal
                    ? "nobody else sees them" : "as \(membership.role.rawValue)",
                isFirst: index == 0
            )
        }
        let page = ConsentPage(
            person: visitor.user.name,
            clientName: client.name ?? "An application without a name",
            clientHost: ClientDocumentURL(client.id.rawValue)?.host,
            redirectHost: request.target.uri.display,
            userName: visitor.user.name,
            scopes: request.scopes.ordered.map(\.words),
            isUnverified: client.origin == .registered && !isNative,
            isNative: isNative,
            workspaces: choices,
            onlyWorkspace: request.scopes.memory.isEmpty ? visitor.user.personalWorkspace.rawValue : nil,
            request: query,
            otherLogin: PageEndpoint.login(continuing: Self.path(query)),
            seal: people.seal(Self.purpose(query, visitor), for: visitor)
        )
        return try templates.response(page, formTargets: [request.target.uri.formTargets])
    }

    private static func path(_ query: String) -> String { "\(OAuthEndpoint.authorize.rawValue)?\(query)" }

    /// What the consent form is bound to: this request, this person, this login.
    private static func purpose(_ query: String, _ visitor: Visitor) -> [String] {
        ["consent", query, visitor.user.id.rawValue, visitor.session.id.rawValue]
    }
}
