import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging

/// Login and logout, with a local password or at an upstream provider.
struct LoginRoutes: Sendable {
    let web: PageEnvironment
    let means: LoginMeans
    private var local: LocalLogin { means.passwords }
    private var federation: FederatedLogin { means.federation }

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.login, .get, use: page)
        router.on(.login, .post, use: logIn)
        router.on(.passkeyLogin, .post, use: logInWithPasskey)
        router.on(.upstreamLogin, .post, use: leave)
        router.on(.upstreamCallback, .get, use: comeBack)
        router.on(.logout, .post, use: logOut)
    }

    @Sendable private func page(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await page(request, context, destination: LoginDestination(try request.query().value("continue")))
    }

    /// - Parameter username: as typed; nil shows the user name that the application expects (OIDC Core §3.1.2.1).
    func page(
        _ request: Request,
        _ context: EdgeContext,
        destination: LoginDestination,
        username: String? = nil,
        problem: String? = nil,
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let browser = web.browser(request)
        let asking = await means.asker?.application(behind: destination, at: web.time.now())
        let page = LoginPage(
            title: problem == nil ? localized("Log in") : localized("Error: Log in"),
            client: asking?.description,
            problem: problem.map { PageProblem(text: $0, reference: context.id) },
            providers: federation.providers.map {
                LoginPage.Provider(
                    name: $0.name,
                    title: $0.title,
                    seal: web.seals.seal(purpose: Self.purpose($0.name, destination), browser: browser.secret)
                )
            },
            passkey: try means.passkeys.map { passkeys in
                LoginPage.PasskeyForm(
                    options: try passkeys.requestOptions(browser: browser.secret, at: web.time.now()),
                    origin: passkeys.party.origin.text,
                    seal: web.seals.seal(purpose: Self.purpose(Self.passkey, destination), browser: browser.secret)
                )
            },
            local: means.offersPassword,
            username: username ?? asking?.loginHint ?? "",
            continue: destination.path,
            seal: web.seals.seal(purpose: Self.purpose("", destination), browser: browser.secret),
            hasOthers: !federation.providers.isEmpty || means.passkeys != nil,
            isLocal: context.isLocal(request)
        )
        // When the consent is remembered, a login is one chain of redirects from this form to the application.
        var targets = federation.providers.isEmpty ? [] : [FormTarget.anySite]
        if let back = asking?.formTarget, !targets.contains(back) { targets.append(back) }
        return try web.response(
            page,
            status: status,
            formTargets: targets,
            cookies: [browser.setCookie].compactMap(\.self)
        )
    }

    @Sendable private func logIn(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        guard means.offersPassword else {
            throw Fault(.notFound, "Login with a password is turned off on this server (login.local).")
        }
        let form = try await request.form()
        let destination = LoginDestination(try form.value("continue"))
        let username = try form.value("username") ?? ""
        guard try isSealed(form, provider: "", destination: destination, request) else {
            return try await page(
                request,
                context,
                destination: destination,
                username: username,
                problem: Self.outOfDate,
                status: .forbidden
            )
        }
        do {
            let known = web.cookies.known(request)
            let user = try await local.login(
                name: username,
                password: Secret(try form.value("password") ?? ""),
                address: web.caller(request, context),
                browser: known,
                at: web.time.now()
            )
            var answer = try await begin(user, destination: destination, request)
            let mark = known ?? Secret(web.random.token(bytes: 32))
            try await local.remember(mark, of: user, at: web.time.now())
            answer.headers.append(
                HTTPField(name: .setCookie, value: web.cookies.setKnown(mark, lifetime: LocalLogin.knownLifetime))
            )
            web.meter?.authenticated(AuthenticationAttempt(login: .password))
            return answer
        } catch let fault as Fault where fault.code == .accessDenied || fault.code == .rateLimited {
            web.meter?.authenticated(AuthenticationAttempt(login: .password, refusal: fault.code))
            return try await refused(fault, request, context, destination, username: username)
        }
    }

    /// Sends the browser to the provider. By POST, so that a link or image on another site cannot begin a login.
    @Sendable private func leave(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        let provider = try provider(context)
        let form = try await request.form()
        let destination = LoginDestination(try form.value("continue"))
        guard try isSealed(form, provider: provider.name, destination: destination, request),
            let browser = web.cookies.browser(request)
        else {
            return try await outdated(request, context, destination)
        }
        let now = web.time.now()
        try means.providerLimits.countWrite(
            by: web.caller(request, context),
            "Too many login attempts from this address.",
            at: now
        )
        let url = try await federation.begin(
            provider,
            browser: browser,
            destination: destination.path,
            redirectURI: redirectURI(provider.name),
            loginHint: await means.asker?.application(behind: destination, at: now)?.loginHint,
            forceLogin: destination.demandsLogin,
            at: now
        )
        return .seeOther(url)
    }

    @Sendable private func comeBack(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let name = try context.parameters.require("provider")
        let (parameters, now) = (try request.query(), web.time.now())
        guard let browser = web.cookies.browser(request) else { throw web.needsCookies(PageEndpoint.login.rawValue) }
        var destination: String?
        do {
            let transaction = try await federation.claim(
                provider: name,
                parameters: parameters,
                browser: browser,
                at: now
            )
            destination = transaction.destination
            let completed = try await federation.complete(
                transaction,
                parameters: parameters,
                redirectURI: redirectURI(name),
                at: now
            )
            let answer = try await begin(
                completed.user,
                destination: LoginDestination(transaction.destination),
                request,
                provider: name,
                identity: completed.identity
            )
            web.meter?.authenticated(AuthenticationAttempt(login: .loginProvider))
            return answer
        } catch let fault as Fault {
            web.meter?.authenticated(AuthenticationAttempt(login: .loginProvider, refusal: fault.code))
            // The state is used up, so reloading this page does not help.
            var hints = fault.hints
            hints.again = destination.map { PageEndpoint.login(continuing: $0) } ?? PageEndpoint.login.rawValue
            throw Fault(fault.code, fault.detail, hints: hints, cause: fault.cause)
        }
    }

    @Sendable private func logOut(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        let now = web.time.now()
        guard let current = try await web.visitor(request, at: now) else {
            return .seeOther(PageEndpoint.login.rawValue)
        }
        let visitor = try web.requireSeal(
            try await request.form().value("seal"),
            { _ in ["logout"] },
            of: current,
            page: PageEndpoint.account.rawValue
        )
        try await web.sessions.end(visitor.session)
        var location = PageEndpoint.login.rawValue
        if let name = visitor.session.provider, let provider = federation.provider(name),
            let url = await provider.logoutURL(
                idToken: visitor.session.upstreamIDToken,
                returnTo: "\(web.origin)\(PageEndpoint.login.rawValue)"
            )
        {
            location = url
        }
        var response = Response.seeOther(location)
        response.headers.append(HTTPField(name: .setCookie, value: web.cookies.endSession))
        return response
    }

    // MARK: Parts

    func begin(
        _ user: User,
        destination: LoginDestination,
        _ request: Request,
        provider: String? = nil,
        identity: UpstreamIdentity? = nil
    ) async throws -> Response {
        let now = web.time.now()
        let cookie = try await web.sessions.begin(
            for: user,
            provider: provider,
            upstreamIDToken: identity?.idToken,
            authenticatedAt: identity?.authenticatedAt,
            userAgent: request.headers[.userAgent],
            at: now
        )
        // The browser drops the old cookie, so only a thief could still use its session.
        if let old = try await web.visitor(request, at: now) { try await web.sessions.end(old.session) }
        var response = Response.seeOther(destination.answered)
        response.headers.append(
            HTTPField(name: .setCookie, value: web.cookies.setSession(cookie, lifetime: web.sessions.lifetime))
        )
        return response
    }

    /// False for a form from before a restart, which the page then shows again; nothing else is lost.
    /// - Throws: `forbidden` with advice when the browser keeps no cookies.
    func isSealed(
        _ form: FormParameters,
        provider: String,
        destination: LoginDestination,
        _ request: Request
    ) throws -> Bool {
        guard let browser = web.cookies.browser(request) else {
            throw web.needsCookies(PageEndpoint.login(continuing: destination.path))
        }
        return web.seals.isValid(
            try form.value("seal") ?? "",
            purpose: Self.purpose(provider, destination),
            browser: browser
        )
    }

    /// The place of a provider in the seal of the form for passkeys; no provider has an empty word in its name.
    static let passkey = " passkey"

    static let outOfDate = "This page was out of date. Log in again."

    private static func purpose(_ provider: String, _ destination: LoginDestination) -> [String] {
        ["login", provider, destination.path]
    }

    private func provider(_ context: EdgeContext) throws -> any IdentityProvider {
        guard let provider = federation.provider(try context.parameters.require("provider")) else {
            throw Fault(.notFound, "Unknown identity provider.")
        }
        return provider
    }

    private func redirectURI(_ provider: String) -> String {
        LoginRedirect.uri(issuer: web.origin, provider: provider)
    }
}
