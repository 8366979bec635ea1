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
        let destination = WebPath.own(try request.query().value("continue"))
        // Whom the application expects (OIDC Core §3.1.2.1); the person may be another.
        let hint = try? Self.parameters(of: destination)?.value("login_hint")
        return try await page(request, destination: destination, username: String((hint ?? "").prefix(256)))
    }

    private func page(
        _ request: Request, destination: String, username: String = "", problem: String? = nil, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let browser = web.browser(request)
        let asking = await client(of: destination)
        let page = LoginPage(
            base: "", client: asking, problem: problem,
            providers: federation.providers.map {
                LoginPage.Provider(
                    name: $0.name, title: $0.title,
                    seal: web.seals.seal(purpose: Self.purpose($0.name, destination), browser: browser.secret))
            },
            local: door.options.localLogin, username: username, continue: destination,
            seal: web.seals.seal(purpose: Self.purpose("", destination), browser: browser.secret),
            hasProviders: !federation.providers.isEmpty)
        return try web.response(
            page, status: status, formTarget: federation.providers.isEmpty ? nil : WebDoor.upstreamTargets,
            cookies: [browser.setCookie].compactMap(\.self))
    }

    @Sendable private func logIn(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        guard door.options.localLogin else { throw Fault(.notFound, "Local login is off.") }
        let form = try await request.form()
        let destination = WebPath.own(try form.value("continue"))
        try requireSeal(form, provider: "", destination: destination, request)
        let username = try form.value("username") ?? ""
        do {
            let user = try await local.login(
                name: username, password: Secret(try form.value("password") ?? ""), address: caller(request, context), at: web.time.now())
            return try await begin(user, destination: destination, request)
        } catch let fault as Fault where fault.code == .accessDenied || fault.code == .rateLimited {
            var answer = try await page(
                request, destination: destination, username: username, problem: fault.detail, status: .init(code: fault.code.status))
            answer.headers[.retryAfter] = fault.hints.retryAfter.map(String.init)
            return answer
        }
    }

    /// Off to the provider. By POST, so that no link or image elsewhere can begin a login.
    @Sendable private func leave(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        let provider = try provider(context)
        let form = try await request.form()
        let destination = WebPath.own(try form.value("continue"))
        try requireSeal(form, provider: provider.name, destination: destination, request)
        guard let browser = web.cookies.browser(request) else { throw WebDoor.outOfDate }
        let parameters = try Self.parameters(of: destination)
        let url = try await federation.begin(
            provider, browser: browser, destination: destination, redirectURI: redirectURI(provider.name),
            loginHint: try parameters?.value("login_hint"), forceLogin: try Self.demandsLogin(parameters),
            at: web.time.now())
        return .seeOther(url)
    }

    @Sendable private func comeBack(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let name = try context.parameters.require("provider")
        let completed = try await federation.complete(
            provider: name, parameters: try request.query(), browser: web.cookies.browser(request), redirectURI: redirectURI(name),
            at: web.time.now())
        return try await begin(
            completed.user, destination: completed.destination, request, provider: name, idToken: completed.identity.idToken)
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
            let url = await provider.logoutURL(idToken: visitor.session.upstreamIDToken, returnTo: "\(door.options.issuer)/login")
        {
            location = url
        }
        var response = Response.seeOther(location)
        response.headers.append(HTTPField(name: .setCookie, value: web.cookies.endSession))
        return response
    }

    // MARK: Parts

    private func begin(
        _ user: User, destination: String, _ request: Request, provider: String? = nil, idToken: String? = nil
    ) async throws -> Response {
        let cookie = try await web.sessions.begin(
            for: user, provider: provider, upstreamIDToken: idToken, userAgent: request.headers[.userAgent], at: web.time.now())
        var response = try Response.seeOther(Self.answered(destination))
        response.headers.append(
            HTTPField(name: .setCookie, value: web.cookies.setSession(cookie, lifetime: web.sessions.lifetime)))
        return response
    }

    /// The request as it is after a login: what demanded one would demand it for ever. Whoever writes such a request by hand could as
    /// well have left the demand out.
    private static func answered(_ destination: String) throws -> String {
        guard let parameters = try parameters(of: destination), let words = try parameters.value("prompt")?.split(separator: " "),
            case let left = words.filter({ !demandsLogin($0) }), left.count < words.count
        else { return destination }
        let others = parameters.pairs.filter { $0.name != "prompt" }.map { ($0.name, $0.value) }
        let pairs = others + (left.isEmpty ? [] : [("prompt", left.joined(separator: " "))])
        return "\(destination.prefix { $0 != "?" })?\(Percent.encode(pairs))"
    }

    private func requireSeal(_ form: FormParameters, provider: String, destination: String, _ request: Request) throws {
        guard let browser = web.cookies.browser(request), let seal = try form.value("seal"),
            web.seals.isValid(seal, purpose: Self.purpose(provider, destination), browser: browser)
        else { throw WebDoor.outOfDate }
    }

    private static func purpose(_ provider: String, _ destination: String) -> [String] { ["login", provider, destination] }

    private func provider(_ context: EdgeContext) throws -> any IdentityProvider {
        guard let provider = federation.provider(try context.parameters.require("provider")) else {
            throw Fault(.notFound, "There is no such identity provider.")
        }
        return provider
    }

    private func redirectURI(_ provider: String) -> String { "\(door.options.issuer)/login/\(provider)/callback" }

    private func caller(_ request: Request, _ context: EdgeContext) -> String {
        door.proxies.caller(peer: context.peer?.ipAddress, forwardedFor: request.headers[values: .forwardedFor]) ?? "unknown"
    }

    private static func parameters(of destination: String) throws -> FormParameters? {
        guard let mark = destination.firstIndex(of: "?") else { return nil }
        return try FormParameters(parsing: String(destination[destination.index(after: mark)...]))
    }

    /// Whether the application wants the person to log in just now, and not to be let in by a login the provider remembers: nothing tells
    /// us how old that one is.
    private static func demandsLogin(_ parameters: FormParameters?) throws -> Bool {
        let prompts = try parameters?.value("prompt")?.split(separator: " ") ?? []
        return try prompts.contains(where: demandsLogin) || parameters?.value("max_age") != nil
    }

    private static func demandsLogin(_ prompt: Substring) -> Bool {
        AuthorizationRequest.Prompt(rawValue: String(prompt))?.demandsLogin ?? false
    }

    /// Who sent the person here: shown before they go on, upstream above all (MCP authorization, "confused deputy").
    private func client(of destination: String) async -> LoginPage.Asking? {
        guard let parameters = try? Self.parameters(of: destination),
            let target = try? await door.server.target(parameters, at: web.time.now()),
            let request = try? AuthorizationRequest(parameters, target: target, resources: door.server.options.resources)
        else { return nil }
        return LoginPage.Asking(
            name: target.client.name ?? "An application without a name", host: ClientDocumentURL(target.client.id.rawValue)?.host,
            redirectHost: target.uri.display, scopes: request.scopes.ordered.map(\.words))
    }
}
