import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The authorization endpoint for browsers. GET changes nothing and may be repeated: one client fetches the URL itself
/// before it opens the browser.
struct AuthorizeRoutes: Sendable {
    private let server: AuthorizationServer
    private let people: any ConsentPages
    private let notes: StepNotes
    let templates: PageTemplates
    private let time: any TimeSource
    private var issuer: String { server.options.issuer }

    /// - Parameter people: the pages on which people log in and submit forms.
    init(server: AuthorizationServer, people: any ConsentPages, notes: StepNotes, time: any TimeSource) {
        self.server = server
        self.people = people
        self.notes = notes
        self.time = time
        templates = PageTemplates(more: people.languages)
    }

    func mount(on router: some RouterMethods<EdgeContext>) {
        for endpoint in [OAuthEndpoint.authorize, .guessedAuthorize] { router.on(endpoint, .get, use: ask) }
        router.on(.authorize, .post, use: decide)
    }

    @Sendable private func ask(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let now = time.now()
        let query = request.uri.query ?? ""
        let parameters = try FormParameters(parsing: query)
        let client = try? parameters.value("client_id")
        let target = try await notes.failing(.login, of: client, request, context) {
            try await self.target(parameters, at: now)
        }
        let visitor = try await people.visitor(request, at: now)
        func note(_ stage: ConnectionStage, passed: Bool, _ remark: String? = nil) {
            notes.note(stage, of: client, named: target.client.name, request, context, passed: passed, remark: remark)
        }
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
                note(.login, passed: false, "The person has not logged in yet.")
                return login
            case (.consent, let visitor?):
                note(.login, passed: true, StepNotes.unknownScopes(try? parameters.value("scope")))
                note(.consent, passed: false, "The person has not decided yet.")
                return try await page(authorization, query: query, visitor: visitor)
            case (.issue(let user, let browser, let workspace, let alsoReads), _):
                let code = try await server.issueCode(
                    Approval(
                        authorization,
                        user: user,
                        session: browser,
                        workspace: workspace,
                        alsoReads: alsoReads
                    ),
                    at: now
                )
                note(.login, passed: true, StepNotes.unknownScopes(try? parameters.value("scope")))
                note(.consent, passed: true, "The person had consented before.")
                return try handedOver(target.success(code: code, issuer: issuer), target)
            }
        } catch let fault as Fault {
            note(.login, passed: false, fault.detail)
            // The person logs in first, then the request is checked again (RFC 9700 §4.11.2). `prompt=none` never shows
            // a page.
            let isSilent = (try? parameters.value("prompt")) == "none"
            guard visitor != nil || isSilent || target.mayReceiveErrorsBeforeLogin else { return login }
            let back = target.failure(fault, issuer: issuer)
            return isSilent ? .seeOther(back) : try handedOver(back, target, fault)
        }
    }

    @Sendable private func decide(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let now = time.now()
        let form = try await request.form()
        // An authorization request may come by POST too (OIDC Core §3.1.2.1). It is handled like a GET and grants
        // nothing.
        if try form.value("seal") == nil, try form.value("client_id") != nil { return try Self.asked(form) }
        try people.requireOwnPage(request)
        guard let query = try form.value("request"), let seal = try form.value("seal") else {
            throw Fault(.invalidRequest, "The form is incomplete.")
        }
        let parameters = try FormParameters(parsing: query)
        // Everything is checked again, because the browser could have changed the form.
        let target = try await target(parameters, at: now)
        let visitor = try await people.answering(
            request,
            seal: seal,
            purpose: { Self.purpose(query, $0) },
            page: Self.path(query),
            at: now
        )
        func note(passed: Bool, _ remark: String?) {
            let client = target.client
            notes.note(
                .consent,
                of: client.id.rawValue,
                named: client.name,
                request,
                context,
                passed: passed,
                remark: remark
            )
        }
        do {
            let authorization = try AuthorizationRequest(
                parameters,
                target: target,
                resources: server.options.resources
            )
            guard try form.value("decision") == "approve" else {
                throw Fault(.accessDenied, "The user denied the request.")
            }
            guard let workspace = try form.value("workspace") else {
                throw Fault(.invalidRequest, "No workspace was chosen.")
            }
            let alsoReads = Set(form.values("reads").map { ID<Workspace>($0) }).subtracting([ID(workspace)])
            let code = try await server.approve(
                Approval(
                    authorization,
                    user: visitor.user,
                    session: visitor.session,
                    workspace: ID(workspace),
                    alsoReads: alsoReads.sorted()
                ),
                at: now
            )
            note(passed: true, nil)
            return try handedOver(target.success(code: code, issuer: issuer), target)
        } catch let fault as Fault {
            note(passed: false, fault.detail)
            return try handedOver(target.failure(fault, issuer: issuer), target, fault)
        }
    }

    /// The response that sends the browser to the application. A redirect to a private-use scheme leaves the browser on
    /// the consent page with its buttons, so people press them again; a page shows them what happens instead.
    private func handedOver(_ location: String, _ target: RedirectTarget, _ fault: Fault? = nil) throws -> Response {
        guard target.uri.kind == .privateUse else { return .seeOther(location) }
        let name = target.client.name ?? target.uri.display
        return try templates.response(LeavingPage(application: name, link: location, fault: fault))
    }

    /// A remark on scopes that mean nothing here: they were left out, and other servers may know them.
    private static func asked(_ form: FormParameters) throws -> Response {
        let query = Percent.encode(form.pairs.map { ($0.name, $0.value) })
        guard query.utf8.count <= 12_000 else { throw Fault(.invalidRequest, "The request is too long.") }
        return .seeOther(Self.path(query))
    }

    /// Shows a page with status 400 for every error before the redirect URI is verified: clients whose registration was
    /// deleted register again on 400 only.
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
                label: membership.workspace.kind == .personal
                    ? localized("My memories") : localized("Team \(membership.workspace.name)"),
                role: membership.workspace.kind == .personal
                    ? localized("only you can see them") : localized("as \(membership.role.word)"),
                isFirst: index == 0
            )
        }
        let page = ConsentPage(
            clientName: client.name ?? localized("Unnamed application"),
            clientHost: ClientDocumentURL(client.id.rawValue)?.host,
            redirectHost: request.target.uri.display,
            userName: visitor.user.name,
            scopes: request.scopes.ordered.map { PageLanguage.current.sentence($0.words) },
            isUnverified: client.origin == .registered && !isNative,
            isNative: isNative,
            workspaces: choices,
            hasSeveral: choices.count > 1,
            onlyWorkspace: request.scopes.memory.isEmpty ? visitor.user.personalWorkspace.rawValue : nil,
            request: query,
            otherLogin: PageEndpoint.login(continuing: Self.path(query)),
            seal: people.seal(Self.purpose(query, visitor), for: visitor)
        )
        return try templates.response(page, formTargets: [request.target.uri.formTargets])
    }

    private static func path(_ query: String) -> String { "\(OAuthEndpoint.authorize.rawValue)?\(query)" }

    /// The values that the consent form is bound to: this request, this person, this login.
    private static func purpose(_ query: String, _ visitor: Visitor) -> [String] {
        ["consent", query, visitor.user.id.rawValue, visitor.session.id.rawValue]
    }
}
