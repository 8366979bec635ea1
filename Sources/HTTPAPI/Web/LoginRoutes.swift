import Base
import HTTPTypes
import Hummingbird
import Identity

/// Logging in and out: with a local password, or at an upstream provider.
struct LoginRoutes: Sendable {
    let web: WebDoor
    let door: AuthorizationDoor
    let local: LocalLogin
    let federation: FederatedLogin

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.login, .get, use: page)
        router.on(.login, .post, use: logIn)
        router.on(.upstreamLogin, .post, use: leave)
        router.on(.upstreamCallback, .get, use: comeBack)
        router.on(.logout, .post, use: logOut)
    }

    @Sendable private func page(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, context, destination: LoginDestination(try request.query().value("continue")))
    }

    /// - Parameter username: as it was typed; nil shows whom the application expects (OIDC Core §3.1.2.1).
    private func page(
        _ request: Request, _ context: EdgeContext, destination: LoginDestination, username: String? = nil, problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let browser = web.browser(request)
        let (target, asking) = await application(behind: destination)
        let page = LoginPage(
            title: problem == nil ? "Log in" : "Error: Log in", client: asking.map(Self.shown), problem: problem,
            providers: federation.providers.map {
                LoginPage.Provider(
                    name: $0.name, title: $0.title,
                    seal: web.seals.seal(purpose: Self.purpose($0.name, destination), browser: browser.secret))
            },
            local: door.options.localLogin, username: username ?? asking?.loginHint ?? "", continue: destination.path,
            seal: web.seals.seal(purpose: Self.purpose("", destination), browser: browser.secret),
            hasProviders: !federation.providers.isEmpty, isLocal: context.isLocal(request))
        // With consent remembered, a login is one chain of redirects from this form to the application.
        var targets = federation.providers.isEmpty ? [] : [WebDoor.anySite]
        if let back = target?.uri.formTargets, !targets.contains(back) { targets.append(back) }
        return try web.response(page, status: status, formTargets: targets, cookies: [browser.setCookie].compactMap(\.self))
    }

    @Sendable private func logIn(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        guard door.options.localLogin else { throw Fault(.notFound, "Local login is off.") }
        let form = try await request.form()
        let destination = LoginDestination(try form.value("continue"))
        try requireSeal(form, provider: "", destination: destination, request)
        let username = try form.value("username") ?? ""
        do {
            let user = try await local.login(
                name: username, password: Secret(try form.value("password") ?? ""), address: caller(request, context), at: web.time.now())
            return try await begin(user, destination: destination, request)
        } catch let fault as Fault where fault.code == .accessDenied || fault.code == .rateLimited {
            var answer = try await page(
                request, context, destination: destination, username: username, problem: fault.detail,
                status: .init(code: fault.code.status))
            answer.headers[.retryAfter] = fault.hints.retryAfter.map(String.init)
            return answer
        }
    }

    /// Off to the provider. By POST, so that no link or image elsewhere can begin a login.
    @Sendable private func leave(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        let provider = try provider(context)
        let form = try await request.form()
        let destination = LoginDestination(try form.value("continue"))
        try requireSeal(form, provider: provider.name, destination: destination, request)
        guard let browser = web.cookies.browser(request) else { throw WebDoor.outOfDate }
        let url = try await federation.begin(
            provider, browser: browser, destination: destination.path, redirectURI: redirectURI(provider.name),
            loginHint: await application(behind: destination).request?.loginHint, forceLogin: destination.demandsLogin,
            at: web.time.now())
        return .seeOther(url)
    }

    @Sendable private func comeBack(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let name = try context.parameters.require("provider")
        let (parameters, now) = (try request.query(), web.time.now())
        let transaction = try await federation.claim(
            provider: name, parameters: parameters, browser: web.cookies.browser(request), at: now)
        do {
            let completed = try await federation.complete(transaction, parameters: parameters, redirectURI: redirectURI(name), at: now)
            return try await begin(
                completed.user, destination: LoginDestination(transaction.destination), request, provider: name,
                identity: completed.identity)
        } catch let fault as Fault {
            // The state is spent: loading this page again helps nobody.
            var hints = fault.hints
            hints.again = WebPath.login(continuing: transaction.destination)
            throw Fault(fault.code, fault.detail, hints: hints, cause: fault.cause)
        }
    }

    @Sendable private func logOut(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        let now = web.time.now()
        guard let visitor = try await web.visitor(request, at: now) else { return .seeOther(WebPath.login) }
        let form = try await request.form()
        guard web.seals.isValid(try form.value("seal") ?? "", purpose: ["logout"], browser: visitor.cookie) else { throw WebDoor.outOfDate }
        try await web.sessions.end(visitor.session)
        var location = WebPath.login
        if let name = visitor.session.provider, let provider = federation.provider(name),
            let url = await provider.logoutURL(
                idToken: visitor.session.upstreamIDToken, returnTo: "\(door.options.issuer)\(WebPath.login)")
        {
            location = url
        }
        var response = Response.seeOther(location)
        response.headers.append(HTTPField(name: .setCookie, value: web.cookies.endSession))
        return response
    }

    // MARK: Parts

    private func begin(
        _ user: User, destination: LoginDestination, _ request: Request, provider: String? = nil, identity: UpstreamIdentity? = nil
    ) async throws -> Response {
        let now = web.time.now()
        let cookie = try await web.sessions.begin(
            for: user, provider: provider, upstreamIDToken: identity?.idToken, authenticatedAt: identity?.authenticatedAt,
            userAgent: request.headers[.userAgent], at: now)
        // The browser forgets the old cookie, so its session is of use to nobody but a thief.
        if let old = try await web.visitor(request, at: now) { try await web.sessions.end(old.session) }
        var response = Response.seeOther(destination.answered)
        response.headers.append(
            HTTPField(name: .setCookie, value: web.cookies.setSession(cookie, lifetime: web.sessions.lifetime)))
        return response
    }

    private func requireSeal(_ form: FormParameters, provider: String, destination: LoginDestination, _ request: Request) throws {
        guard let browser = web.cookies.browser(request), let seal = try form.value("seal"),
            web.seals.isValid(seal, purpose: Self.purpose(provider, destination), browser: browser)
        else { throw WebDoor.outOfDate }
    }

    private static func purpose(_ provider: String, _ destination: LoginDestination) -> [String] { ["login", provider, destination.path] }

    private func provider(_ context: EdgeContext) throws -> any IdentityProvider {
        guard let provider = federation.provider(try context.parameters.require("provider")) else {
            throw Fault(.notFound, "There is no such identity provider.")
        }
        return provider
    }

    private func redirectURI(_ provider: String) -> String { door.options.issuer + OAuthEndpoint.upstreamCallback.path(provider) }

    private func caller(_ request: Request, _ context: EdgeContext) -> String {
        door.proxies.caller(peer: context.peer?.ipAddress, forwardedFor: request.headers[values: .forwardedFor]) ?? "unknown"
    }

    /// Who sent the person here, as far as the request is in order: without a way back it is nobody.
    private func application(
        behind destination: LoginDestination
    ) async -> (target: RedirectTarget?, request: AuthorizationRequest?) {
        guard let parameters = destination.parameters,
            let target = try? await door.server.target(parameters, at: web.time.now())
        else { return (nil, nil) }
        return (target, try? AuthorizationRequest(parameters, target: target, resources: door.server.options.resources))
    }

    /// Shown before the person goes on, upstream above all (MCP authorization, "confused deputy").
    private static func shown(_ request: AuthorizationRequest) -> LoginPage.Asking {
        let client = request.target.client
        return LoginPage.Asking(
            name: client.name ?? "An application without a name", host: ClientDocumentURL(client.id.rawValue)?.host,
            redirectHost: request.target.uri.display, scopes: request.scopes.ordered.map(\.words))
    }
}
