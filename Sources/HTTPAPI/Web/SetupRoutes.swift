import Base
import HTTPTypes
import Hummingbird
import Identity

/// The first password: whoever holds a personal API token, on the machine itself, may set the password of its user.
struct SetupRoutes: Sendable {
    let web: WebDoor
    let authenticator: TokenAuthenticator
    let users: any UserStore
    let passwords: any PasswordStore

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.setup, .get) { request, context in
            try requireLocal(request, context)
            return try page(request)
        }
        router.on(.setup, .post, use: save)
    }

    @Sendable private func save(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try requireLocal(request, context)
        try web.requireOwnPage(request)
        let form = try await request.form()
        let path = OAuthEndpoint.setup.rawValue
        guard let browser = web.cookies.browser(request) else { throw web.needsCookies(path) }
        guard web.seals.isValid(try form.value("seal") ?? "", purpose: ["setup"], browser: browser) else { throw WebDoor.outOfDate(path) }
        let now = web.time.now()
        let password = Secret(try form.value("password") ?? "")
        do {
            try PasswordHash.check(password)
        } catch let fault as Fault where fault.code == .validationFailed {
            return try page(request, badPassword: fault.detail)
        }
        guard let user = try await owner(of: try form.value("token") ?? "", context, at: now) else {
            return try page(request, badToken: "That is not a personal API token with all scopes.")
        }
        // Only the first one: afterwards the old password, or an administrator, is asked.
        guard try await passwords.password(of: user.id) == nil else {
            return try page(request, badToken: "This account has a password already. An administrator can set a new one.")
        }
        _ = try await passwords.setPassword(PasswordHash(hashing: password, random: web.random), of: user.id)
        return try web.response(
            MessagePage(
                title: "Saved", person: nil, heading: "Your password is set", text: "You log in as \(user.name).",
                link: WebPath.login, linkText: "Log in"))
    }

    /// Whose personal token with all scopes this is; nil for any other.
    /// - Throws: what keeps us from knowing: too many wrong ones, a store that does not answer.
    private func owner(of text: String, _ context: EdgeContext, at now: Timestamp) async throws -> User? {
        guard let token = BearerToken(text) else { return nil }
        do {
            let principal = try await authenticator.authenticate(token, from: context.peer?.ipAddress, at: now)
            guard case .person(let id) = principal.kind, Self.isLasting(principal.credential), principal.scopes == .admin else {
                return nil
            }
            return try await users.user(id)
        } catch let fault as Fault where fault.code == .invalidToken {
            return nil
        }
    }

    private func page(_ request: Request, badToken: String? = nil, badPassword: String? = nil) throws -> Response {
        let browser = web.browser(request)
        let problem = badToken ?? badPassword
        let page = SetupPage(
            title: problem == nil ? "Set up" : "Error: Set up", problem: problem, badToken: badToken != nil,
            badPassword: badPassword != nil, seal: web.seals.seal(purpose: ["setup"], browser: browser.secret))
        return try web.response(
            page, status: problem == nil ? .ok : .badRequest, cookies: [browser.setCookie].compactMap(\.self))
    }

    private func requireLocal(_ request: Request, _ context: EdgeContext) throws {
        guard context.isLocal(request) else { throw Fault(.notFound, "The set-up page is served to this machine only.") }
    }

    /// What an application was given by consent must not change its person's password.
    private static func isLasting(_ credential: Credential) -> Bool {
        switch credential {
        case .apiToken, .preset: true
        case .accessToken, .none: false
        }
    }
}
